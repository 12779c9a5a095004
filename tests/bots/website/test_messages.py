"""POST /chat/messages and GET /chat/history, over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bots.website.site import WebsiteSettings
from intake_core.messages import AttachmentKind, ChannelName, Location
from tests.bots.website.conftest import NewVisitor, Run, Visitor
from tests.bots.website.memory import Service
from tests.bots.website.pictures import jpeg

MESSAGE: dict[str, Any] = {
    "id": "5b0b8b2e-0001",
    "text": "Нет света, Абая 28",
    "uploads": [],
    "location": [53.2144, 63.6246],
    "button": None,
    "reply_to": None,
    "language": "ru",
}


async def test_a_message_is_stored_before_the_answer(visitor: Visitor, service: Service) -> None:
    """200 means that `accept` has returned."""
    response = await visitor.post(MESSAGE)
    assert response.status == 200
    [message] = service.accepted
    assert message.channel is ChannelName.WEBSITE
    assert message.text == "Нет света, Абая 28"
    assert message.location == Location(lat=53.2144, lon=63.6246)
    assert message.platform_id == f"{message.chat_id}:5b0b8b2e-0001"
    assert message.language_hint == "ru"


async def test_a_message_that_cannot_be_stored_is_not_confirmed(visitor: Visitor, service: Service) -> None:
    """The page keeps it and sends it again."""
    service.broken = True
    assert (await visitor.post(MESSAGE)).status == 500
    service.broken = False
    assert (await visitor.post(MESSAGE)).status == 200
    assert len(service.accepted) == 1


async def test_a_resend_is_stored_once(visitor: Visitor) -> None:
    """The page missed our 200 and sends again; the citizen wrote once."""
    for _ in range(3):
        assert (await visitor.post(MESSAGE)).status == 200
    assert [line["text"] for line in await visitor.lines() if line["from_citizen"]] == ["Нет света, Абая 28"]


async def test_two_chats_may_make_the_same_id(new_visitor: NewVisitor, service: Service) -> None:
    """Nobody can forestall a stranger's message by guessing its id."""
    for visitor in (new_visitor(), new_visitor()):
        await visitor.post(MESSAGE)
    assert len({message.platform_id for message in service.accepted}) == 2


async def test_the_history_shows_both_sides(visitor: Visitor, service: Service) -> None:
    """With the browser's own ids, and without the name of the member of staff."""
    await visitor.post(MESSAGE)
    await service.reply(service.accepted[0].chat_id, "Бригада выехала", author="aigul.s")
    mine, echo, staff = await visitor.lines()
    assert (mine["message_id"], mine["location"]) == ("5b0b8b2e-0001", [53.2144, 63.6246])
    assert echo["choices"][0] == {"title": "Да", "value": "yes"}
    assert (staff["staff"], staff["text"]) == (True, "Бригада выехала")
    assert "aigul" not in str(staff)
    assert service.transcript.seen_up_to == {service.accepted[0].chat_id: staff["id"]}


async def test_a_pressed_button_comes_with_its_question(visitor: Visitor, service: Service) -> None:
    """A number in `reply_to` is a line of ours; anything else is a message of this chat, and so is `edits`."""
    await visitor.post(MESSAGE | {"id": "b1", "text": "Да", "button": "yes", "reply_to": "7"})
    await visitor.post(MESSAGE | {"id": "b2", "reply_to": "b1", "edits": "b1"})
    pressed, edit = service.accepted
    assert (pressed.button, pressed.reply_to, pressed.text) == ("yes", "7", "Да")
    assert edit.reply_to == edit.edits == pressed.platform_id


async def test_what_the_browser_says_of_chat_and_time_is_passed_over(visitor: Visitor, service: Service) -> None:
    """`conversation` and `sent_at` belong to recorded bodies; live, they would let anybody write as a stranger."""
    await visitor.post(MESSAGE | {"conversation": "someone-else", "sent_at": "1999-01-01T00:00:00Z"})
    [message] = service.accepted
    assert message.chat_id != "someone-else"
    assert message.sent_at.year != 1999


