"""The body of `POST /chat/messages`, and what it becomes.

Live requests and recorded bodies are read by the same code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from bots.adapter import Unreadable
from intake_core.messages import Attachment, ChannelName, InboundMessage, Location, clean_text

MAX_UPLOADS: Final = 10
MAX_BODY_BYTES: Final = 300_000
"""20 000 characters, each at most two escapes of six bytes (a surrogate pair), and the rest of the fields."""

Id = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
UploadKey = Annotated[str, Meta(min_length=1, max_length=200)]


class Posted(Struct, frozen=True, kw_only=True):
    """What the page sends. `conversation` and `sent_at` count in recorded bodies only: on the road the cookie says
    whose chat it is, and our clock when.
    """

    id: Id  # made in the browser, so that a resend is known as one
    text: str = ""
    uploads: Annotated[tuple[UploadKey, ...], Meta(max_length=MAX_UPLOADS)] = ()
    location: tuple[float, float] | None = None  # latitude, longitude
    button: Annotated[str, Meta(max_length=64)] | None = None
    reply_to: Id | None = None  # a number is a line of ours, anything else a message of this chat
    edits: Id | None = None
    language: Annotated[str, Meta(max_length=16)] = ""
    conversation: Annotated[str, Meta(max_length=200)] = ""
    sent_at: Annotated[datetime, Meta(tz=True)] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it that a person would call a message."""
        return not (self.text.strip() or self.uploads or self.location or self.button)


def decode(body: bytes) -> Posted:
    """A body, read. Raises Unreadable, and nothing else, if it is not what the page sends."""
    try:
        return msgspec.json.decode(body, type=Posted)
    except msgspec.ValidationError as error:
        raise Unreadable(str(error)) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _decode_oddities(body)


def _decode_oddities(body: bytes) -> Posted:
    """JSON that msgspec refuses and browsers write: half an emoji is a lone surrogate, and still a citizen's words."""
    try:
        return msgspec.convert(json.loads(body.decode("utf-8-sig", "replace"), strict=False), Posted)
    except msgspec.ValidationError as error:
        raise Unreadable(str(error)) from error
    except (ValueError, OverflowError) as error:
        raise Unreadable("the body is not JSON") from error
    except RecursionError as error:
        raise Unreadable("the body is nested too deeply") from error


def inbound(posted: Posted, chat_id: str, sent_at: datetime, attachments: Sequence[Attachment]) -> InboundMessage:
    """The shared shape of a posted message. Raises Unreadable if its location is not on Earth."""
    return InboundMessage(
        channel=ChannelName.WEBSITE,
        chat_id=chat_id,
        platform_id=platform_id(chat_id, posted.id),
        sent_at=sent_at,
        language_hint=clean_text(posted.language),
        text=clean_text(posted.text),
        attachments=tuple(attachments),
        location=_location(posted.location),
        reply_to=_replied(chat_id, posted.reply_to),
        edits=platform_id(chat_id, posted.edits) if posted.edits else None,
        button=clean_text(posted.button) if posted.button else None,
    )


def platform_id(chat_id: str, message_id: str) -> str:
    """A browser's id made unique over all chats: nobody can name, edit or forestall a message of another chat."""
    return f"{chat_id}:{message_id}"


def browser_id(chat_id: str, platform_id: str) -> str:
    """The id that the browser made, which `platform_id` was called with."""
    return platform_id.removeprefix(f"{chat_id}:")


def _replied(chat_id: str, reply_to: str | None) -> str | None:
    if reply_to is None or reply_to.isdecimal():
        return reply_to
    return platform_id(chat_id, reply_to)


def _location(point: tuple[float, float] | None) -> Location | None:
    if point is None:
        return None
    try:
        return Location(lat=point[0], lon=point[1])
    except ValueError as error:
        raise Unreadable(f"location: {error}") from error
