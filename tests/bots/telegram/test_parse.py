"""Updates of Telegram, recorded and made up, and what they mean to us."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bots.adapter import Unreadable
from bots.telegram.parse import parse
from intake_core.messages import (
    Attachment,
    AttachmentKind,
    ChannelEvent,
    ChannelName,
    Contact,
    EventKind,
    InboundMessage,
    Location,
)
from tests.bots.telegram.recorded import recorded

SENT_AT = datetime(2026, 11, 23, 2, 13, 20, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SERGEY = {"id": 500100202, "is_bot": False, "first_name": "Сергей", "language_code": "ru"}
CHAT = {"id": 500100202, "first_name": "Сергей", "type": "private"}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 7}


def said(**fields: Any) -> InboundMessage:
    """Sergey's message, as far as the test does not say otherwise."""
    known: dict[str, Any] = {
        "channel": ChannelName.TELEGRAM,
        "chat_id": "500100202",
        "platform_id": "500100202:11",
        "sent_at": SENT_AT,
        "sender_name": "Сергей",
        "language_hint": "ru",
    }
    return InboundMessage(**known | fields)


def by_aigerim(**fields: Any) -> InboundMessage:
    return said(chat_id="500100201", sender_name="Айгерим", language_hint="kk", **fields)


def photo(ref: str, unique_id: str) -> tuple[Attachment, ...]:
    return (Attachment(kind=AttachmentKind.PHOTO, ref=ref, unique_id=unique_id, size_bytes=118402),)


