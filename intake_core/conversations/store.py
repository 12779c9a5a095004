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
from intake_core.messages import ChannelName
from intake_core.schema import conversation


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
    """Put the conversation into the inspector's queue, keeping its place there if it has one."""
    await db.execute(
        update(conversation)
        .where(conversation.c.id == conversation_id)
        .values(review_reason=reason, review_since=func.coalesce(conversation.c.review_since, now))
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
