"""All SQL of staff: accounts, tries to sign in, the audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.schema import audit, sign_in_attempt, staff
from intake_core.staff.account import Account
from intake_core.staff.audit import Action, Entry
from intake_core.staff.roles import Role

_FIRST_LOCK_KEY = 0x109_57AFF
"""The advisory lock under which the first account is made: two replicas may start at once."""


def _from_row(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        must_change_password=row.must_change_password,
        session_key=row.session_key,
        failures=row.failures,
        locked_until=row.locked_until,
        disabled_at=row.disabled_at,
    )


# -- accounts -----------------------------------------------------------------------------------------------------


async def add(db: AsyncConnection, values: Mapping[str, Any]) -> int | None:
    """A new account; its row, or None if the login is taken."""
    id_: int | None = await db.scalar(
        insert(staff).values(**values).on_conflict_do_nothing(index_elements=["login"]).returning(staff.c.id)
    )
    return id_


async def get(db: AsyncConnection, account_id: int) -> Account | None:
    """The account, or None."""
    row = (await db.execute(select(staff).where(staff.c.id == account_id))).one_or_none()
    return _from_row(row) if row is not None else None


async def locked_by_login(db: AsyncConnection, login: str) -> tuple[Account, str] | None:
    """The account with this login and its password's hash, locked: tries at one account go one after the other."""
    row = (await db.execute(select(staff).where(staff.c.login == login).with_for_update())).one_or_none()
    return (_from_row(row), row.password_hash) if row is not None else None


async def listed(db: AsyncConnection) -> Sequence[Account]:
    """All accounts, those in use first, by login."""
    rows = await db.execute(select(staff).order_by(staff.c.disabled_at.is_not(None), staff.c.login))
    return [_from_row(row) for row in rows]


async def change(db: AsyncConnection, account_id: int, **values: object) -> None:
    """Write new values of an account."""
    await db.execute(update(staff).where(staff.c.id == account_id).values(**values))


async def database_time(db: AsyncConnection) -> datetime:
    """The database's clock, for what happens before the service has its own."""
    return (await db.execute(select(func.now()))).scalar_one()


async def lock_if_empty(db: AsyncConnection) -> bool:
    """Whether nobody has an account; if so, no other transaction finds the same until this one ends."""
    await db.execute(select(func.pg_advisory_xact_lock(_FIRST_LOCK_KEY)))
    return (await db.execute(select(staff.c.id).limit(1))).first() is None


async def lock_administrators(db: AsyncConnection) -> Sequence[int]:
    """The accounts of administrators in use, locked: two of them cannot disable each other at once."""
    rows = await db.execute(
        select(staff.c.id)
        .where(staff.c.role == Role.ADMINISTRATOR, staff.c.disabled_at.is_(None))
        .order_by(staff.c.id)
        .with_for_update()
    )
    return rows.scalars().all()


# -- tries to sign in -----------------------------------------------------------------------------------------------


async def count_attempt(db: AsyncConnection, origin: str, now: datetime, since: datetime) -> int:
    """Note a try from this origin and forget those before `since`; how many there were since, with this one."""
    await db.execute(delete(sign_in_attempt).where(sign_in_attempt.c.at < since))
    await db.execute(insert(sign_in_attempt).values(origin=origin, at=now))
    made = await db.scalar(select(func.count()).where(sign_in_attempt.c.origin == origin))
    return int(made or 0)


async def forget_attempts(db: AsyncConnection, origin: str) -> None:
    """A right password came from this origin: its slips count no more."""
    await db.execute(delete(sign_in_attempt).where(sign_in_attempt.c.origin == origin))


# -- the audit ------------------------------------------------------------------------------------------------------


async def record(
    db: AsyncConnection,
    actor: str,
    action: Action,
    now: datetime,
    *,
    subject: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write a deed down, in the transaction that does it."""
    await db.execute(
        insert(audit).values(at=now, actor=actor, action=action, subject=subject, detail=dict(detail or {}))
    )


async def entries(
    db: AsyncConnection, *, actor: str = "", action: str = "", offset: int = 0, limit: int = 100
) -> Sequence[Entry]:
    """Deeds, the newest first; of one person, of one kind."""
    query = select(audit).order_by(audit.c.id.desc()).offset(offset).limit(limit)
    if actor:
        query = query.where(audit.c.actor == actor)
    if action:
        query = query.where(audit.c.action == action)
    return [
        Entry(at=row.at, actor=row.actor, action=row.action, subject=row.subject, detail=row.detail)
        for row in await db.execute(query)
    ]
