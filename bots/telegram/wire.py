"""Telegram's own shapes, as far as we use them (Bot API 10, sections Update and Message), and a forgiving reader.

Strict on what we use, blind to what is new: an unknown field is passed over, a field of a wrong type counts as
absent, so that no oddity in a thumbnail costs a citizen's words.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from bots.adapter import Unreadable

Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Size = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Seconds = Annotated[float, Meta(ge=0, le=1e9)]
LONG_INT_DIGITS: Final = 100  # far over any id of Telegram (52 bits), far under Python's limit of 4300
MISFITS: Final = (msgspec.ValidationError, UnicodeEncodeError)
"""What msgspec raises for a value of a wrong type; the second when that is a string with half a surrogate pair."""

S = TypeVar("S", bound=Struct)


class Chat(Struct, frozen=True):
    id: Int64
    type: str = ""

    @property
    def is_private(self) -> bool:
        """Whether one citizen talks to us here. Ids above 0 are people (Bot API, Chat.id), should `type` be missing."""
        return self.type == "private" or (not self.type and self.id > 0)


class User(Struct, frozen=True):
    id: Int64
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class File(Struct, frozen=True):
    """Any of Video, Voice, Audio, Document, Animation, Sticker, PhotoSize: they share these names."""

    file_id: Annotated[str, Meta(min_length=1)]
    file_unique_id: str = ""
    file_name: str = ""
    mime_type: str = ""
    file_size: Size | None = None
    duration: Seconds | None = None
    width: Size = 0
    height: Size = 0


class Point(Struct, frozen=True):
    latitude: float
    longitude: float


class Venue(Struct, frozen=True):
    location: Point | None = None
    title: str = ""
    address: str = ""


class SharedContact(Struct, frozen=True):
    phone_number: Annotated[str, Meta(min_length=1)]
    user_id: Int64 | None = None


class Reference(Struct, frozen=True):
    """A message only pointed at: the one replied to, or whose button was pressed (perhaps inaccessible by now)."""

    message_id: Int64
    chat: Chat | None = None
    date: Int64 | None = None


class Message(Struct, frozen=True):
    message_id: Int64
    chat: Chat
    date: Int64 | None = None
    edit_date: Int64 | None = None
    from_: User | None = msgspec.field(default=None, name="from")
    text: str = ""
    caption: str = ""
    media_group_id: str | None = None
    reply_to_message: Reference | None = None
    photo: list[Any] = []
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    voice: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: File | None = None
    location: Point | None = None
    venue: Venue | None = None
    contact: SharedContact | None = None


class CallbackQuery(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1)]
    from_: User | None = msgspec.field(default=None, name="from")
    message: Reference | None = None
    data: str = ""


class Member(Struct, frozen=True):
    status: str


class MemberUpdated(Struct, frozen=True):
    chat: Chat
    new_chat_member: Member
    date: Int64 | None = None


class ReactionUpdated(Struct, frozen=True):
    chat: Chat
    message_id: Int64
    date: Int64 | None = None
    new_reaction: list[Any] = []


class Reaction(Struct, frozen=True):
    emoji: str


def decode(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises Unreadable if it holds none.

    What a strict reader refuses and a citizen is not to blame for (half a surrogate pair, a number beyond all
    bounds, a byte that is not UTF-8) is read as well as it can be.
    """
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = _decode_oddities(body)
    if not isinstance(found, dict):
        raise Unreadable("the body is JSON, but no object")
    return found


def _decode_oddities(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False, parse_int=_int_or_float)
    except ValueError as error:
        raise Unreadable("the body is not JSON") from error
    except RecursionError as error:
        raise Unreadable("the body is nested too deeply") from error


def _int_or_float(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONG_INT_DIGITS else float(digits)


def read(kind: type[S], raw: object) -> S | None:
    """`raw` as `kind`, each field of a wrong type as if it were absent. None if a required one is."""
    try:
        return msgspec.convert(raw, kind)
    except MISFITS:
        return _read_field_by_field(kind, raw) if isinstance(raw, dict) else None


def _read_field_by_field(kind: type[S], raw: dict[str, Any]) -> S | None:
    values = {}
    for field in msgspec.structs.fields(kind):
        value = _fitting(field.type, raw.get(field.encode_name))
        if value is not None:
            values[field.name] = value
        elif field.required:
            return None
    return kind(**values)


def _fitting(kind: object, raw: object) -> object:
    for inner in (kind, *get_args(kind)):
        if isinstance(inner, type) and issubclass(inner, Struct):
            return read(inner, raw)
    try:
        return msgspec.convert(raw, type=kind)
    except MISFITS:
        return None
