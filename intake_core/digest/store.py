"""All SQL of the digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals.place import Place
from intake_core.digest.notices import Notice, NoticePlace, NoticeStatus, Utility
from intake_core.schema import conversation, notice, notice_place, notice_told


async def publish(db: AsyncConnection, notices: Sequence[Notice], by: str) -> None:
    """Put notices in force; one whose id is known replaces its former version."""
    for item in notices:
        values = {
            "utility": item.utility,
            "status": item.status,
            "starts_at": item.starts_at,
            "ends_at": item.ends_at,
            "starts_on_date": item.starts_on_date,
            "ends_on_date": item.ends_on_date,
            "approx": item.approx,
            "reason": item.reason,
            "reason_kk": item.reason_kk,
            "detail": item.detail,
            "published_at": item.published_at,
            "published_by": by,
            "restored_at": item.published_at if item.status is NoticeStatus.RESTORED else None,
        }
        await db.execute(
            insert(notice).values(id=item.id, **values).on_conflict_do_update(index_elements=["id"], set_=values)
        )
        await db.execute(delete(notice_place).where(notice_place.c.notice_id == item.id))
        await db.execute(
            insert(notice_place),
            [
                {
                    "notice_id": item.id,
                    "street": place.street,
                    "houses": list(place.houses),
                    "microdistrict": place.microdistrict,
                    "between": list(place.between),
                    "object": place.object,
                    "note": place.note,
                }
                for place in item.places
            ],
        )


async def near(db: AsyncConnection, place: Place, utilities: Iterable[Utility]) -> list[Notice]:
    """Notices of these utilities that name the street or district of this place, the newest first.

    Old ones are left out: what ended over a week ago explains nothing.
    """
    names = [
        column == value
        for column, value in (
            (notice_place.c.street, place.street),
            (notice_place.c.microdistrict, place.microdistrict),
        )
        if value is not None
    ]
    wanted = list(utilities)
    if not names or not wanted:
        return []
    ids = (
        select(notice.c.id)
        .join(notice_place)
        .where(or_(*names), notice.c.utility.in_(wanted))
        .distinct()
        .order_by(notice.c.id)
        .limit(500)
    )
    return await _load(db, select(notice).where(notice.c.id.in_(ids)).order_by(notice.c.published_at.desc()))


async def get(db: AsyncConnection, ids: Sequence[str]) -> list[Notice]:
    """These notices, in the order asked for; unknown ones are left out."""
    found = {item.id: item for item in await _load(db, select(notice).where(notice.c.id.in_(list(ids))))}
    return [found[id_] for id_ in ids if id_ in found]


async def listed(db: AsyncConnection, at: datetime, limit: int = 500) -> list[Notice]:
    """The notices that are in force at a moment or begin later, by their start."""
    rows = await _load(
        db,
        select(notice)
        # Where only a date was given it stands for the whole day: `last_moment` below knows which those are.
        .where(or_(notice.c.ends_at.is_(None), notice.c.ends_at >= at - timedelta(days=1)))
        .order_by(notice.c.starts_at.nulls_first(), notice.c.id)
        .limit(limit),
    )
    return [item for item in rows if item.last_moment is None or item.last_moment >= at]


async def is_empty(db: AsyncConnection) -> bool:
    """Whether nothing was ever published."""
    return (await db.execute(select(notice.c.id).limit(1))).first() is None


async def mark_restored(db: AsyncConnection, notice_id: str, at: datetime, by: str) -> bool:
    """The utility is back; False if the notice is unknown or was restored before."""
    done = await db.execute(
        update(notice)
        .where(notice.c.id == notice_id, notice.c.restored_at.is_(None))
        .values(restored_at=at, restored_by=by)
    )
    return done.rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A conversation that was answered from a notice, and the place it asked about."""

    notice_id: str
    conversation_id: int
    place: Place


