"""What Telegram tells us besides messages: blocks, reactions, and what is none of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bots.telegram import wire
from bots.telegram.platform_ids import id_of_message
from intake_core.messages import ChannelEvent, ChannelName, EventKind, InboundMessage, clean_text

EPOCH: Final = datetime.fromtimestamp(0, UTC)
BRIEF: Final = 64  # characters of a foreign name that are worth keeping

Found = InboundMessage | ChannelEvent


def ignored(detail: str, about: InboundMessage | None = None) -> ChannelEvent:
    """The event that something came which is no citizen's message, and why not."""
    return ChannelEvent(
        channel=ChannelName.TELEGRAM,
        kind=EventKind.IGNORED,
        chat_id=about.chat_id if about else "",
        message_id=about.platform_id if about else "",
        at=about.sent_at if about else None,
        detail=detail,
    )


def member_changed(raw: object) -> ChannelEvent:
    """The citizen blocked the bot or took it back (Bot API, Update.my_chat_member)."""
    update = wire.read(wire.MemberUpdated, raw)
    if update is None:
        return ignored("my_chat_member without a chat or a status")
    status = update.new_chat_member.status
    kinds = {"kicked": EventKind.BLOCKED, "member": EventKind.UNBLOCKED} if update.chat.is_private else {}
    return ChannelEvent(
        channel=ChannelName.TELEGRAM,
        kind=kinds.get(status, EventKind.IGNORED),
        chat_id=str(update.chat.id),
        at=moment(update.date),
        detail=f"my_chat_member: {brief(status)}",
    )


def reacted(raw: object) -> ChannelEvent:
    """A reaction to a message. `detail`: the emoji that stand there now, nothing if it was taken back."""
    update = wire.read(wire.ReactionUpdated, raw)
    if update is None:
        return ignored("message_reaction without a chat or a message")
    if not update.chat.is_private:
        return ignored("message_reaction in a group")
    emoji = (reaction.emoji for one in update.new_reaction if (reaction := wire.read(wire.Reaction, one)))
    return ChannelEvent(
        channel=ChannelName.TELEGRAM,
        kind=EventKind.REACTION,
        chat_id=str(update.chat.id),
        message_id=id_of_message(update.chat.id, update.message_id),
        at=moment(update.date),
        detail=brief(" ".join(emoji)),
    )


def moment(unix_seconds: int | None) -> datetime | None:
    """The time of a Unix time stamp; None of none, of 0 (an inaccessible message) and of one beyond the calendar."""
    if unix_seconds is None or unix_seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(unix_seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def brief(foreign: str) -> str:
    """A foreign name, fit to be kept."""
    return clean_text(foreign)[:BRIEF]
