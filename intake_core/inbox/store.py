"""All SQL of the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Row, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.inbox.turns import LONGEST_DELAY_SECONDS, ONE_BY_ONE_AFTER, Pending, Turn
from intake_core.messages import ChannelEvent, ChannelName, InboundMessage
from intake_core.schema import channel_event, conversation, inbound_message
from intake_core.schema import turn as turn_table
from intake_core.wire import inbound_from_row

TURN_LOCK: Final = 0x109
"""The first key of the advisory lock that makes one worker the only one in a conversation."""


class InboundState(StrEnum):
    """Where a stored message stands."""

    PENDING = "pending"
    DONE = "done"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A try at a conversation's turn: counted and committed before it is made."""

    conversation_id: int
    attempts: int


async def record_events(db: AsyncConnection, events: Sequence[ChannelEvent]) -> None:
    """Keep what the platform told besides messages."""
    if events:
        await db.execute(
            insert(channel_event),
            [
                {
                    "channel": event.channel,
                    "kind": event.kind,
                    "chat_id": event.chat_id,
                    "message_id": event.message_id,
                    "detail": event.detail,
                    "at": event.at,
                }
                for event in events
            ],
        )


async def claim_next(db: AsyncConnection, now: datetime) -> Claim | None:
    """Count a try at the conversation that has waited longest and is settled, or None if none is.

    `settles_at` moves on at once, so the others leave the conversation alone while it is worked at, and a try that
    dies is made again then. The caller commits before it begins the turn: a try that kills the worker is counted too.
    """
    waiting = (
        select(conversation.c.id)
        .where(conversation.c.settles_at <= now)
        .order_by(conversation.c.settles_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    delay = func.make_interval(
        0, 0, 0, 0, 0, 0, func.least(LONGEST_DELAY_SECONDS, func.power(2, conversation.c.attempts))
    )
    row = (
        await db.execute(
            update(conversation)
            .where(conversation.c.id == waiting)
            .values(attempts=conversation.c.attempts + 1, settles_at=literal(now) + delay)
            .returning(conversation.c.id, conversation.c.attempts)
        )
    ).one_or_none()
    if row is None:
        return None
    return Claim(conversation_id=row.id, attempts=row.attempts)


async def lock_turn(db: AsyncConnection, conversation_id: int) -> bool:
    """Become the only worker in this conversation until the transaction ends; False if another one is.

    An advisory lock, not the row's: a webhook must be able to add a message while a turn is worked at.
    """
    locked = await db.execute(select(func.pg_try_advisory_xact_lock(TURN_LOCK, conversation_id % 2**31)))
    return bool(locked.scalar_one())


async def pending_turn(db: AsyncConnection, claim: Claim) -> Turn | None:
    """The claimed conversation's pending messages in the platform's order of time, or None if there are none."""
    rows = await db.execute(
        select(inbound_message.c.id, inbound_message.c.payload)
        .where(
            inbound_message.c.conversation_id == claim.conversation_id,
            inbound_message.c.state == InboundState.PENDING,
        )
        .order_by(inbound_message.c.sent_at, inbound_message.c.id)
        .limit(1 if claim.attempts > ONE_BY_ONE_AFTER else 200)
    )
    pending = tuple(Pending(id=row.id, message=inbound_from_row(row.payload)) for row in rows)
    return Turn(conversation_id=claim.conversation_id, pending=pending) if pending else None


async def finish(db: AsyncConnection, turn: Turn, turn_id: int) -> datetime:
    """Mark the turn's messages done; when the last of them was received."""
    received = await db.scalars(
        update(inbound_message)
        .where(inbound_message.c.id.in_([pending.id for pending in turn.pending]))
        .values(state=InboundState.DONE, turn_id=turn_id)
        .returning(inbound_message.c.received_at)
    )
    last: datetime = max(received)
    return last


async def set_aside_oldest(db: AsyncConnection, conversation_id: int, error: str) -> int | None:
    """Take the oldest pending message out of the way, for a person to see; its row, or None if there is none.

    Reads no payload: a payload that cannot be read may be the very fault.
    """
    oldest = (
        select(inbound_message.c.id)
        .where(inbound_message.c.conversation_id == conversation_id, inbound_message.c.state == InboundState.PENDING)
        .order_by(inbound_message.c.sent_at, inbound_message.c.id)
        .limit(1)
        .scalar_subquery()
    )
    row: int | None = await db.scalar(
        update(inbound_message)
        .where(inbound_message.c.id == oldest)
        .values(state=InboundState.SET_ASIDE, error=error)
        .returning(inbound_message.c.id)
    )
    return row


async def settle(db: AsyncConnection, conversation_id: int) -> None:
    """Let the conversation wait for its remaining messages, or for none.

    The caller holds the conversation's row lock (`conversations.store.lock`), taken in an earlier statement: only so
    does this one see every message that was committed before the lock, and none can slip in unseen.
    """
    still = (
        select(func.max(inbound_message.c.settles_at))
        .where(inbound_message.c.conversation_id == conversation_id, inbound_message.c.state == InboundState.PENDING)
        .scalar_subquery()
    )
    await db.execute(
        update(conversation).where(conversation.c.id == conversation_id).values(settles_at=still, attempts=0)
    )


async def next_settles_at(db: AsyncConnection) -> datetime | None:
    """When the next conversation will be due, or None if nothing is pending."""
    earliest: datetime | None = await db.scalar(select(func.min(conversation.c.settles_at)))
    return earliest


async def record_turn(db: AsyncConnection, conversation_id: int, now: datetime, values: Mapping[str, object]) -> int:
    """Write down how a turn was understood and decided; its row."""
    id_ = await db.scalar(
        insert(turn_table).values(conversation_id=conversation_id, decided_at=now, **values).returning(turn_table.c.id)
    )
    assert id_ is not None  # noqa: S101 (RETURNING of an INSERT)
    return int(id_)


async def save_turn_outcome(db: AsyncConnection, turn_id: int, notices: Sequence[str], appeals: Sequence[int]) -> None:
    """Write down which notices a turn rested on and which appeals it made or changed."""
    await db.execute(
        update(turn_table).where(turn_table.c.id == turn_id).values(notices=list(notices), appeals=list(appeals))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message as it lies in the inbox. `message` is None where its row cannot be read: `text` is what is left."""

    id: int
    state: InboundState
    text: str
    message: InboundMessage | None
    sent_at: datetime
    turn_id: int | None
    error: str | None


async def of_conversation(db: AsyncConnection, conversation_id: int, limit: int = 300) -> list[Stored]:
    """A conversation's last messages, in the order they came."""
    rows = await db.execute(
        select(inbound_message)
        .where(inbound_message.c.conversation_id == conversation_id)
        .order_by(inbound_message.c.id.desc())
        .limit(limit)
    )
    return [
        Stored(
            id=row.id,
            state=InboundState(row.state),
            text=row.text,
            message=_readable(row.payload),
            sent_at=row.sent_at,
            turn_id=row.turn_id,
            error=row.error,
        )
        for row in reversed(rows.all())
    ]


def _readable(payload: dict[str, Any]) -> InboundMessage | None:
    try:
        return inbound_from_row(payload)
    except (msgspec.ValidationError, ValueError):
        return None


async def take_back(db: AsyncConnection, message_id: int, now: datetime) -> int | None:
    """Let a message that was set aside be tried again at once; its conversation, or None if it is not set aside."""
    conversation_id: int | None = await db.scalar(
        update(inbound_message)
        .where(inbound_message.c.id == message_id, inbound_message.c.state == InboundState.SET_ASIDE)
        .values(state=InboundState.PENDING, error=None, settles_at=now)
        .returning(inbound_message.c.conversation_id)
    )
    if conversation_id is not None:
        await db.execute(
            update(conversation).where(conversation.c.id == conversation_id).values(settles_at=now, attempts=0)
        )
    return conversation_id


async def mark_read(db: AsyncConnection, conversation_id: int) -> None:
    """A person has read what was set aside here: it is done, its error stays for the record."""
    await db.execute(
        update(inbound_message)
        .where(inbound_message.c.conversation_id == conversation_id, inbound_message.c.state == InboundState.SET_ASIDE)
        .values(state=InboundState.DONE)
    )


async def appeals_from_messages(
    db: AsyncConnection, channel: ChannelName, platform_ids: Sequence[str]
) -> Sequence[int]:
    """The appeals that turns holding these messages made or changed."""
    rows = await db.execute(
        select(func.unnest(turn_table.c.appeals))
        .join(inbound_message, inbound_message.c.turn_id == turn_table.c.id)
        .where(inbound_message.c.channel == channel, inbound_message.c.platform_id.in_(list(platform_ids)))
    )
    return list(rows.scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedTurn:
    """A turn as it was understood and decided."""

    id: int
    conversation_id: int
    decided_at: datetime
    decision: str
    intent: str
    language: str
    emergency: str | None
    findings: Mapping[str, Any]
    notices: tuple[str, ...]
    appeals: tuple[int, ...]


async def turns_since(db: AsyncConnection, turn_id: int) -> list[DecidedTurn]:
    """Every turn that was decided after this one, in order."""
    rows = await db.execute(select(turn_table).where(turn_table.c.id > turn_id).order_by(turn_table.c.id))
    return [_turn_from_row(row) for row in rows]


async def turns_of(db: AsyncConnection, conversation_id: int, limit: int = 50) -> list[DecidedTurn]:
    """A conversation's turns, the newest first."""
    rows = await db.execute(
        select(turn_table)
        .where(turn_table.c.conversation_id == conversation_id)
        .order_by(turn_table.c.id.desc())
        .limit(limit)
    )
    return [_turn_from_row(row) for row in rows]


def _turn_from_row(row: Row[Any]) -> DecidedTurn:
    return DecidedTurn(
        id=row.id,
        conversation_id=row.conversation_id,
        decided_at=row.decided_at,
        decision=row.decision,
        intent=row.intent,
        language=row.language,
        emergency=row.emergency,
        findings=row.findings,
        notices=tuple(row.notices),
        appeals=tuple(row.appeals),
    )


async def waiting(db: AsyncConnection, now: datetime) -> dict[str, tuple[int, float]]:
    """How many messages of each channel wait for their turn, and for how many seconds the oldest does."""
    rows = await db.execute(
        select(inbound_message.c.channel, func.count(), func.min(inbound_message.c.received_at))
        .where(inbound_message.c.state == InboundState.PENDING)
        .group_by(inbound_message.c.channel)
    )
    return {channel: (count, max(0.0, (now - oldest).total_seconds())) for channel, count, oldest in rows}