async def record_told(
    db: AsyncConnection, notice_ids: Sequence[str], conversation_id: int, turn_id: int, place: Place, at: datetime
) -> None:
    """Remember who was answered from these notices: when it is back they are told."""
    for notice_id in notice_ids:
        values = {
            "turn_id": turn_id,
            "street": place.street,
            "house": place.house,
            "microdistrict": place.microdistrict,
            "at": at,
        }
        await db.execute(
            insert(notice_told)
            .values(notice_id=notice_id, conversation_id=conversation_id, **values)
            .on_conflict_do_update(index_elements=["notice_id", "conversation_id"], set_=values)
        )


async def told_of(db: AsyncConnection, utility: Utility, since: datetime) -> list[Told]:
    """Everybody who was answered from a notice of this utility since a moment and not told its end yet."""
    rows = await db.execute(
        select(notice_told)
        .join(notice)
        .join(conversation, conversation.c.id == notice_told.c.conversation_id)
        .where(notice.c.utility == utility, notice_told.c.at >= since, conversation.c.unreachable.is_(None))
        .order_by(notice_told.c.at)
    )
    return [
        Told(
            notice_id=row.notice_id,
            conversation_id=row.conversation_id,
            place=Place(street=row.street, house=row.house, microdistrict=row.microdistrict),
        )
        for row in rows
    ]


async def told_to(db: AsyncConnection, conversation_id: int, since: datetime) -> list[tuple[Notice, Place]]:
    """What a conversation was answered from since a moment, and for which place; the newest first."""
    rows = (
        await db.execute(
            select(notice_told)
            .where(notice_told.c.conversation_id == conversation_id, notice_told.c.at >= since)
            .order_by(notice_told.c.at.desc())
        )
    ).all()
    notices = {one.id: one for one in await get(db, [row.notice_id for row in rows])} if rows else {}
    return [
        (notices[row.notice_id], Place(street=row.street, house=row.house, microdistrict=row.microdistrict))
        for row in rows
    ]


async def waiting_to_hear(db: AsyncConnection, notice_ids: Sequence[str]) -> dict[str, int]:
    """How many citizens who can be reached wait to hear that each of these notices is over."""
    rows = await db.execute(
        select(notice_told.c.notice_id, func.count())
        .join(conversation, conversation.c.id == notice_told.c.conversation_id)
        .where(notice_told.c.notice_id.in_(list(notice_ids)), conversation.c.unreachable.is_(None))
        .group_by(notice_told.c.notice_id)
    )
    return {row[0]: row[1] for row in rows}


async def forget_told(db: AsyncConnection, told: Sequence[Told]) -> None:
    """They have heard the end: once is enough."""
    for one in told:
        await db.execute(
            delete(notice_told).where(
                notice_told.c.notice_id == one.notice_id, notice_told.c.conversation_id == one.conversation_id
            )
        )


async def _load(db: AsyncConnection, query: Select[Any]) -> list[Notice]:
    rows = (await db.execute(query)).all()
    places: dict[str, list[NoticePlace]] = defaultdict(list)
    found = await db.execute(
        select(notice_place).where(notice_place.c.notice_id.in_([row.id for row in rows])).order_by(notice_place.c.id)
    )
    for row in found:
        places[row.notice_id].append(
            NoticePlace(
                street=row.street,
                houses=tuple(row.houses),
                microdistrict=row.microdistrict,
                between=tuple(row.between),
                object=row.object,
                note=row.note,
            )
        )
    return [_from_row(row, tuple(places[row.id])) for row in rows]


def _from_row(row: Row[Any], places: tuple[NoticePlace, ...]) -> Notice:
    return Notice(
        id=row.id,
        utility=Utility(row.utility),
        status=NoticeStatus(row.status),
        places=places,
        published_at=row.published_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        starts_on_date=row.starts_on_date,
        ends_on_date=row.ends_on_date,
        approx=row.approx,
        reason=row.reason,
        reason_kk=row.reason_kk,
        detail=row.detail,
        restored_at=row.restored_at,
    )
