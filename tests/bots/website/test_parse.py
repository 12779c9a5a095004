"""Recorded bodies → the shared shapes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.adapter import Parsed, Unreadable
from bots.website.parse import parse
from intake_core.messages import MAX_TEXT, Attachment, AttachmentKind, EventKind, InboundMessage, Location

FIXTURES = Path(__file__).parents[2] / "fixtures" / "website"
SHA256 = "a7" * 32
RECORDED: dict[str, Any] = {
    "id": "m1",
    "conversation": "c1",
    "sent_at": "2026-02-03T09:15:00+05:00",
    "text": "Нет света, Абая 28",
    "uploads": [],
    "location": None,
    "button": None,
    "reply_to": None,
    "edits": None,
    "language": "kk",
}


def message_of(**changes: Any) -> InboundMessage:
    [message] = parse(json.dumps(RECORDED | changes).encode()).messages
    return message


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        pytest.param({}, "chat_id", "c1", id="conversation"),
        pytest.param({}, "platform_id", "c1:m1", id="id within the conversation"),
        pytest.param({}, "sent_at", datetime(2026, 2, 3, 4, 15, tzinfo=UTC), id="time"),
        pytest.param({"sent_at": None}, "sent_at", datetime(1970, 1, 1, tzinfo=UTC), id="no time"),
        pytest.param({}, "language_hint", "kk", id="language"),
        pytest.param({}, "text", "Нет света, Абая 28", id="text"),
        pytest.param({"text": "a\0b"}, "text", "a\N{REPLACEMENT CHARACTER}b", id="NUL"),
        pytest.param({"text": "x" * 30_000}, "text", "x" * MAX_TEXT, id="too long, cut"),
        pytest.param({"text": "\u202eعربي <b>"}, "text", "\u202eعربي <b>", id="right to left and markup stay"),
        pytest.param({"location": [53, 63.5]}, "location", Location(lat=53.0, lon=63.5), id="location"),
        pytest.param({"button": "yes"}, "button", "yes", id="button"),
        pytest.param({"button": ""}, "button", None, id="empty button"),
        pytest.param({"reply_to": "41"}, "reply_to", "41", id="in answer to ours"),
        pytest.param({"reply_to": "m0"}, "reply_to", "c1:m0", id="in answer to their own"),
        pytest.param({"edits": "m0"}, "edits", "c1:m0", id="an edit"),
        pytest.param({"new_field": {"x": 1}}, "text", "Нет света, Абая 28", id="an unknown field"),
        pytest.param(
            {"uploads": [f"photo.{'r' * 22}.{SHA256}"]},
            "attachments",
            (Attachment(kind=AttachmentKind.PHOTO, ref=f"photo.{'r' * 22}.{SHA256}", unique_id=SHA256),),
            id="an upload of ours",
        ),
        pytest.param(
            {"uploads": ["k1"]}, "attachments", (Attachment(kind=AttachmentKind.OTHER, ref="k1"),), id="a strange key"
        ),
    ],
)
def test_a_recorded_message_keeps_its_fields(changes: dict[str, Any], field: str, expected: object) -> None:
    """Each in its place in the shared shape."""
    assert getattr(message_of(**changes), field) == expected


def test_an_empty_message_is_an_event() -> None:
    """Nobody wrote anything, and that is on record."""
    [event] = parse(json.dumps(RECORDED | {"text": " "}).encode()).events
    assert (event.kind, event.chat_id, event.message_id) == (EventKind.IGNORED, "c1", "m1")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"conversation": ""}, id="no conversation"),
        pytest.param({"sent_at": "2026-02-03T09:15:00"}, id="a time without a zone"),
        pytest.param({"sent_at": "yesterday"}, id="a time in words"),
        pytest.param({"location": [91, 0]}, id="not on Earth"),
        pytest.param({"location": [1]}, id="half a location"),
        pytest.param({"uploads": ["k"] * 11}, id="too many uploads"),
        pytest.param({"uploads": [""]}, id="an empty key"),
        pytest.param({"id": "a:b"}, id="an id that would name another chat's"),
        pytest.param({"text": 5}, id="a text that is a number"),
    ],
)
def test_a_body_that_the_page_never_sends_is_unreadable(changes: dict[str, Any]) -> None:
    """With words that say which field."""
    with pytest.raises(Unreadable, match=r"\w"):
        parse(json.dumps(RECORDED | changes).encode())


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_recorded_bodies_are_read(path: Path) -> None:
    """What a browser really sent."""
    assert parse(path.read_bytes()).messages


def is_sound(body: bytes) -> bool:
    """Whether the body is read, or refused as promised; any other error comes out."""
    try:
        return isinstance(parse(body), Parsed)
    except Unreadable:
        return True


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(RECORDED)), JSON, min_size=1))
def test_no_value_of_any_field_is_a_surprise(changes: dict[str, Any]) -> None:
    """Whatever stands in it: `Unreadable`, and nothing else."""
    assert is_sound(json.dumps(RECORDED | changes).encode())


@settings(deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_is_a_surprise(body: bytes) -> None:
    """Any bytes, any JSON."""
    assert is_sound(body)


@settings(deadline=None)
@given(st.data())
def test_no_damage_is_a_surprise(data: st.DataObject) -> None:
    """A recorded body, cut and overwritten anywhere."""
    body = bytearray(json.dumps(RECORDED | {"location": [1.5, 2], "uploads": ["k"]}, ensure_ascii=False).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    assert is_sound(bytes(body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 200_000, id="nested deeply"),
        pytest.param(b'{"id":' * 200_000, id="objects nested deeply"),
        pytest.param(b'{"id":"1","conversation":"c","location":[1e999,0]}', id="infinite"),
        pytest.param(b'{"id":"1","conversation":"c","location":[NaN,0],"text":"x"}', id="no number"),
        pytest.param(b'{"id":"1","conversation":"c","location":[' + b"9" * 5000 + b",0]}", id="a huge number"),
        pytest.param(
            b'{"id":"1","conversation":"c","sent_at":"9999-12-31T23:59:59-23:59","text":"x"}', id="year 10000"
        ),
        pytest.param(b'{"id":"1","conversation":"\\ud800","text":"x"}', id="half a letter"),
        pytest.param(b'{"id":"1","conversation":"\\u0000","text":"x"}', id="a NUL for a name"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xef\xbb\xbf{}", id="a byte order mark"),
    ],
)
def test_known_traps_are_no_surprise(body: bytes) -> None:
    """Each broke some parser once."""
    assert is_sound(body)