RECORDED = {
    "text.json": said(text="нет горячей воды алтынсарина 110"),
    "album_part1.json": by_aigerim(
        platform_id="500100201:20", album_id="13790211102", attachments=photo("AgACAgIAAxkb0x", "AQADb0x")
    ),
    "album_part2.json": by_aigerim(
        platform_id="500100201:21",
        album_id="13790211102",
        attachments=photo("AgACAgIAAxkb1x", "AQADb1x"),
        text="по абая 28 мусор не вывозят неделю",
    ),
    "album_part3.json": by_aigerim(
        platform_id="500100201:22", album_id="13790211102", attachments=photo("AgACAgIAAxkb2x", "AQADb2x")
    ),
    "video.json": by_aigerim(
        platform_id="500100201:30",
        text="көшеде су ағып жатыр",
        attachments=(
            Attachment(
                kind=AttachmentKind.VIDEO,
                ref="BAACAgIvid",
                unique_id="AgADvid",
                content_type="video/mp4",
                size_bytes=4220133,
                duration_seconds=14,
            ),
        ),
    ),
    "voice.json": said(
        platform_id="500100202:31",
        attachments=(
            Attachment(
                kind=AttachmentKind.VOICE,
                ref="AwACvoice",
                unique_id="AgADvoice",
                content_type="audio/ogg",
                size_bytes=31022,
                duration_seconds=9,
            ),
        ),
    ),
    "document_photo.json": said(
        platform_id="500100202:32",
        attachments=(
            Attachment(
                kind=AttachmentKind.PHOTO,
                ref="BQACdoc",
                unique_id="AgADdoc",
                content_type="image/heic",
                file_name="IMG_2231.HEIC",
                size_bytes=2101344,
            ),
        ),
    ),
    "location.json": said(platform_id="500100202:33", location=Location(lat=53.2144, lon=63.6246)),
    "contact_other_person.json": said(platform_id="500100202:34", contact=Contact(phone="+77770001122")),
    "edited.json": said(
        platform_id="500100202:11:e1795400040",
        edits="500100202:11",
        text="нет горячей воды алтынсарина 114",
        sent_at=datetime(2026, 11, 23, 2, 14, tzinfo=UTC),
    ),
    "callback.json": said(platform_id="cb:2147921", button="c:7f3a", reply_to="500100202:40", sent_at=NOW),
    "unknown_future_type.json": said(platform_id="500100202:50", unknown_type="hologram"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_messages(name: str) -> None:
    """Every recorded message is read whole, and brings no event."""
    found = parse(recorded(name), NOW)
    assert found.messages == (RECORDED[name],)
    assert found.events == ()


def test_a_recorded_block() -> None:
    """The citizen blocked the bot: a fact about the conversation, no message."""
    assert parse(recorded("blocked.json")).events == (
        ChannelEvent(
            channel=ChannelName.TELEGRAM,
            kind=EventKind.BLOCKED,
            chat_id="500100202",
            at=SENT_AT,
            detail="my_chat_member: kicked",
        ),
    )


def a_message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 11, "from": SERGEY, "chat": CHAT, "date": 1795400000} | fields


def read_update(**update: Any) -> InboundMessage | ChannelEvent:
    """The one thing that an update holds."""
    found = parse(json.dumps({"update_id": 1} | update).encode(), NOW)
    (one,) = (*found.messages, *found.events)
    return one


def the_message(**fields: Any) -> InboundMessage:
    found = read_update(message=a_message(**fields))
    assert isinstance(found, InboundMessage)
    return found


def attached(kind: AttachmentKind, **fields: Any) -> tuple[Attachment, ...]:
    known: dict[str, Any] = {"kind": kind, "ref": "f", "unique_id": "u", "size_bytes": 7}
    return (Attachment(**known | fields),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"text": "/start 5f-a"}, said(text="/start 5f-a"), id="a deep link is text"),
        pytest.param({"text": "a\0b"}, said(text="a\ufffdb"), id="NUL"),
        pytest.param({"text": "a\ud800b"}, said(text="a?b"), id="half a surrogate pair"),
        pytest.param({"text": "да", "caption": 5}, said(text="да"), id="a caption of a wrong type"),
        pytest.param({"text": "да", "entities": "?"}, said(text="да"), id="a field we do not use"),
        pytest.param({"text": "да", "hologram": {}}, said(text="да"), id="a new field beside the text"),
        pytest.param({"text": "да", "forward_origin": {"type": "user"}}, said(text="да"), id="forwarded"),
        pytest.param({"text": "да", "pinned_message": {}}, said(text="да"), id="words win over a notice"),
        pytest.param({"text": "да", "date": "today"}, said(text="да", sent_at=NOW), id="no date: ours"),
        pytest.param({"text": "да", "date": 10**17}, said(text="да", sent_at=NOW), id="beyond the calendar"),
        pytest.param({"text": "да", "date": 10**30}, said(text="да", sent_at=NOW), id="beyond 64 bits"),
        pytest.param({"text": "да", "from": None}, said(text="да", sender_name="", language_hint=""), id="unnamed"),
        pytest.param(
            {"text": "да", "from": SERGEY | {"last_name": "Ким", "language_code": 7}},
            said(text="да", sender_name="Сергей Ким", language_hint=""),
            id="a full name, a language of a wrong type",
        ),
        pytest.param(
            {"text": "да", "reply_to_message": a_message(message_id=3)},
            said(text="да", reply_to="500100202:3"),
            id="a reply",
        ),
        pytest.param({"text": "да", "media_group_id": 5}, said(text="да"), id="an album of a wrong type"),
        pytest.param(
            {"photo": [FILE | {"width": 9, "height": 9}, {"file_id": 1}, FILE | {"file_id": "s", "width": 1}]},
            said(attachments=attached(AttachmentKind.PHOTO)),
            id="the largest readable size",
        ),
        pytest.param(
            {"animation": FILE, "document": FILE}, said(attachments=attached(AttachmentKind.VIDEO)), id="animation"
        ),
        pytest.param({"video_note": FILE}, said(attachments=attached(AttachmentKind.VIDEO)), id="a round video"),
        pytest.param({"audio": FILE}, said(attachments=attached(AttachmentKind.AUDIO)), id="audio"),
        pytest.param({"sticker": FILE}, said(attachments=attached(AttachmentKind.STICKER)), id="sticker"),
        pytest.param(
            {"document": FILE | {"mime_type": "video/mp4"}},
            said(attachments=attached(AttachmentKind.VIDEO, content_type="video/mp4")),
            id="a video sent as a file",
        ),
        pytest.param(
            {"document": FILE | {"mime_type": 3, "file_size": -1}},
            said(attachments=attached(AttachmentKind.DOCUMENT, size_bytes=None)),
            id="a document with odd facts about it",
        ),
        pytest.param(
            {"document": FILE | {"file_size": 10**30}},
            said(attachments=attached(AttachmentKind.DOCUMENT, size_bytes=None)),
            id="a size that no database holds",
        ),
        pytest.param(
            {"text": "тут", "location": {"latitude": 91, "longitude": 0}}, said(text="тут"), id="not on Earth"
        ),
        pytest.param(
            {"location": {"latitude": float("nan"), "longitude": 0}}, said(unknown_type="location"), id="nowhere"
        ),
        pytest.param(
            {
                "venue": {"location": {"latitude": 53, "longitude": 63}, "title": "Кафе", "address": "Абая 28"},
                "location": {"latitude": 53, "longitude": 63},
            },
            said(text="Кафе, Абая 28", location=Location(lat=53, lon=63)),
            id="a venue speaks by its address",
        ),
        pytest.param(
            {"contact": {"phone_number": "+77010000000", "first_name": "С", "user_id": 500100202}},
            said(contact=Contact(phone="+77010000000", own=True)),
            id="their own number",
        ),
        pytest.param(
            {"contact": {"phone_number": "+77010000000", "first_name": "С"}},
            said(contact=Contact(phone="+77010000000")),
            id="a number without an account is nobody's proof",
        ),
        pytest.param({"text": 5}, said(unknown_type="text"), id="text that is none goes to a person"),
        pytest.param({"poll": {"id": "1"}}, said(unknown_type="poll"), id="a kind we do not read"),
        pytest.param({"entities": [], "has_spoiler\0": 1}, said(unknown_type="has_spoiler\ufffd"), id="an odd name"),
        pytest.param({}, said(unknown_type="empty"), id="nothing at all"),
    ],
)
def test_messages(fields: dict[str, Any], expected: InboundMessage) -> None:
    """What is readable is kept, what is odd is left out, and the message is never lost."""
    assert the_message(**fields) == expected


