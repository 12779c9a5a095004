"""All SQL of evidence: which files a citizen sent, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.inbox.turns import Turn
from intake_core.messages import AttachmentKind, ChannelName
from intake_core.schema import evidence, upload

LEASE: Final = timedelta(minutes=3)
"""A file being fetched is nobody else's for so long; longer than a fetch may take."""

STARTS_AN_APPEAL: Final = timedelta(hours=1)
"""Files that came so long before their appeal and found none yet belong to it: photo first, words later."""


class EvidenceState(StrEnum):
    """Where a file stands."""

    PENDING = "pending"
    STORED = "stored"
    LOST = "lost"  # it could not be fetched or is not what it should be; `error` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One file that a citizen sent."""

    id: int
    conversation_id: int
    inbound_message_id: int
    appeal_id: int | None
    channel: ChannelName
    kind: AttachmentKind
    ref: str
    file_name: str
    state: EvidenceState
    attempts: int
    error: str | None
    sha256: str | None
    content_type: str | None
    size_bytes: int | None
    width: int | None
    height: int | None
    created_at: datetime


def _from_row(row: Row[Any]) -> Evidence:
    return Evidence(
        id=row.id,
        conversation_id=row.conversation_id,
        inbound_message_id=row.inbound_message_id,
        appeal_id=row.appeal_id,
        channel=ChannelName(row.channel),
        kind=AttachmentKind(row.kind),
        ref=row.ref,
        file_name=row.file_name,
        state=EvidenceState(row.state),
        attempts=row.attempts,
        error=row.error,
        sha256=row.sha256,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        width=row.width,
        height=row.height,
        created_at=row.created_at,
    )


async def add(db: AsyncConnection, turn: Turn, now: datetime) -> int:
    """Note where the turn's files lie; how many there are. Their bytes are fetched later."""
    rows = [
        {
            "conversation_id": turn.conversation_id,
            "inbound_message_id": pending.id,
            "position": position,
            "channel": pending.message.channel,
            "kind": attachment.kind,
            "ref": attachment.ref,
            "file_name": attachment.file_name,
            "next_try_at": now,
            "created_at": now,
        }
        for pending in turn.pending
        for position, attachment in enumerate(pending.message.attachments)
    ]
    if rows:
        await db.execute(insert(evidence).on_conflict_do_nothing(), rows)
    return len(rows)


async def attach(db: AsyncConnection, conversation_id: int, appeal_id: int, now: datetime) -> None:
    """Give the conversation's files that belong to no appeal yet to this one."""
    await db.execute(
        update(evidence)
        .where(
            evidence.c.conversation_id == conversation_id,
            evidence.c.appeal_id.is_(None),
            evidence.c.created_at >= now - STARTS_AN_APPEAL,
        )
        .values(appeal_id=appeal_id)
    )


async def claim_due(
    db: AsyncConnection, now: datetime, channels: Collection[ChannelName], limit: int
) -> list[Evidence]:
    """Take files to fetch, counting the try and leasing them: a fetcher that dies leaves them to the next."""
    due = (
        select(evidence.c.id)
        .where(
            evidence.c.state == EvidenceState.PENDING,
            evidence.c.next_try_at <= now,
            evidence.c.channel.in_(list(channels)),
        )
        .order_by(evidence.c.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = await db.execute(
        update(evidence)
        .where(evidence.c.id.in_(due.scalar_subquery()))
        .values(attempts=evidence.c.attempts + 1, next_try_at=now + LEASE)
        .returning(*evidence.c)
    )
    return [_from_row(row) for row in rows]


async def save(db: AsyncConnection, evidence_id: int, **values: object) -> None:
    """Write what became of a file."""
    await db.execute(update(evidence).where(evidence.c.id == evidence_id).values(**values))


async def of_appeal(db: AsyncConnection, appeal_id: int) -> Sequence[Evidence]:
    """An appeal's files, in the order they came."""
    rows = await db.execute(select(evidence).where(evidence.c.appeal_id == appeal_id).order_by(evidence.c.id))
    return [_from_row(row) for row in rows]


async def of_conversation(db: AsyncConnection, conversation_id: int) -> Sequence[Evidence]:
    """Every file of a conversation, in the order they came."""
    rows = await db.execute(
        select(evidence).where(evidence.c.conversation_id == conversation_id).order_by(evidence.c.id)
    )
    return [_from_row(row) for row in rows]


async def get(db: AsyncConnection, evidence_id: int) -> Evidence | None:
    """One file, or None."""
    row = (await db.execute(select(evidence).where(evidence.c.id == evidence_id))).one_or_none()
    return _from_row(row) if row is not None else None


async def next_try_at(db: AsyncConnection) -> datetime | None:
    """When the next file may be tried, or None if none waits."""
    earliest: datetime | None = await db.scalar(
        select(func.min(evidence.c.next_try_at)).where(evidence.c.state == EvidenceState.PENDING)
    )
    return earliest


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRow:
    """A file that a chat uploaded before the message that names it."""

    key: str
    chat_id: str
    content_type: str
    file_name: str
    size_bytes: int


async def add_upload(db: AsyncConnection, row: UploadRow) -> None:
    """Note an upload."""
    await db.execute(insert(upload).values(**asdict(row)))


async def find_upload(db: AsyncConnection, key: str) -> UploadRow | None:
    """The upload with this key, or None."""
    row = (await db.execute(select(upload).where(upload.c.key == key))).one_or_none()
    if row is None:
        return None
    return UploadRow(
        key=row.key,
        chat_id=row.chat_id,
        content_type=row.content_type,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
    )
