"""All SQL of the queue. It has no table of its own: each line is read from where its cause stands.

One cause makes one line: a failed reply also calls a person to its conversation, an emergency to both the appeal and
the conversation. The more exact line stays, and `dismiss` of either clears both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Text,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import Select

from intake_core.appeals.states import UNDONE, AppealState
from intake_core.decisions import Review
from intake_core.inbox.store import InboundState
from intake_core.messages import ChannelName
from intake_core.outbox.store import STOPPED, OutboundState
from intake_core.queue.items import Counts, ItemKind, QueueItem
from intake_core.schema import appeal, conversation, inbound_message, outbound_message

_NO_ID = null().cast(BigInteger)
_NO_TEXT = null().cast(Text)


def _kind(kind: ItemKind, reason: ColumnElement[Any]) -> ColumnElement[str]:
    """Lost evidence is a reason of its appeal or conversation, and a kind of its own in the queue."""
    return case((reason == Review.EVIDENCE_LOST, ItemKind.EVIDENCE), else_=kind)


def _appeals() -> Select[Any]:
    return select(
        _kind(ItemKind.APPEAL, appeal.c.review_reason).label("kind"),
        appeal.c.review_reason.label("reason"),
        appeal.c.review_since.label("since"),
        or_(appeal.c.review_reason == Review.EMERGENCY, appeal.c.emergency.is_not(None)).label("emergency"),
        appeal.c.conversation_id.label("conversation_id"),
        appeal.c.id.label("appeal_id"),
        _NO_ID.label("message_id"),
        appeal.c.number.label("number"),
        appeal.c.description.label("headline"),
        func.coalesce(appeal.c.street, appeal.c.microdistrict, appeal.c.landmark).label("street"),
        appeal.c.house.label("house"),
    ).where(appeal.c.review_since.is_not(None), appeal.c.state != AppealState.WITHDRAWN)


def _conversations() -> Select[Any]:
    last_words = (
        select(inbound_message.c.text)
        .where(inbound_message.c.conversation_id == conversation.c.id, inbound_message.c.text != "")
        .order_by(inbound_message.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    reason = conversation.c.review_reason
    told_by_appeal = exists().where(
        appeal.c.conversation_id == conversation.c.id,
        appeal.c.review_since.is_not(None),
        appeal.c.state != AppealState.WITHDRAWN,
        or_(appeal.c.review_reason == Review.EMERGENCY, appeal.c.emergency.is_not(None)),
    )
    told_by_message = exists().where(
        inbound_message.c.conversation_id == conversation.c.id, inbound_message.c.state == InboundState.SET_ASIDE
    )
    told_by_reply = exists().where(outbound_message.c.conversation_id == conversation.c.id, _stopped())
    undelivered = reason.in_([Review.NOT_DELIVERED, Review.WINDOW_CLOSED])
    return select(
        _kind(ItemKind.CONVERSATION, reason).label("kind"),
        reason.label("reason"),
        conversation.c.review_since.label("since"),
        (reason == Review.EMERGENCY).label("emergency"),
        conversation.c.id.label("conversation_id"),
        _NO_ID.label("appeal_id"),
        _NO_ID.label("message_id"),
        _NO_TEXT.label("number"),
        func.coalesce(last_words, "").label("headline"),
        _NO_TEXT.label("street"),
        _NO_TEXT.label("house"),
    ).where(
        conversation.c.review_since.is_not(None),
        ~and_(reason == Review.EMERGENCY, told_by_appeal),
        ~and_(reason == Review.SET_ASIDE, told_by_message),
        ~and_(undelivered, told_by_reply),
    )


def _set_aside() -> Select[Any]:
    return select(
        literal(ItemKind.SET_ASIDE.value).label("kind"),
        literal(Review.SET_ASIDE.value).label("reason"),
        inbound_message.c.received_at.label("since"),
        false().label("emergency"),
        inbound_message.c.conversation_id.label("conversation_id"),
        _NO_ID.label("appeal_id"),
        inbound_message.c.id.label("message_id"),
        _NO_TEXT.label("number"),
        inbound_message.c.text.label("headline"),
        _NO_TEXT.label("street"),
        _NO_TEXT.label("house"),
    ).where(inbound_message.c.state == InboundState.SET_ASIDE)


def _stopped() -> ColumnElement[bool]:
    return and_(outbound_message.c.state.in_(STOPPED), outbound_message.c.seen_by.is_(None))


def _undelivered() -> Select[Any]:
    """The first stopped reply of each conversation; who sees to it sees the others."""
    held = outbound_message.c.state == OutboundState.HELD
    return (
        select(
            literal(ItemKind.UNDELIVERED.value).label("kind"),
            case((held, Review.WINDOW_CLOSED), else_=Review.NOT_DELIVERED).label("reason"),
            outbound_message.c.created_at.label("since"),
            false().label("emergency"),
            outbound_message.c.conversation_id.label("conversation_id"),
            _NO_ID.label("appeal_id"),
            outbound_message.c.id.label("message_id"),
            _NO_TEXT.label("number"),
            outbound_message.c.text.label("headline"),
            _NO_TEXT.label("street"),
            _NO_TEXT.label("house"),
        )
        .where(_stopped())
        .distinct(outbound_message.c.conversation_id)
        .order_by(outbound_message.c.conversation_id, outbound_message.c.id)
    )


def _everything() -> CompoundSelect[Any]:
    # DISTINCT ON with its ORDER BY may stand in a UNION only inside parentheses.
    undelivered = _undelivered().subquery()
    return union_all(_appeals(), _conversations(), _set_aside(), select(undelivered))


async def waiting(db: AsyncConnection, kinds: Sequence[ItemKind] = (), limit: int = 200) -> list[QueueItem]:
    """What needs a person, emergencies first, then what has waited longest."""
    line = _everything().subquery()
    query = (
        select(line, conversation.c.channel, conversation.c.language, conversation.c.display_name)
        .join(conversation, conversation.c.id == line.c.conversation_id)
        .order_by(line.c.emergency.desc(), line.c.since, line.c.conversation_id)
        .limit(limit)
    )
    if kinds:
        query = query.where(line.c.kind.in_(list(kinds)))
    return [
        QueueItem(
            kind=ItemKind(row.kind),
            reason=row.reason,
            since=row.since,
            emergency=row.emergency,
            conversation_id=row.conversation_id,
            appeal_id=row.appeal_id,
            message_id=row.message_id,
            number=row.number,
            headline=row.headline,
            street=row.street,
            house=row.house,
            channel=ChannelName(row.channel),
            language=row.language,
            citizen=row.display_name,
        )
        for row in await db.execute(query)
    ]


async def counts(db: AsyncConnection) -> Counts:
    """How much waits, by kind."""
    line = _everything().subquery()
    rows = await db.execute(select(line.c.kind, line.c.emergency, func.count()).group_by(line.c.kind, line.c.emergency))
    by_kind = dict.fromkeys(ItemKind, 0)
    emergencies = 0
    for kind, emergency, count in rows:
        by_kind[ItemKind(kind)] += count
        emergencies += count if emergency else 0
    return Counts(total=sum(by_kind.values()), emergencies=emergencies, by_kind=by_kind)


async def overdue(db: AsyncConnection, now: datetime) -> int:
    """How many appeals somebody should have dealt with by now."""
    late = await db.scalar(
        select(func.count()).select_from(appeal).where(appeal.c.state.in_(list(UNDONE)), appeal.c.due_at < now)
    )
    return int(late or 0)
