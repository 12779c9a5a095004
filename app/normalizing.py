"""`intake normalize`: a recorded webhook body as the messages it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from bots.adapter import Parsed
from bots.telegram.parse import parse as parse_telegram
from bots.website.parse import parse as parse_website
from intake_core.messages import ChannelEvent, InboundMessage

PARSERS: Final[dict[str, Callable[[bytes], Parsed]]] = {
    "telegram": parse_telegram,  # without `now`: a recorded body always reads the same
    "website": parse_website,
}


class UnknownChannel(ValueError):
    """There is no channel of this name. The text lists those there are."""


def normalized(channel: str, body: bytes, *, with_events: bool) -> Iterator[dict[str, Any]]:
    """One row a citizen's message, then, if wanted, one an event. Raises UnknownChannel and Unreadable."""
    parse = PARSERS.get(channel)
    if parse is None:
        raise UnknownChannel(f"there is no channel {channel!r}; there are {', '.join(sorted(PARSERS))}")
    parsed = parse(body)
    yield from (_message(message) for message in parsed.messages)
    if with_events:
        yield from (_event(event) for event in parsed.events)


def _message(message: InboundMessage) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "message_id": message.platform_id,
        "conversation": message.chat_id,
        "sent_at": message.sent_at.isoformat(),
        "text": message.text,
        "attachments": [{"kind": one.kind, "ref": one.ref} for one in message.attachments],
        "location": [message.location.lat, message.location.lon] if message.location else None,
        "button": message.button,
        "contact": {"phone": message.contact.phone} if message.contact and message.contact.own else None,
        "reply_to": message.reply_to,
        "edited": message.edits is not None,
        "album": message.album_id,
    }


def _event(event: ChannelEvent) -> dict[str, Any]:
    return {
        "channel": event.channel,
        "event": event.kind,
        "conversation": event.chat_id or None,
        "message_id": event.message_id or None,
        "at": event.at.isoformat() if event.at else None,
        "detail": event.detail,
    }
