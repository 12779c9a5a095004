"""What leaves for Telegram, and what its refusals become."""

from __future__ import annotations

from typing import Any

import pytest

from bots.telegram.channel import TelegramChannel
from bots.telegram.keyboards import ShareLabels
from intake_core.messages import Choice, OutboundMessage, Purpose
from intake_core.outbox.channel import ChatGone, ChatMoved, TryLater, Undeliverable
from tests.bots.telegram.conftest import CITIZEN, Store
from tests.fake_platforms.pictures import jpeg
from tests.fake_platforms.telegram import FakeTelegram
from tests.fake_platforms.telegram_checks import utf16_units

MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64)
PDF = b"%PDF-1.4 " + bytes(64)


def message(text: str = "Принято", **fields: Any) -> OutboundMessage:
    known: dict[str, Any] = {"chat_id": str(CITIZEN), "text": text, "purpose": Purpose.ANSWER}
    return OutboundMessage(**known | fields)


async def test_text_arrives_as_it_is(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """No markup is read into what people write."""
    text = "<b>5 < 6</b> *звёзды* _и_ [скобки](http://x)"
    receipt = await channel.send(message(text))
    assert telegram.sent_texts(CITIZEN) == [text]
    assert receipt.platform_ids == (f"{CITIZEN}:11",)


async def test_a_long_text_is_several_messages(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Split by Telegram's own count, buttons under the last part, the answer marked on the first."""
    said = await telegram.say(CITIZEN, "?")
    text = "😀 " * 3000
    choices = (Choice(title="Да", value="y"),)
    receipt = await channel.send(message(text, choices=choices, reply_to=f"{CITIZEN}:{said['message_id']}"))
    sent = telegram.sent(CITIZEN)
    assert len(sent) == len(receipt.platform_ids) == 3
    assert all(utf16_units(part["text"]) <= 4096 for part in sent)
    assert "".join("".join(part["text"].split()) for part in sent) == "😀" * 3000
    assert ["reply_markup" in part for part in sent] == [False, False, True]
    assert ["reply_to_message" in part for part in sent] == [True, False, False]


@pytest.mark.parametrize(
    ("titles", "rows"),
    [
        pytest.param(["Да", "Нет", "Не знаю"], [["Да", "Нет"], ["Не знаю"]], id="short ones in pairs"),
        pytest.param(["Да", "Абая 28, Костанай"], [["Да"], ["Абая 28, Костанай"]], id="long ones each in a row"),
    ],
)
async def test_choices_are_buttons(
    telegram: FakeTelegram, channel: TelegramChannel, titles: list[str], rows: list[list[str]]
) -> None:
    """Every choice is a button, and a press brings its value."""
    await channel.send(message(choices=tuple(Choice(title=title, value=f"v:{title}"[:30]) for title in titles)))
    (sent,) = telegram.sent(CITIZEN)
    keyboard = sent["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in keyboard] == rows
    assert await telegram.press(CITIZEN, sent["message_id"], f"v:{titles[-1]}"[:30])


async def test_sharing_is_asked_for_by_a_keyboard(telegram: FakeTelegram) -> None:
    """The labels are the city's; a keyboard of choices leaves no room for sharing."""
    labels = ShareLabels(contact="Мой номер", location="Я здесь")
    channel = TelegramChannel(telegram.token, api=telegram.url, labels=labels)
    await channel.send(message(ask_contact=True, ask_location=True))
    keyboard, telegram.citizen(CITIZEN).keyboard = telegram.citizen(CITIZEN).keyboard, None
    await channel.send(message(ask_contact=True, choices=(Choice(title="Да", value="y"),)))
    await channel.close()
    assert keyboard is not None
    assert keyboard["keyboard"] == [
        [{"text": "Мой номер", "request_contact": True}],
        [{"text": "Я здесь", "request_location": True}],
    ]
    assert telegram.citizen(CITIZEN).keyboard is None


@pytest.mark.parametrize("reply_to", ["500100202:9999", "cb:77", "else"])
async def test_an_answer_to_what_is_gone_goes_without(
    telegram: FakeTelegram, channel: TelegramChannel, reply_to: str
) -> None:
    """A deleted question does not cost the answer."""
    await channel.send(message(reply_to=reply_to))
    assert telegram.sent_texts(CITIZEN) == ["Принято"]


@pytest.mark.parametrize(
    ("contents", "kinds"),
    [
        pytest.param([jpeg()], ["photo"], id="one photo"),
        pytest.param([jpeg(), MP4], ["photo album", "video album"], id="an album"),
        pytest.param([PDF], ["document"], id="a document"),
        pytest.param([MP4], ["video"], id="a video"),
        pytest.param([jpeg(), PDF, MP4], ["photo", "document", "video"], id="documents stand in no album"),
        pytest.param([jpeg()] * 11, ["photo album"] * 10 + ["photo"], id="ten to an album"),
        pytest.param([jpeg(2000, 64)], ["document"], id="too long for a photo"),
        pytest.param([jpeg(), jpeg(2000, 64)], ["document", "document"], id="an album refused goes as documents"),
    ],
)
async def test_evidence_goes_along(
    telegram: FakeTelegram, channel: TelegramChannel, store: Store, contents: list[bytes], kinds: list[str]
) -> None:
    """The files first, in order and unharmed, the words after them."""
    keys = tuple(f"key-{number}" for number in range(len(contents)))
    store.update(zip(keys, contents, strict=True))
    receipt = await channel.send(message(evidence=keys))
    *files, words = telegram.sent(CITIZEN)
    found = [next(kind for kind in ("photo", "video", "document") if kind in sent) for sent in files]
    sent = list(zip(found, files, strict=True))
    assert [kind + (" album" if "media_group_id" in one else "") for kind, one in sent] == kinds
    stored = [telegram.files.get((one[kind][-1] if kind == "photo" else one[kind])["file_id"]) for kind, one in sent]
    assert [file.content for file in stored if file] == contents
    assert words["text"] == "Принято"
    assert len(receipt.platform_ids) == len(contents) + 1


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(message(evidence=("nothing",)), id="evidence that is not in the store"),
        pytest.param(message(" \n "), id="white space"),
        pytest.param(message("", evidence=("k",), choices=(Choice(title="a", value="b"),)), id="choices without words"),
        pytest.param(message(choices=tuple(Choice(title=str(n), value=str(n)) for n in range(101))), id="101 buttons"),
    ],
)
async def test_what_cannot_be_sent_is_undeliverable(channel: TelegramChannel, wrong: OutboundMessage) -> None:
    """No retry helps: the inspector sees it."""
    with pytest.raises(Undeliverable) as caught:
        await channel.send(wrong)
    assert not isinstance(caught.value, ChatGone)


async def test_without_access_to_evidence_there_is_none_to_send(telegram: FakeTelegram) -> None:
    """A photo that cannot be sent does not vanish without a word."""
    channel = TelegramChannel(telegram.token, api=telegram.url)
    with pytest.raises(Undeliverable):
        await channel.send(message(evidence=("k",)))
    await channel.close()


async def test_a_blocked_bot_has_no_chat(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """403: nothing can be sent here, evidence neither."""
    await telegram.block(CITIZEN)
    with pytest.raises(ChatGone):
        await channel.send(message())


async def test_a_chat_that_never_was_is_gone(channel: TelegramChannel, store: Store) -> None:
    """400 "chat not found" is about the chat, not about the message."""
    store["k"] = jpeg()
    with pytest.raises(ChatGone):
        await channel.send(message(chat_id="404"))
    with pytest.raises(ChatGone):
        await channel.send(message(chat_id="404", evidence=("k",)))


async def test_a_moved_chat_says_where(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """The new address comes with the error."""
    telegram.citizen(CITIZEN).moved_to = -1001
    with pytest.raises(ChatMoved) as caught:
        await channel.send(message())
    assert caught.value.to == "-1001"


async def test_a_flood_waits_as_long_as_telegram_says(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """429: the outbox hears for how long."""
    telegram.flood(after=17)
    with pytest.raises(TryLater) as caught:
        await channel.send(message())
    assert caught.value.after == 17


async def test_a_pause_between_parts_is_waited_for(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Handing it up would send the first part twice."""
    telegram.flood(after=1, spare=1)
    await channel.send(message("a" * 5000))
    assert [len(text) for text in telegram.sent_texts(CITIZEN)] == [4096, 904]


@pytest.mark.parametrize(
    ("status", "html"),
    [
        pytest.param(500, None, id="Telegram is broken"),
        pytest.param(0, None, id="the line is cut"),
        pytest.param(502, "<html>Bad Gateway</html>", id="a gateway answers"),
    ],
)
async def test_a_failure_passes(
    telegram: FakeTelegram, channel: TelegramChannel, status: int, html: str | None
) -> None:
    """The message waits for better times, and then goes."""
    telegram.fail(status, method="sendMessage", html=html)
    with pytest.raises(TryLater):
        await channel.send(message())
    await channel.send(message())
    assert telegram.sent_texts(CITIZEN) == ["Принято"]


@pytest.mark.parametrize("evidence", [(), ("a",), ("a", "b")])
async def test_a_yes_that_holds_something_new_is_a_yes(
    telegram: FakeTelegram, channel: TelegramChannel, store: Store, evidence: tuple[str, ...]
) -> None:
    """aiogram cannot read the answer, but the citizen has the message: it is not sent again."""
    store.update({"a": jpeg(), "b": jpeg()})
    telegram.novelties = {"entities": "in another shape"}
    receipt = await channel.send(message(evidence=evidence))
    assert len(receipt.platform_ids) == len(telegram.sent(CITIZEN)) == len(evidence) + 1


async def test_a_replaced_token_loses_no_message(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """401: somebody will set the new token, until then messages wait. The reason says what to do, not the token."""
    telegram.replace_token()
    with pytest.raises(TryLater, match="refuses the bot's token") as caught:
        await channel.send(message())
    assert channel.bot.token not in str(caught.value)


async def test_a_file_over_the_limit_is_undeliverable(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """413 is a network error to aiogram; retrying it would never end."""
    telegram.fail(413)
    with pytest.raises(Undeliverable):
        await channel.send(message())


async def test_a_press_is_acknowledged(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Once is enough; too late, twice or not at all is no harm."""
    await channel.send(message(choices=(Choice(title="Да", value="y"),)))
    query = await telegram.press(CITIZEN, 11, "y")
    await channel.answer_callback(query)
    await channel.answer_callback(query)
    telegram.fail(500)
    await channel.answer_callback(query)
    assert telegram.answered_queries == [query]
