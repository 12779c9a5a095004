"""All SQL of appeals and their history. Every change writes its line of history in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals.appeal import Appeal, Case, Event
from intake_core.appeals.numbers import number_of, numbers_in
from intake_core.appeals.place import Place
from intake_core.appeals.states import OPEN, UNDONE, AppealState, check_move
from intake_core.conversations.conversation import Language
from intake_core.decisions import Review
from intake_core.messages import Location
from intake_core.schema import appeal, appeal_event, appeal_number

SERVICE: Final = "service"
CITIZEN: Final = "citizen"
"""Actors of the history besides members of staff, who stand there with their login."""


class EventKind(StrEnum):
    """What happened to an appeal."""

    CREATED = "created"
    REGISTERED = "registered"
    CHANGED = "changed"
    STATE = "state"
    REVIEWED = "reviewed"
    REPLIED = "replied"
    NOTE = "note"


def place_values(place: Place) -> dict[str, Any]:
    """A place as columns of the appeal."""
    return {
        "street": place.street,
        "house": place.house,
        "entrance": place.entrance,
        "flat": place.flat,
        "microdistrict": place.microdistrict,
        "landmark": place.landmark,
        "lat": place.point.lat if place.point else None,
        "lon": place.point.lon if place.point else None,
    }


def case_values(case: Case) -> dict[str, Any]:
    """A case as columns of the appeal."""
    return {
        "description": case.description,
        "service_code": case.service_code,
        "emergency": case.emergency,
        **place_values(case.place),
    }


def _from_row(row: Row[Any]) -> Appeal:
    point = Location(lat=row.lat, lon=row.lon) if row.lat is not None and row.lon is not None else None
    return Appeal(
        id=row.id,
        number=row.number,
        conversation_id=row.conversation_id,
        state=AppealState(row.state),
        language=Language(row.language),
        description=row.description,
        service_code=row.service_code,
        sphere=row.sphere,
        criticality=row.criticality,
        place=Place(
            street=row.street,
            house=row.house,
            entrance=row.entrance,
            flat=row.flat,
            microdistrict=row.microdistrict,
            landmark=row.landmark,
            point=point,
        ),
        executor_code=row.executor_code,
        emergency=row.emergency,
        review_reason=row.review_reason,
        created_at=row.created_at,
        registered_at=row.registered_at,
        due_at=row.due_at,
        updated_at=row.updated_at,
    )


async def create(
    db: AsyncConnection, conversation_id: int, case: Case, language: Language, sphere: str | None, now: datetime
) -> int:
    """A draft of an appeal; its row."""
    id_ = await db.scalar(
        insert(appeal)
        .values(
            conversation_id=conversation_id,
            state=AppealState.DRAFT,
            language=language,
            sphere=sphere,
            created_at=now,
            updated_at=now,
            **case_values(case),
        )
        .returning(appeal.c.id)
    )
    assert id_ is not None  # noqa: S101 (RETURNING of an INSERT)
    await add_event(db, id_, EventKind.CREATED, CITIZEN, now)
    return int(id_)


async def register(db: AsyncConnection, appeal_id: int, values: Mapping[str, Any], actor: str, now: datetime) -> Appeal:
    """Give a draft its number, executor and due time (`values`)."""
    serial = await db.scalar(select(appeal_number.next_value()))
    number = number_of(int(serial or 0))
    return await change(
        db,
        appeal_id,
        {**values, "number": number, "state": AppealState.REGISTERED, "registered_at": now},
        actor,
        now,
        kind=EventKind.REGISTERED,
    )


async def change(
    db: AsyncConnection,
    appeal_id: int,
    values: Mapping[str, Any],
    actor: str,
    now: datetime,
    *,
    kind: EventKind = EventKind.CHANGED,
    note: str = "",
) -> Appeal:
    """Write new values and what they replaced. Raises WrongMove if they name a state that cannot follow."""
    before = (await db.execute(select(appeal).where(appeal.c.id == appeal_id).with_for_update())).one()
    changes = {
        column: (_plain(getattr(before, column)), _plain(value))
        for column, value in values.items()
        if _plain(getattr(before, column)) != _plain(value)
    }
    if "state" in changes:
        check_move(AppealState(before.state), AppealState(values["state"]))
    if changes or note:
        await add_event(db, appeal_id, kind, actor, now, changes, note)
    row = await db.execute(
        update(appeal).where(appeal.c.id == appeal_id).values(**{**values, "updated_at": now}).returning(*appeal.c)
    )
    return _from_row(row.one())


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


async def add_event(
    db: AsyncConnection,
    appeal_id: int,
    kind: EventKind,
    actor: str,
    now: datetime,
    changes: Mapping[str, tuple[object, object]] | None = None,
    note: str = "",
) -> None:
    """Write a line of history."""
    await db.execute(
        insert(appeal_event).values(
            appeal_id=appeal_id, at=now, kind=kind, actor=actor, changes=dict(changes or {}), note=note
        )
    )


async def get(db: AsyncConnection, appeal_id: int) -> Appeal | None:
    """The appeal, or None."""
    row = (await db.execute(select(appeal).where(appeal.c.id == appeal_id))).one_or_none()
    return _from_row(row) if row is not None else None


async def by_number(db: AsyncConnection, number: str) -> Appeal | None:
    """The appeal with this number, or None."""
    row = (await db.execute(select(appeal).where(appeal.c.number == number))).one_or_none()
    return _from_row(row) if row is not None else None


async def many(db: AsyncConnection, ids: Collection[int]) -> list[Appeal]:
    """These appeals, the oldest first."""
    rows = await db.execute(select(appeal).where(appeal.c.id.in_(list(ids))).order_by(appeal.c.id))
    return [_from_row(row) for row in rows]


async def of_conversation(
    db: AsyncConnection, conversation_id: int, states: Collection[AppealState] = OPEN, limit: int = 20
) -> list[Appeal]:
    """A conversation's appeals in these states, the newest first. Never another conversation's."""
    rows = await db.execute(
        select(appeal)
        .where(appeal.c.conversation_id == conversation_id, appeal.c.state.in_(list(states)))
        .order_by(appeal.c.id.desc())
        .limit(limit)
    )
    return [_from_row(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which appeals a list shows; what is empty does not narrow it."""

    states: Collection[AppealState] = ()
    sphere: str = ""
    executor_code: str = ""
    text: str = ""  # part of the description or the address, or a number
    overdue_at: datetime | None = None  # open and due before this moment


