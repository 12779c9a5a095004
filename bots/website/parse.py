"""A recorded message of the website → the shapes that all channels share. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bots.adapter import Parsed, Unreadable
from bots.website.posted import decode, inbound
from bots.website.upload_keys import kind_of, sha256_of
from intake_core.messages import Attachment, ChannelEvent, ChannelName, EventKind, clean_text

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def parse(body: bytes) -> Parsed:
    """One recorded body: what `POST /chat/messages` was sent, with `conversation` and `sent_at` (ISO 8601) added.

    Raises Unreadable, and nothing else, if it is no such body. A body without `sent_at` is dated 1 January 1970; a
    text over the limit, which the server refuses, is cut.
    """
    posted = decode(body)
    if not posted.conversation.strip("\0 "):
        raise Unreadable("conversation: missing")
    chat_id = clean_text(posted.conversation)
    if posted.is_empty:
        return Parsed(events=(_empty(chat_id, posted.id),))
    attachments = [_recorded(clean_text(key)) for key in posted.uploads]
    return Parsed(messages=(inbound(posted, chat_id, posted.sent_at or EPOCH, attachments),))


def _recorded(key: str) -> Attachment:
    """An upload as far as its key tells: the rest stands in the database of the server that took it."""
    return Attachment(kind=kind_of(key), ref=key, unique_id=sha256_of(key))


def _empty(chat_id: str, message_id: str) -> ChannelEvent:
    return ChannelEvent(
        channel=ChannelName.WEBSITE,
        kind=EventKind.IGNORED,
        chat_id=chat_id,
        message_id=message_id,
        detail="empty message",
    )
