"""Making and changing accounts: what a person does with their own, and an administrator with everybody's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from intake_core.staff import passwords, store
from intake_core.staff.account import (
    MAX_PASSWORD,
    Account,
    Fault,
    Refused,
    check_login,
    check_password,
    new_password,
    new_session_key,
)
from intake_core.staff.audit import Action
from intake_core.staff.roles import Role
from intake_core.staff.sign_in import count_failure

FIRST_LOGIN = "admin"
SERVICE = "service"
"""The audit's actor for what nobody pressed."""


async def bootstrap_administrator(db: AsyncConnection) -> tuple[str, str] | None:
    """Make the first account, if there is none: its login and a password that must be changed. Shown once."""
    if not await store.lock_if_empty(db):
        return None
    password = new_password()
    await _insert(db, FIRST_LOGIN, "", Role.ADMINISTRATOR, password)
    await store.record(db, SERVICE, Action.ACCOUNT_ADDED, await store.database_time(db), subject=FIRST_LOGIN)
    return FIRST_LOGIN, password


async def add_account(engine: AsyncEngine, login: str, name: str, role: Role, by: Account, now: datetime) -> str:
    """A new account; its first password, which must be changed. Raises Refused for a bad or a taken login."""
    login = check_login(login)
    password = new_password()
    async with engine.begin() as db:
        await _insert(db, login, " ".join(name.split())[:80], role, password)
        await store.record(db, by.login, Action.ACCOUNT_ADDED, now, subject=login, detail={"role": role})
    return password


async def _insert(db: AsyncConnection, login: str, name: str, role: Role, password: str) -> None:
    values = {
        "login": login,
        "name": name,
        "role": role,
        "password_hash": await passwords.hash_of(password),
        "must_change_password": True,
        "session_key": new_session_key(),
    }
    if await store.add(db, values) is None:
        raise Refused(Fault.TAKEN_LOGIN)


async def change_password(engine: AsyncEngine, account: Account, old: str, new: str, now: datetime) -> Account:
    """Change one's own password; every other session ends. The account as it is then. Raises Refused.

    A wrong old password counts as a failed sign-in would: a stolen session is no place to guess it.
    """
    check_password(new, account.login)
    if new == old:
        raise Refused(Fault.OLD_PASSWORD)
    async with engine.begin() as db:
        fault = await _fault_of_old(db, account, old, now)
        if fault is None:
            await store.change(
                db,
                account.id,
                password_hash=await passwords.hash_of(new),
                must_change_password=False,
                session_key=new_session_key(),
                failures=0,
            )
            await store.record(db, account.login, Action.PASSWORD_CHANGED, now)
        changed = await store.get(db, account.id)
    if fault is not None or changed is None:  # raised after the commit: the failure stays counted
        raise Refused(fault or Fault.WRONG_PASSWORD)
    return changed


async def _fault_of_old(db: AsyncConnection, account: Account, old: str, now: datetime) -> Fault | None:
    found = await store.locked_by_login(db, account.login)
    if found is None:
        return Fault.WRONG_PASSWORD
    current, hash_ = found
    if current.is_locked(now):
        return Fault.LOCKED
    if (await passwords.check(old[: MAX_PASSWORD + 1], hash_)).right:
        return None
    await count_failure(db, current, now)
    await store.record(db, current.login, Action.SIGN_IN_FAILED, now, detail={"why": "password_change"})
    return Fault.WRONG_PASSWORD


async def reset_password(
    engine: AsyncEngine, account_id: int, by: Account, now: datetime
) -> tuple[Account, str] | None:
    """Give somebody a new first password and end their sessions; None if there is no such account."""
    password = new_password()
    async with engine.begin() as db:
        account = await store.get(db, account_id)
        if account is None:
            return None
        await store.change(
            db,
            account_id,
            password_hash=await passwords.hash_of(password),
            must_change_password=True,
            session_key=new_session_key(),
            failures=0,
            locked_until=None,
        )
        await store.record(db, by.login, Action.PASSWORD_RESET, now, subject=account.login)
    return account, password


async def change_account(
    engine: AsyncEngine, account_id: int, *, role: Role, disabled: bool, by: Account, now: datetime
) -> Account | None:
    """Give somebody another role, or shut or reopen the account; None if there is none.

    Sessions end with the role they began with. Raises Refused where no administrator would be left.
    """
    async with engine.begin() as db:
        administrators = await store.lock_administrators(db)
        account = await store.get(db, account_id)
        if account is None:
            return None
        stays = role is Role.ADMINISTRATOR and not disabled
        if not stays and list(administrators) == [account_id]:
            raise Refused(Fault.LAST_ADMINISTRATOR)
        disabled_at = (account.disabled_at or now) if disabled else None
        if role is not account.role or disabled_at != account.disabled_at:
            await store.change(db, account_id, role=role, disabled_at=disabled_at, session_key=new_session_key())
            detail = {"role": [account.role, role], "disabled": [account.disabled_at is not None, disabled]}
            await store.record(db, by.login, Action.ACCOUNT_CHANGED, now, subject=account.login, detail=detail)
        return await store.get(db, account_id)