async def test_an_upload_goes_with_the_message(visitor: Visitor, service: Service) -> None:
    """With what its content says, and a reference that the channel opens."""
    content = jpeg()
    key = (await (await visitor.upload(content, name="%D1%8F%D0%BC%D0%B0.jpg")).json())["key"]
    assert (await visitor.post(MESSAGE | {"uploads": [key]})).status == 200
    [attachment] = service.accepted[0].attachments
    assert (attachment.kind, attachment.content_type) == (AttachmentKind.PHOTO, "image/jpeg")
    assert (attachment.file_name, attachment.size_bytes) == ("яма.jpg", len(content))
    async with service.channel.open_file(attachment.ref) as pieces:
        assert b"".join([piece async for piece in pieces]) == content


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "error_unreadable", id="broken JSON"),
        pytest.param(b"\xff\xfe", 400, "error_unreadable", id="no text at all"),
        pytest.param(b"[]", 400, "error_unreadable", id="no object"),
        pytest.param(b'{"text": "x"}', 400, "error_unreadable", id="no id"),
        pytest.param(b'{"id": "a b", "text": "x"}', 400, "error_unreadable", id="an id of its own making"),
        pytest.param(b'{"id": "1", "text": "  "}', 400, "error_empty", id="blank"),
        pytest.param(b'{"id": "1", "text": "x", "location": [99, 1]}', 400, "error_unreadable", id="not on Earth"),
        pytest.param(b"[" * 100_000, 400, "error_unreadable", id="nested deeply"),
        pytest.param(b'{"id": "1", "text": "' + b"x" * 20_001 + b'"}', 413, "error_too_long", id="long text"),
        pytest.param(b'{"id": "1", "text": "' + b"x" * 400_000 + b'"}', 413, "error_too_long", id="long body"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words(
    visitor: Visitor, service: Service, body: bytes, status: int, code: str
) -> None:
    """Nothing is stored, and the citizen can read why."""
    response = await visitor.post(raw=body)
    assert response.status == status
    answer = await response.json()
    assert answer["code"] == code
    assert len(answer["error"]) > 10
    assert service.accepted == []


async def test_the_longest_text_is_taken_whole(visitor: Visitor, service: Service) -> None:
    """20 000 characters of which each is two escapes: the widest that JSON writes."""
    text = "😀" * 20_000
    escaped = text.encode("utf-16-be").hex(" ", 2).split()
    body = '{"id": "1", "text": "' + "".join(f"\\u{unit}" for unit in escaped) + '"}'
    assert (await visitor.post(raw=body.encode())).status == 200
    assert service.accepted[0].text == text


async def test_half_an_emoji_does_not_lose_the_message(visitor: Visitor, service: Service) -> None:
    """Phones cut emoji in two; JSON then holds a lone surrogate, and the rest are still a citizen's words."""
    assert (await visitor.post(raw=b'{"id": "1", "text": "no light \\ud83d"}')).status == 200
    assert service.accepted[0].text.startswith("no light ")


@pytest.mark.parametrize(
    ("language", "cookie", "accepts", "words"),
    [
        pytest.param("kk", "ru", "ru", "Хабарлама бос", id="the message's own language first"),
        pytest.param("", "kk", "ru", "Хабарлама бос", id="then what was chosen on the page"),
        pytest.param("", "", "kk-KZ,ru;q=0.8", "Хабарлама бос", id="then what the browser prefers"),
        pytest.param("", "", "de", "Сообщение пустое", id="else Russian"),
    ],
)
async def test_errors_speak_the_language_of_the_page(
    visitor: Visitor, language: str, cookie: str, accepts: str, words: str
) -> None:
    """In the language that the page shows."""
    visitor.session.cookie_jar.update_cookies({"lang": cookie})
    response = await visitor.post({"id": "1", "text": "", "language": language}, **{"Accept-Language": accepts})
    assert words in (await response.json())["error"]


async def test_a_flood_is_asked_to_wait(run: Run, tmp_path: Path) -> None:
    """Each chat by itself, with words and `Retry-After`; another citizen does not notice."""
    service = Service.in_folder(tmp_path, WebsiteSettings(messages_per_minute=3), echoes=False)
    new_visitor = await run(service)
    flooder, other = new_visitor(), new_visitor()
    await flooder.get("/")
    statuses = [(await flooder.post(MESSAGE | {"id": str(n)})).status for n in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = await flooder.post(MESSAGE)
    assert int(refused.headers["Retry-After"]) > 0
    assert "Подождите" in (await refused.json())["error"]
    assert (await other.post(MESSAGE)).status == 200


async def test_a_flood_of_new_chats_is_one_address(run: Run, tmp_path: Path) -> None:
    """Throwing the cookie away is no way round."""
    service = Service.in_folder(tmp_path, WebsiteSettings(messages_per_minute_of_address=2), echoes=False)
    new_visitor = await run(service)
    assert [(await new_visitor().post(MESSAGE)).status for _ in range(3)] == [200, 200, 429]


async def test_messages_sent_together_are_all_stored(visitor: Visitor, service: Service) -> None:
    """A person writes in bursts, and browsers send at once."""
    await visitor.get("/")
    responses = await asyncio.gather(*(visitor.post(MESSAGE | {"id": f"m{n}"}) for n in range(20)))
    assert {response.status for response in responses} == {200}
    assert len({message.platform_id for message in service.accepted}) == 20
