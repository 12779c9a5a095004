"""Signing in, with patience for slips and none for guessing. All counts are in the database: replicas share them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from intake_core.staff import passwords, store
from intake_core.staff.account import MAX_PASSWORD, Account, lock_after
from intake_core.staff.audit import Action

ORIGIN_TRIES: Final = 20
ORIGIN_WINDOW: Final = timedelta(minutes=10)
NOBODY: Final = "-"
"""The audit's actor where no account of that login exists: what was typed may be a password in the wrong field."""


class Denial(StrEnum):
    """Why somebody is not let in. WRONG covers an unknown login, a wrong password and a disabled account alike."""

    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """Not let in."""

    why: Denial


async def sign_in(engine: AsyncEngine, login: str, password: str, origin: str, now: datetime) -> Account | Denied:
    """The account whose login and password these are.

    `origin`: the address that asks; 20 tries from one in 10 minutes are the limit. An account is locked after 5
    wrong passwords, for half a minute and then twice as long each time. A locked account refuses even the right
    password, and an unknown login costs as much time as a wrong password.
    """
    async with engine.begin() as db:
        if await store.count_attempt(db, origin, now, now - ORIGIN_WINDOW) > ORIGIN_TRIES:
            await store.record(db, NOBODY, Action.SIGN_IN_FAILED, now, detail={"why": Denial.TOO_MANY})
            return Denied(why=Denial.TOO_MANY)
    async with engine.begin() as db:
        found = await store.locked_by_login(db, login.strip().lower())
        account, hash_ = found if found is not None else (None, None)
        checked = await passwords.check(password[: MAX_PASSWORD + 1], hash_)
        denial = _denial(account, checked, now)
        if account is None or denial is not None:
            why = denial or Denial.WRONG
            if account is not None and why is Denial.WRONG:
                await count_failure(db, account, now)
            actor = account.login if account else NOBODY
            await store.record(db, actor, Action.SIGN_IN_FAILED, now, detail={"why": why})
            return Denied(why=why)
        if checked.outdated:
            await store.change(db, account.id, password_hash=await passwords.hash_of(password))
        await store.change(db, account.id, failures=0, locked_until=None)
        await store.forget_attempts(db, origin)
        await store.record(db, account.login, Action.SIGN_IN, now)
        return account


async def count_failure(db: AsyncConnection, account: Account, now: datetime) -> None:
    """A wrong password for this account, whose row the caller has locked: it shuts the account when there are many."""
    lock = lock_after(account.failures + 1)
    await store.change(db, account.id, failures=account.failures + 1, locked_until=now + lock if lock else None)


def _denial(account: Account | None, checked: passwords.Checked, now: datetime) -> Denial | None:
    if account is not None and account.is_locked(now):
        return Denial.LOCKED
    if account is None or account.disabled_at is not None or not checked.right:
        return Denial.WRONG
    return None
