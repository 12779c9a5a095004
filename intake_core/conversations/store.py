"""All SQL of conversations, apart from what the inbox does to hand out turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.conversations.conversation import QUESTION_EXPIRES, Conversation, Language, OpenQuestion
from intake_core.conversations.transcript import Line
from intake_core.decisions import Review
from intake_core.messages import ChannelName, InboundMessage, OutboundMessage
from intake_core.schema import appeal, conversation, inbound_message, outbound_message
from intake_core.wire import inbound_from_row, outbound_from_row


def _from_row(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        channel=ChannelName(row.channel),
        chat_id=row.chat_id,
        language=Language(row.language) if row.language else None,
        phone=row.phone,
        open_question=msgspec.convert(row.open_question, OpenQuestion) if row.open_question else None,
        questions_asked=row.questions_asked,
        review_reason=row.review_reason,
    )


async def load(db: AsyncConnection, conversation_id: int) -> Conversation:
    """The conversation as it stands."""
    return _from_row((await db.execute(select(conversation).where(conversation.c.id == conversation_id))).one())


async def find(db: AsyncConnection, channel: ChannelName, chat_id: str) -> Conversation | None:
    """The conversation of a chat, or None if nobody wrote from there."""
    row = await db.execute(
        select(conversation).where(conversation.c.channel == channel, conversation.c.chat_id == chat_id)
    )
    found = row.one_or_none()
    return _from_row(found) if found is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Who is behind a conversation, as far as known; `unreachable`: why nothing can be sent there."""

    name: str
    phone: str | None
    unreachable: str | None
    review_since: datetime | None


async def citizen_of(db: AsyncConnection, conversation_id: int) -> Citizen | None:
    """The citizen of a conversation, or None if there is no such conversation."""
    row = (await db.execute(select(conversation).where(conversation.c.id == conversation_id))).one_or_none()
    if row is None:
        return None
    return Citizen(name=row.display_name, phone=row.phone, unreachable=row.unreachable, review_since=row.review_since)


async def lock(db: AsyncConnection, conversation_id: int) -> None:
    """Hold the row until the transaction ends: whoever adds replies does, so their order is the order of ids."""
    await db.execute(select(conversation.c.id).where(conversation.c.id == conversation_id).with_for_update())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a turn leaves behind in its conversation."""

    language: Language
    open_question: OpenQuestion | None
    questions_asked: int
    review_reason: str | None
    phone: str | None = None


async def save(db: AsyncConnection, conversation_id: int, change: Change, now: datetime) -> None:
    """Write what a turn changed. A reason for review that stands already keeps its time."""
    values: dict[str, Any] = {
        "language": change.language,
        "open_question": msgspec.to_builtins(change.open_question) if change.open_question else None,
        "questions_asked": change.questions_asked,
    }
    if change.phone is not None:
        values["phone"] = change.phone
    await db.execute(update(conversation).where(conversation.c.id == conversation_id).values(**values))
    if change.review_reason is not None:
        await call_person(db, conversation_id, change.review_reason, now)


async def call_person(db: AsyncConnection, conversation_id: int, reason: str, now: datetime) -> None:
    """Put the conversation into the inspector's queue. If it is there already it keeps its place and its reason,

    but for danger, which is a reason over all others.
    """
    await db.execute(
        update(conversation)
        .where(conversation.c.id == conversation_id)
        .values(
            review_reason=reason if reason == Review.EMERGENCY else func.coalesce(conversation.c.review_reason, reason),
            review_since=func.coalesce(conversation.c.review_since, now),
        )
    )


async def dismiss_person(db: AsyncConnection, conversation_id: int) -> None:
    """Take the conversation out of the queue: a person has seen to it."""
    await db.execute(
        update(conversation).where(conversation.c.id == conversation_id).values(review_reason=None, review_since=None)
    )


async def set_unreachable(db: AsyncConnection, channel: ChannelName, chat_id: str, reason: str | None) -> None:
    """Note that nothing can be sent to this chat, or, with None, that it can again."""
    await db.execute(
        update(conversation)
        .where(conversation.c.channel == channel, conversation.c.chat_id == chat_id)
        .values(unreachable=reason)
    )


async def move(db: AsyncConnection, channel: ChannelName, chat_id: str, to: str) -> None:
    """The platform gave the chat another address (Telegram: a group became a supergroup)."""
    await db.execute(
        update(conversation)
        .where(conversation.c.channel == channel, conversation.c.chat_id == chat_id)
        .values(chat_id=to)
    )


async def with_expired_question(db: AsyncConnection, now: datetime, limit: int = 50) -> Sequence[int]:
    """Conversations whose open question was not answered in time."""
    asked_at = conversation.c.open_question["asked_at"].astext
    rows = await db.execute(
        select(conversation.c.id)
        .where(conversation.c.open_question.is_not(None), asked_at < (now - QUESTION_EXPIRES).isoformat())
        .limit(limit)
    )
    return rows.scalars().all()


async def needs_person(db: AsyncConnection, conversation_id: int) -> bool:
    """Whether a person is needed in this conversation now, for itself or for one of its appeals."""
    found = await db.scalar(
        select(func.count())
        .select_from(conversation.outerjoin(appeal))
        .where(
            conversation.c.id == conversation_id,
            func.coalesce(conversation.c.review_reason, appeal.c.review_reason).is_not(None),
        )
    )
    return bool(found)


async def inbound_lines(db: AsyncConnection, channel: ChannelName, chat_id: str, limit: int) -> list[Line]:
    """The citizen's last messages in a chat, oldest first."""
    rows = await db.execute(
        select(inbound_message.c.payload, inbound_message.c.received_at)
        .join(conversation)
        .where(conversation.c.channel == channel, conversation.c.chat_id == chat_id)
        .order_by(inbound_message.c.id.desc())
        .limit(limit)
    )
    return [_citizens_line(inbound_from_row(row.payload), row.received_at) for row in rows][::-1]


async def outbound_lines(db: AsyncConnection, channel: ChannelName, chat_id: str, after: int, limit: int) -> list[Line]:
    """Our last messages in a chat with an id over `after`, oldest first: also those on their way."""
    rows = await db.execute(
        select(outbound_message)
        .join(conversation)
        .where(conversation.c.channel == channel, conversation.c.chat_id == chat_id, outbound_message.c.id > after)
        .order_by(outbound_message.c.id.desc())
        .limit(limit)
    )
    return [_our_line(row.id, row.author, outbound_from_row(row.payload), row.created_at) for row in rows][::-1]


async def mark_seen(db: AsyncConnection, channel: ChannelName, chat_id: str, up_to: int) -> None:
    """The citizen's page was given our messages up to this id: they are delivered."""
    of_chat = select(conversation.c.id).where(conversation.c.channel == channel, conversation.c.chat_id == chat_id)
    await db.execute(
        update(outbound_message)
        .where(
            outbound_message.c.conversation_id.in_(of_chat.scalar_subquery()),
            outbound_message.c.id <= up_to,
            outbound_message.c.state == "sent",
        )
        .values(state="delivered")
    )


def _citizens_line(message: InboundMessage, at: datetime) -> Line:
    return Line(
        id=0,
        message_id=message.platform_id,
        from_citizen=True,
        author=None,
        text=message.text,
        attachments=message.attachments,
        location=message.location,
        at=at,
    )


def _our_line(id_: int, author: str | None, message: OutboundMessage, at: datetime) -> Line:
    return Line(
        id=id_,
        message_id="",
        from_citizen=False,
        author=author,
        text=message.text,
        choices=message.choices,
        at=at,
    )