GROUP = {"id": -100, "type": "supergroup", "title": "Двор"}


@pytest.mark.parametrize(
    ("update", "detail"),
    [
        pytest.param({"message": a_message(chat=GROUP, text="?")}, "message in a supergroup", id="supergroup"),
        pytest.param({"message": a_message(chat={"id": -7}, text="?")}, "message in a group", id="a chat of no type"),
        pytest.param({"message": a_message(**{"from": SERGEY | {"is_bot": True}})}, "message from a bot", id="a bot"),
        pytest.param({"message": a_message(pinned_message={})}, "service message: pinned_message", id="pinned"),
        pytest.param(
            {"message": a_message(new_chat_members=[SERGEY])}, "service message: new_chat_members", id="joined"
        ),
        pytest.param({"channel_post": a_message(text="?")}, "channel_post", id="channel post"),
        pytest.param({"edited_channel_post": a_message(text="?")}, "edited_channel_post", id="edited channel post"),
        pytest.param({"telepathy": {}}, "telepathy", id="a kind of update not invented yet"),
        pytest.param({}, "empty update", id="nothing"),
        pytest.param({"message": {"text": "?"}}, "message without a chat or an id", id="no chat"),
        pytest.param({"message": 7}, "message without a chat or an id", id="no message"),
        pytest.param({"message": a_message(message_id=2**63)}, "message without a chat or an id", id="no such id"),
        pytest.param({"callback_query": {"id": ""}}, "callback query without an id", id="a press without an id"),
        pytest.param(
            {"callback_query": {"id": "1", "from": SERGEY}},
            "callback query outside a private chat or without data",
            id="a press without data",
        ),
        pytest.param(
            {"callback_query": {"id": "1", "data": "y", "message": a_message(chat=GROUP)}},
            "callback query outside a private chat or without data",
            id="a press in a group",
        ),
        pytest.param({"my_chat_member": {}}, "my_chat_member without a chat or a status", id="no member"),
        pytest.param(
            {"my_chat_member": {"chat": GROUP, "new_chat_member": {"status": "kicked"}}},
            "my_chat_member: kicked",
            id="thrown out of a group",
        ),
        pytest.param(
            {"my_chat_member": {"chat": CHAT, "new_chat_member": {"status": "restricted"}}},
            "my_chat_member: restricted",
            id="another status",
        ),
        pytest.param(
            {"message_reaction": {"chat": CHAT}}, "message_reaction without a chat or a message", id="to what"
        ),
        pytest.param({"message_reaction": {"chat": GROUP, "message_id": 1}}, "message_reaction in a group", id="group"),
    ],
)
def test_what_is_none_of_ours(update: dict[str, Any], detail: str) -> None:
    """Neither lost without a word nor taken for a citizen's message."""
    event = read_update(**update)
    assert isinstance(event, ChannelEvent)
    assert (event.kind, event.detail) == (EventKind.IGNORED, detail)