async def search(db: AsyncConnection, wanted: Wanted, *, offset: int, limit: int) -> list[Appeal]:
    """Appeals, the newest first; drafts only where their state is asked for."""
    query = select(appeal).order_by(appeal.c.id.desc()).offset(offset).limit(limit)
    states = wanted.states or [state for state in AppealState if state is not AppealState.DRAFT]
    query = query.where(appeal.c.state.in_(list(states)))
    if wanted.sphere:
        query = query.where(appeal.c.sphere == wanted.sphere)
    if wanted.executor_code:
        query = query.where(appeal.c.executor_code == wanted.executor_code)
    if wanted.overdue_at is not None:
        query = query.where(appeal.c.state.in_(list(UNDONE)), appeal.c.due_at < wanted.overdue_at)
    if numbers := numbers_in(wanted.text):
        query = query.where(appeal.c.number.in_(numbers))
    elif wanted.text:
        place = func.concat_ws(" ", appeal.c.street, appeal.c.house, appeal.c.microdistrict, appeal.c.landmark)
        query = query.where(
            or_(
                appeal.c.description.icontains(wanted.text, autoescape=True),
                place.icontains(wanted.text, autoescape=True),
                appeal.c.number.contains(wanted.text, autoescape=True),
            )
        )
    return [_from_row(row) for row in await db.execute(query)]


async def call_person(db: AsyncConnection, appeal_id: int, reason: str, now: datetime) -> None:
    """Put the appeal into the inspector's queue. If it is there already it keeps its place and its reason,

    but for danger, which is a reason over all others.
    """
    await db.execute(
        update(appeal)
        .where(appeal.c.id == appeal_id)
        .values(
            review_reason=reason if reason == Review.EMERGENCY else func.coalesce(appeal.c.review_reason, reason),
            review_since=func.coalesce(appeal.c.review_since, now),
        )
    )


async def history(db: AsyncConnection, appeal_id: int) -> Sequence[Event]:
    """What happened to an appeal, in order."""
    rows = await db.execute(
        select(appeal_event).where(appeal_event.c.appeal_id == appeal_id).order_by(appeal_event.c.id)
    )
    return [
        Event(
            at=row.at,
            kind=row.kind,
            actor=row.actor,
            changes={column: (pair[0], pair[1]) for column, pair in row.changes.items()},
            note=row.note,
        )
        for row in rows
    ]


async def changed_since(db: AsyncConnection, event_id: int) -> tuple[list[Appeal], int]:
    """The appeals that something happened to after this line of history, and the newest line."""
    rows = await db.execute(
        select(appeal_event.c.appeal_id, func.max(appeal_event.c.id))
        .where(appeal_event.c.id > event_id)
        .group_by(appeal_event.c.appeal_id)
    )
    newest = {row[0]: row[1] for row in rows}
    return await many(db, list(newest)), max([event_id, *newest.values()])
