"""All SQL of the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import any_, delete, exists, func, insert, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.messages import ChannelName, Choice, OutboundMessage, Receipt
from intake_core.outbox.schedule import LEASE
from intake_core.schema import channel_pace, conversation, outbound_message
from intake_core.wire import outbound_from_row, to_row


class OutboundState(StrEnum):
    """Where an outbound message stands. Nothing is shown as sent that is not."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    HELD = "held"  # the channel's window is closed: it waits for the citizen or a template
    FAILED = "failed"


STOPPED: Final = (OutboundState.FAILED, OutboundState.HELD)
ARRIVED: Final = (OutboundState.SENT, OutboundState.DELIVERED, OutboundState.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message whose time to be sent has come. `attempts` counts this try already."""

    id: int
    conversation_id: int
    channel: ChannelName
    message: OutboundMessage
    attempts: int
    slot: datetime  # when the channel's pace lets it go


async def put(
    db: AsyncConnection,
    conversation_id: int,
    channel: ChannelName,
    messages: Sequence[OutboundMessage],
    now: datetime,
    *,
    turn_id: int | None = None,
    author: str | None = None,
) -> list[int]:
    """Queue messages, in order. The caller holds the conversation's row lock; the ids are in the order of sending."""
    queued = (
        insert(outbound_message)
        .values(
            [
                {
                    "conversation_id": conversation_id,
                    "channel": channel,
                    "turn_id": turn_id,
                    "purpose": message.purpose,
                    "text": message.text,
                    "payload": to_row(message),
                    "next_try_at": now,
                    "author": author,
                    "created_at": now,
                }
                for message in messages
            ]
        )
        .returning(outbound_message.c.id)
    )
    return list((await db.execute(queued)).scalars()) if messages else []


# GCRA: the channel's row holds the time at which its next send is on time. Asking for n slots moves it on by n
# intervals, for all replicas alike; the answer is the time of the first slot.
_PACE: Final = text(
    """
    INSERT INTO channel_pace (channel, free_at)
    VALUES (:channel, CAST(:now AS timestamptz) + CAST(:taken AS interval))
    ON CONFLICT (channel) DO UPDATE SET
        free_at = greatest(channel_pace.free_at, CAST(:now AS timestamptz)) + CAST(:taken AS interval)
    RETURNING free_at - CAST(:taken AS interval)
    """
)


async def forget_pace(db: AsyncConnection, channel: ChannelName) -> None:
    """Let the channel send at once: after a clock was put back, its next free slot lies in a future that never was."""
    await db.execute(delete(channel_pace).where(channel_pace.c.channel == channel))


async def claim_due(
    db: AsyncConnection, channel: ChannelName, now: datetime, *, limit: int, sends_per_second: float
) -> list[Due]:
    """Take messages whose turn it is, the first waiting one of each chat, counting the try and leasing them.

    A lease that runs out (the sender died) makes the message due again: at least once, never lost. Its followers in
    the same chat wait behind it, so a chat's order is kept.
    """
    earlier = outbound_message.alias("earlier")
    heads = (
        select(outbound_message.c.id)
        .where(
            outbound_message.c.channel == channel,
            outbound_message.c.state == OutboundState.QUEUED,
            outbound_message.c.next_try_at <= now,
            ~exists().where(
                earlier.c.conversation_id == outbound_message.c.conversation_id,
                earlier.c.state == OutboundState.QUEUED,
                earlier.c.id < outbound_message.c.id,
            ),
        )
        .order_by(outbound_message.c.next_try_at, outbound_message.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await db.execute(heads)).scalars().all()
    if not ids:
        return []
    interval = timedelta(seconds=1 / sends_per_second)
    first_slot = await db.scalar(_PACE, {"channel": channel, "now": now, "taken": interval * len(ids)})
    first_slot = max(first_slot or now, now)
    rows = await db.execute(
        update(outbound_message)
        .where(outbound_message.c.id.in_(ids), outbound_message.c.conversation_id == conversation.c.id)
        .values(
            attempts=outbound_message.c.attempts + 1,
            next_try_at=max(now, first_slot + interval * len(ids)) + LEASE,
        )
        .returning(
            outbound_message.c.id,
            outbound_message.c.conversation_id,
            outbound_message.c.payload,
            outbound_message.c.attempts,
            conversation.c.chat_id,
        )
    )
    found = sorted(rows, key=lambda row: ids.index(row.id))
    return [
        Due(
            id=row.id,
            conversation_id=row.conversation_id,
            channel=channel,
            message=_addressed(outbound_from_row(row.payload), row.chat_id),
            attempts=row.attempts,
            slot=first_slot + interval * position,
        )
        for position, row in enumerate(found)
    ]


def _addressed(message: OutboundMessage, chat_id: str) -> OutboundMessage:
    """The message to the chat's address of today: the chat may have moved since it was written."""
    if message.chat_id == chat_id:
        return message
    return replace(message, chat_id=chat_id)


async def mark_sent(db: AsyncConnection, due: Due, receipt: Receipt, now: datetime, chat_interval: timedelta) -> None:
    """The platform took it. The chat's next message waits for the channel's interval between two."""
    await db.execute(
        update(outbound_message)
        .where(outbound_message.c.id == due.id, outbound_message.c.state == OutboundState.QUEUED)
        .values(state=OutboundState.SENT, platform_ids=list(receipt.platform_ids), sent_at=now, error=None)
    )
    await _delay_chat(db, due.conversation_id, now + chat_interval)


async def mark_retry(db: AsyncConnection, due: Due, reason: str, at: datetime) -> None:
    """It was not taken; try again at `at`."""
    await db.execute(
        update(outbound_message)
        .where(outbound_message.c.id == due.id, outbound_message.c.state == OutboundState.QUEUED)
        .values(next_try_at=at, error=reason)
    )


async def mark_stopped(db: AsyncConnection, due: Due, state: OutboundState, reason: str) -> None:
    """It will not go by itself any more: HELD or FAILED, with the platform's reason for the inspector."""
    await db.execute(
        update(outbound_message)
        .where(outbound_message.c.id == due.id, outbound_message.c.state == OutboundState.QUEUED)
        .values(state=state, error=reason)
    )


async def _delay_chat(db: AsyncConnection, conversation_id: int, until: datetime) -> None:
    await db.execute(
        update(outbound_message)
        .where(
            outbound_message.c.conversation_id == conversation_id,
            outbound_message.c.state == OutboundState.QUEUED,
            outbound_message.c.next_try_at < until,
        )
        .values(next_try_at=until)
    )


async def release_held(db: AsyncConnection, conversation_id: int, now: datetime) -> None:
    """The citizen wrote again: what waited for an open window goes."""
    await db.execute(
        update(outbound_message)
        .where(outbound_message.c.conversation_id == conversation_id, outbound_message.c.state == OutboundState.HELD)
        .values(state=OutboundState.QUEUED, next_try_at=now, attempts=0)
    )


async def record_receipt(
    db: AsyncConnection, channel: ChannelName, platform_id: str, state: OutboundState, reason: str | None
) -> None:
    """What the platform said later of a message it took. Receipts come out of order: READ is never undone."""
    later = {OutboundState.DELIVERED: ["sent"], OutboundState.READ: ["sent", "delivered"]}
    earlier_states = later.get(state, ["sent", "delivered", "queued"])
    await db.execute(
        update(outbound_message)
        .where(
            outbound_message.c.channel == channel,
            literal(platform_id) == any_(outbound_message.c.platform_ids),
            outbound_message.c.state.in_(earlier_states),
        )
        .values(state=state, error=func.coalesce(reason, outbound_message.c.error))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One of our messages and how far it got. `author`: the member of staff who wrote it, None for the service."""

    id: int
    turn_id: int | None
    purpose: str
    text: str
    choices: tuple[Choice, ...]
    state: OutboundState
    error: str | None
    author: str | None
    seen_by: str | None
    created_at: datetime
    sent_at: datetime | None


async def of_conversation(db: AsyncConnection, conversation_id: int, limit: int = 300) -> list[Reply]:
    """Our last messages in a conversation, in order."""
    rows = await db.execute(
        select(outbound_message)
        .where(outbound_message.c.conversation_id == conversation_id)
        .order_by(outbound_message.c.id.desc())
        .limit(limit)
    )
    return [
        Reply(
            id=row.id,
            turn_id=row.turn_id,
            purpose=row.purpose,
            text=row.text,
            choices=outbound_from_row(row.payload).choices,
            state=OutboundState(row.state),
            error=row.error,
            author=row.author,
            seen_by=row.seen_by,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in reversed(rows.all())
    ]


async def retry(db: AsyncConnection, message_id: int, now: datetime) -> int | None:
    """Queue a message again that failed or is held; its conversation, or None if it is neither."""
    conversation_id: int | None = await db.scalar(
        update(outbound_message)
        .where(outbound_message.c.id == message_id, outbound_message.c.state.in_(STOPPED))
        .values(state=OutboundState.QUEUED, next_try_at=now, attempts=0, error=None, seen_by=None)
        .returning(outbound_message.c.conversation_id)
    )
    return conversation_id


async def mark_seen(db: AsyncConnection, conversation_id: int, by: str) -> None:
    """A person saw that messages of this conversation did not arrive, and leaves it so."""
    await db.execute(
        update(outbound_message)
        .where(
            outbound_message.c.conversation_id == conversation_id,
            outbound_message.c.state.in_(STOPPED),
            outbound_message.c.seen_by.is_(None),
        )
        .values(seen_by=by)
    )


async def next_try_at(db: AsyncConnection, channels: Collection[ChannelName]) -> datetime | None:
    """When the next message of these channels may be tried, or None if none waits."""
    earliest: datetime | None = await db.scalar(
        select(func.min(outbound_message.c.next_try_at)).where(
            outbound_message.c.state == OutboundState.QUEUED, outbound_message.c.channel.in_(list(channels))
        )
    )
    return earliest


async def waiting(db: AsyncConnection, now: datetime) -> dict[str, tuple[int, float]]:
    """How many messages wait in each channel, and for how many seconds the oldest does."""
    rows = await db.execute(
        select(outbound_message.c.channel, func.count(), func.min(outbound_message.c.created_at))
        .where(outbound_message.c.state == OutboundState.QUEUED)
        .group_by(outbound_message.c.channel)
    )
    return {channel: (count, max(0.0, (now - oldest).total_seconds())) for channel, count, oldest in rows}
