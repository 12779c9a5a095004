"""Signing in, on a real database."""

from __future__ import annotations

import argon2
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from intake_core.schema import audit, staff
from intake_core.staff import passwords, store
from intake_core.staff.account import Account, Fault, Refused
from intake_core.staff.accounts import (
    add_account,
    bootstrap_administrator,
    change_account,
    change_password,
    reset_password,
)
from intake_core.staff.roles import Role
from intake_core.staff.sign_in import ORIGIN_TRIES, Denial, Denied, sign_in
from tests.conftest import Clock

NEW = "a long new phrase"


@pytest.fixture
async def first(engine: AsyncEngine) -> tuple[str, str]:
    """The first administrator's login and password."""
    async with engine.begin() as db:
        made = await bootstrap_administrator(db)
    assert made is not None
    return made


async def enter(engine: AsyncEngine, login: str, password: str, clock: Clock, origin: str = "10.0.0.1") -> Account:
    """Sign in, for tests where it must work."""
    outcome = await sign_in(engine, login, password, origin, clock())
    assert isinstance(outcome, Account)
    return outcome


async def test_the_first_administrator_is_made_once(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """The password is shown at the first start and never again, and must be changed."""
    async with engine.begin() as db:
        assert await bootstrap_administrator(db) is None
    account = await enter(engine, *first, clock)
    assert account.role is Role.ADMINISTRATOR
    assert account.must_change_password


async def test_five_wrong_passwords_lock(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """Even the right one waits then; after the lock it works, and the count begins anew."""
    for _ in range(5):
        assert await sign_in(engine, first[0], "wrong", "10.0.0.1", clock()) == Denied(why=Denial.WRONG)
    assert await sign_in(engine, *first, "10.0.0.2", clock()) == Denied(why=Denial.LOCKED)
    clock.forward(seconds=31)
    account = await enter(engine, *first, clock)
    async with engine.connect() as db:
        after = await store.get(db, account.id)
    assert after is not None
    assert after.failures == 0


async def test_one_address_may_not_try_for_ever(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """Whatever logins it tries; others are not held up, and after ten minutes it may try again."""
    for number in range(ORIGIN_TRIES):
        await sign_in(engine, f"somebody{number}", "wrong", "10.0.0.1", clock())
    assert await sign_in(engine, *first, "10.0.0.1", clock()) == Denied(why=Denial.TOO_MANY)
    await enter(engine, *first, clock, "10.0.0.2")
    clock.forward(minutes=11)
    await enter(engine, *first, clock, "10.0.0.1")


async def test_unknown_logins_cost_a_hash_too(
    engine: AsyncEngine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the answer does not tell which logins there are."""
    verified: list[str] = []

    class Counting(argon2.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002
            verified.append(str(password))
            return super().verify(hash, password)  # type: ignore[return-value]

    monkeypatch.setattr(passwords, "HASHER", Counting())
    assert await sign_in(engine, "nobody", "secret", "10.0.0.1", clock()) == Denied(why=Denial.WRONG)
    assert verified == ["secret"]


async def test_typed_logins_are_not_written_down(engine: AsyncEngine, clock: Clock) -> None:
    """Somebody types the password into the wrong field: it must not stand in the audit."""
    await sign_in(engine, "my-secret-password", "x", "10.0.0.1", clock())
    async with engine.connect() as db:
        rows = (await db.execute(select(audit))).all()
    assert len(rows) == 1
    assert "my-secret" not in str(rows)


async def test_old_hashes_are_renewed(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """Parameters move on; a right password is the moment to move with them."""
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    async with engine.begin() as db:
        await db.execute(update(staff).values(password_hash=weak.hash(first[1])))
    await enter(engine, *first, clock)
    async with engine.connect() as db:
        renewed = await db.scalar(select(staff.c.password_hash))
    assert not passwords.HASHER.check_needs_rehash(str(renewed))


async def test_a_new_password_ends_older_sessions(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """Sessions hold the key that the password had."""
    before = await enter(engine, *first, clock)
    after = await change_password(engine, before, first[1], NEW, clock())
    assert after.session_key != before.session_key
    assert not after.must_change_password
    await enter(engine, first[0], NEW, clock)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("wrong", NEW, Fault.WRONG_PASSWORD, id="the old one is asked for"),
        pytest.param(None, None, Fault.OLD_PASSWORD, id="the same again is no change"),
        pytest.param(None, "short", Fault.SHORT_PASSWORD, id="too short"),
    ],
)
async def test_refused_changes(
    engine: AsyncEngine, first: tuple[str, str], clock: Clock, old: str | None, new: str | None, fault: Fault
) -> None:
    """And the old password still works."""
    account = await enter(engine, *first, clock)
    with pytest.raises(Refused) as refused:
        await change_password(engine, account, old or first[1], new or first[1], clock())
    assert refused.value.fault is fault
    await enter(engine, *first, clock)


async def test_guessing_the_old_password_locks(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """A stolen session is no place to guess."""
    account = await enter(engine, *first, clock)
    for _ in range(5):
        with pytest.raises(Refused):
            await change_password(engine, account, "wrong", NEW, clock())
    with pytest.raises(Refused) as refused:
        await change_password(engine, account, first[1], NEW, clock())
    assert refused.value.fault is Fault.LOCKED


async def test_accounts_come_and_go(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """A new colleague signs in, gets a reset, and is shut out at last."""
    admin = await enter(engine, *first, clock)
    password = await add_account(engine, "Oleg", "Олег", Role.OPERATOR, admin, clock())
    oleg = await enter(engine, "oleg", password, clock)
    with pytest.raises(Refused):
        await add_account(engine, "oleg", "", Role.OPERATOR, admin, clock())
    reset = await reset_password(engine, oleg.id, admin, clock())
    assert reset is not None
    assert isinstance(await sign_in(engine, "oleg", password, "10.0.0.1", clock()), Denied)
    await enter(engine, "oleg", reset[1], clock)
    shut = await change_account(engine, oleg.id, role=oleg.role, disabled=True, by=admin, now=clock())
    assert shut is not None
    assert shut.session_key != oleg.session_key
    assert await sign_in(engine, "oleg", reset[1], "10.0.0.1", clock()) == Denied(why=Denial.WRONG)


async def test_one_administrator_stays(engine: AsyncEngine, first: tuple[str, str], clock: Clock) -> None:
    """Nobody locks the centre out of its own desk."""
    admin = await enter(engine, *first, clock)
    for role, disabled in ((Role.OPERATOR, False), (Role.ADMINISTRATOR, True)):
        with pytest.raises(Refused) as refused:
            await change_account(engine, admin.id, role=role, disabled=disabled, by=admin, now=clock())
        assert refused.value.fault is Fault.LAST_ADMINISTRATOR
