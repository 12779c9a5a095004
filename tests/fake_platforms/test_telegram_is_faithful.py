"""python-telegram-bot, which shares no code with our product, finds the fake Telegram to be Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import telegram
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, error

from tests.fake_platforms.pictures import jpeg
from tests.fake_platforms.telegram import FakeTelegram

CITIZEN = 500100202


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram.running() as running:
        running.citizen(CITIZEN)
        yield running


def a_bot(fake: FakeTelegram) -> telegram.Bot:
    return telegram.Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot")


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    async with a_bot(fake) as started:
        yield started


async def test_a_text_with_buttons_is_sent(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """What the bot sends is what the chat holds, markup and the message replied to with it."""
    said = await fake.say(CITIZEN, "нет света")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="y")]])
    sent = await bot.send_message(
        CITIZEN, "Это про ваш дом?", reply_markup=markup, reply_to_message_id=said["message_id"]
    )
    assert sent.text == "Это про ваш дом?"
    assert sent.reply_markup == markup
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == said["message_id"]
    assert fake.sent_texts(CITIZEN) == ["Это про ваш дом?"]


async def test_a_photo_is_sent_and_fetched(bot: telegram.Bot) -> None:
    """Uploads are multipart, downloads go by getFile: the bytes are the same."""
    sent = await bot.send_photo(CITIZEN, jpeg(), caption="двор")
    file = await sent.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == jpeg()
    assert sent.caption == "двор"


async def test_an_album_shares_its_id(bot: telegram.Bot) -> None:
    """An album is messages with one media_group_id."""
    sent = await bot.send_media_group(CITIZEN, [InputMediaPhoto(jpeg()), InputMediaPhoto(jpeg(colour="red"))])
    assert len({message.media_group_id for message in sent}) == 1
    assert len({message.message_id for message in sent}) == 2


async def test_documents_and_videos_are_sent(bot: telegram.Bot) -> None:
    """A document keeps its bytes; a video is one."""
    assert (await bot.send_document(CITIZEN, b"%PDF-1.4")).document is not None
    assert (await bot.send_video(CITIZEN, b"\0\0\0\x18ftypmp42")).video is not None
    assert await bot.send_chat_action(CITIZEN, "typing")


async def test_updates_are_polled_until_confirmed(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """An update comes again until a later offset is asked for."""
    await fake.say(CITIZEN, "нет воды")
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [update.update_id for update in first] == [update.update_id for update in again]
    assert first[0].message is not None
    assert first[0].message.text == "нет воды"
    assert await bot.get_updates(offset=first[0].update_id + 1) == ()


async def test_long_polling_wakes_for_an_update(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """A request that is held open is answered as soon as there is something."""
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.updates.until_polled()
    await fake.say(CITIZEN, "ау")
    assert len(await waiting) == 1


async def test_reactions_come_only_if_asked_for(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """message_reaction is off by default, and allowed_updates is remembered."""
    assert await fake.updates.put("message_reaction", {}) is None
    await bot.get_updates(allowed_updates=["message_reaction"])
    reaction = {
        "chat": fake.chats[CITIZEN].as_chat(),
        "message_id": 11,
        "date": fake.tick(),
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }
    await fake.updates.put("message_reaction", reaction)
    (update,) = await bot.get_updates()
    assert update.message_reaction is not None
    await fake.say(CITIZEN, "не просили")
    assert len(await bot.get_updates()) == 1


async def test_all_that_citizens_do_is_readable(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """Updates made by the fake are updates to somebody else's parser."""
    message = await fake.say(CITIZEN, "двор", photo=jpeg())
    await fake.edit(CITIZEN, message["message_id"], "двор 5")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="y")]])
    question = await bot.send_message(CITIZEN, "?", reply_markup=markup)
    query = await fake.press(CITIZEN, question.message_id, "y")
    await fake.block(CITIZEN)
    kinds = [next(key for key in update.to_dict() if key != "update_id") for update in await bot.get_updates()]
    assert kinds == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert await bot.answer_callback_query(query)