def test_an_ignored_message_can_be_found() -> None:
    """The event of a message we leave alone says which one."""
    event = read_update(message=a_message(pinned_message={}))
    assert isinstance(event, ChannelEvent)
    assert (event.chat_id, event.message_id, event.at) == ("500100202", "500100202:11", SENT_AT)


def test_a_citizen_returns() -> None:
    """Unblocked: we may write again."""
    event = read_update(my_chat_member={"chat": CHAT, "date": 1795400000, "new_chat_member": {"status": "member"}})
    assert isinstance(event, ChannelEvent)
    assert (event.kind, event.chat_id) == (EventKind.UNBLOCKED, "500100202")


@pytest.mark.parametrize(
    ("new", "detail"),
    [
        pytest.param([{"type": "emoji", "emoji": "👍"}, {"type": "paid"}], "👍", id="given"),
        pytest.param([], "", id="taken back"),
    ],
)
def test_a_reaction(new: list[dict[str, str]], detail: str) -> None:
    """A reaction names the message and what stands there now."""
    event = read_update(message_reaction={"chat": CHAT, "message_id": 40, "new_reaction": new})
    assert isinstance(event, ChannelEvent)
    assert (event.kind, event.message_id, event.detail) == (EventKind.REACTION, "500100202:40", detail)


def a_press(**fields: Any) -> dict[str, Any]:
    return {"id": "9", "from": SERGEY, "data": "y"} | fields


@pytest.mark.parametrize(
    ("query", "reply_to"),
    [
        pytest.param(a_press(message={"chat": CHAT, "message_id": 40, "date": 0}), "500100202:40", id="inaccessible"),
        pytest.param(a_press(inline_message_id="x"), None, id="no message: the chat is the citizen's own"),
    ],
)
def test_a_press_whose_message_is_gone(query: dict[str, Any], reply_to: str | None) -> None:
    """A button works for years; its message may not be shown any more."""
    assert read_update(callback_query=query) == said(platform_id="cb:9", button="y", reply_to=reply_to, sent_at=NOW)


def test_without_a_clock_a_press_has_the_date_of_its_message() -> None:
    """The same body gives the same result on a command line."""
    (press,) = parse(recorded("callback.json")).messages
    assert press.sent_at == SENT_AT


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(b"", "not JSON", id="nothing"),
        pytest.param(b"update_id=1", "not JSON", id="a form"),
        pytest.param(b'{"update_id": 1', "not JSON", id="cut off"),
        pytest.param(b"\xff\xfe", "not JSON", id="bytes"),
        pytest.param(b"[]", "no object", id="a list"),
        pytest.param(b'"text"', "no object", id="a string"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="a tower of brackets"),
    ],
)
def test_what_is_not_telegrams(body: bytes, why: str) -> None:
    """Such a body is refused in words."""
    with pytest.raises(Unreadable, match=why):
        parse(body)


def test_bytes_that_are_not_utf8_do_not_cost_the_message() -> None:
    """One bad byte in a text is one bad character."""
    body = json.dumps({"message": a_message(text="#")}).encode().replace(b"#", b"a\xffb")
    (message,) = parse(body).messages
    assert message.text == "a\ufffdb"


def test_a_number_of_five_thousand_digits_does_not_cost_the_message() -> None:
    """Python refuses to read such a number, and the message needs none of it."""
    body = json.dumps({"message": a_message(text="да", via="#")}).encode().replace(b'"#"', b"9" * 5000)
    assert parse(body).messages == (said(text="да"),)
