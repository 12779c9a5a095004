"""Recorded updates, spoilt at random: only Unreadable may be raised, and no readable message may be lost."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.adapter import Parsed, Unreadable
from bots.telegram.parse import parse
from tests.bots.telegram.recorded import NAMES, recorded

UPDATES: dict[str, dict[str, Any]] = {name: json.loads(recorded(name)) for name in NAMES}
WITH_WORDS = [name for name, update in UPDATES.items() if "text" in update.get("message", {})]
NEEDED = {"message_id", "chat", "text"}
"""The fields without which there is no message. All others may hold anything."""

odd_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**200), max_value=2**200)
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\0", "\ud800", "x" * 30_000, 10**400]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every value inside `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, inner in items for path in paths(inner, (*here, key)))]


def replaced(value: Any, path: tuple[str | int, ...], new: object) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A recorded update in which a few values are something else."""
    update: Any = UPDATES[draw(st.sampled_from(NAMES))]
    for _ in range(draw(st.integers(1, 3))):
        update = replaced(update, draw(st.sampled_from(paths(update))), draw(odd_values))
    return json.dumps(update).encode()


def check(parsed: Parsed) -> None:
    """Whatever came of it can be stored as text."""
    for one in (*parsed.messages, *parsed.events):
        assert "\0" not in repr(one)
        str(one).encode()


@given(mutated())
@settings(max_examples=500, deadline=None)
def test_a_spoilt_update_is_read_or_unreadable(body: bytes) -> None:
    """No value of any type, anywhere, makes anything but Unreadable."""
    with suppress(Unreadable):
        check(parse(body))


@given(st.sampled_from(NAMES), st.data())
@settings(deadline=None)
def test_spoilt_bytes_are_read_or_unreadable(name: str, data: st.DataObject) -> None:
    """Nor does any byte."""
    body = bytearray(recorded(name))
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        check(parse(bytes(body)))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_unreadable(body: bytes) -> None:
    """Nor do bytes that never were an update."""
    with suppress(Unreadable):
        check(parse(body))


@given(
    st.sampled_from(WITH_WORDS),
    st.dictionaries(
        st.text(max_size=10)
        | st.sampled_from(["date", "caption", "photo", "document", "location", "contact", "venue"]),
        odd_values,
        max_size=4,
    ),
)
@settings(max_examples=300, deadline=None)
def test_no_oddity_beside_the_words_costs_the_message(name: str, odd: dict[str, Any]) -> None:
    """Whatever stands in the other fields, the words, the chat and the id come through."""
    message = UPDATES[name]["message"]
    spoilt = message | {key: value for key, value in odd.items() if key not in NEEDED | {"from"}}
    found = parse(json.dumps({"update_id": 1, "message": spoilt}).encode()).messages
    assert [(one.text, one.platform_id) for one in found] == [(message["text"], f"{message['chat']['id']}:11")]