async def test_the_webhook_is_described_and_excludes_polling(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """One way at a time: 409 for getUpdates while a webhook is set."""
    await bot.set_webhook("http://127.0.0.1:9/x", secret_token="s", allowed_updates=["message"])
    await fake.say(CITIZEN, "в очередь")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("http://127.0.0.1:9/x", 1)
    assert info.allowed_updates == ("message",)
    with pytest.raises(error.Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_the_webhook_is_called_in_order_until_it_takes(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """A refusal brings the same update again, and holds up the later ones; the secret stands in the header."""
    taken: list[str] = []
    answers = iter([500, 500])

    async def receive(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        status = next(answers, 200)
        if status == 200:
            taken.append((await request.json())["message"]["text"])
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/hook", receive)
    async with TestServer(app) as server:
        await bot.set_webhook(str(server.make_url("/hook")), secret_token="s3cret")
        await fake.say(CITIZEN, "раз")
        await fake.say(CITIZEN, "два")
        await fake.updates.until_taken()
        await bot.delete_webhook()
    assert taken == ["раз", "два"]
    assert fake.updates.attempts == 4


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """Two programs with one token: the older request hears of it."""
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.updates.until_polled()
    async with a_bot(fake) as second:
        await second.get_updates()
    with pytest.raises(error.Conflict, match="terminated by other getUpdates"):
        await first


async def test_a_blocked_bot_is_forbidden(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """403, until the citizen takes the bot back."""
    await fake.block(CITIZEN)
    with pytest.raises(error.Forbidden, match="blocked by the user"):
        await bot.send_message(CITIZEN, "ответ")
    await fake.unblock(CITIZEN)
    await bot.send_message(CITIZEN, "ответ")


async def test_a_flood_names_its_pause(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """429 carries `retry_after`."""
    fake.flood(after=7)
    with pytest.raises(error.RetryAfter) as caught:
        await bot.send_message(CITIZEN, "ответ")
    assert float(caught.value._retry_after.total_seconds()) == 7


async def test_a_moved_chat_names_its_new_id(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """400 carries `migrate_to_chat_id`."""
    fake.citizen(CITIZEN).moved_to = -1001
    with pytest.raises(error.ChatMigrated) as caught:
        await bot.send_message(CITIZEN, "ответ")
    assert caught.value.new_chat_id == -1001


async def test_a_replaced_token_is_refused(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """401 for a token that is not valid any more."""
    fake.replace_token()
    with pytest.raises(error.InvalidToken):
        await bot.send_message(CITIZEN, "ответ")


async def test_a_fault_is_a_server_error(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """5xx and a cut connection look like what they are, and pass."""
    fake.fail(500)
    with pytest.raises(error.NetworkError):
        await bot.send_message(CITIZEN, "ответ")
    fake.fail(0)
    with pytest.raises(error.NetworkError):
        await bot.send_message(CITIZEN, "ответ")
    await bot.send_message(CITIZEN, "ответ")


@pytest.mark.parametrize(
    ("chat_id", "text", "data", "why"),
    [
        pytest.param(1, "да", "y", "Chat not found", id="a chat that never spoke to the bot"),
        pytest.param(CITIZEN, " ", "y", "Message text is empty", id="white space"),
        pytest.param(CITIZEN, "😀" * 2049, "y", "Message is too long", id="4098 UTF-16 units"),
        pytest.param(CITIZEN, "да", "я" * 33, "Button_data_invalid", id="66 bytes of callback data"),
    ],
)
async def test_what_telegram_refuses(bot: telegram.Bot, chat_id: int, text: str, data: str, why: str) -> None:
    """400, in Telegram's words."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data=data)]])
    with pytest.raises(error.BadRequest, match=why):
        await bot.send_message(chat_id, text, reply_markup=markup)


async def test_files_that_cannot_be_had(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """Over 20 MB, unknown, or gone from the disk."""
    huge = fake.document(b"", "video/mp4", size_bytes=21 * 1024 * 1024)
    with pytest.raises(error.BadRequest, match="File is too big"):
        await bot.get_file(huge["file_id"])
    with pytest.raises(error.BadRequest, match="Wrong file_id"):
        await bot.get_file("nothing")
    lost = fake.document(b"x", "text/plain")
    file = await bot.get_file(lost["file_id"])
    fake.lose(lost["file_id"])
    with pytest.raises((error.BadRequest, error.InvalidToken)):
        await file.download_as_bytearray()


async def test_edits_and_late_answers(fake: FakeTelegram, bot: telegram.Bot) -> None:
    """An edit that changes nothing and an answer that comes too late are 400."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="y")]])
    sent = await bot.send_message(CITIZEN, "Это про ваш дом?", reply_markup=markup)
    query = await fake.press(CITIZEN, sent.message_id, "y")
    assert await bot.edit_message_text("Спасибо", CITIZEN, sent.message_id)
    with pytest.raises(error.BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Спасибо", CITIZEN, sent.message_id)
    fake.expire_queries()
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)


async def test_the_bot_knows_itself(bot: telegram.Bot) -> None:
    """getMe."""
    assert (await bot.get_me()).username == "ikomek_bot"
