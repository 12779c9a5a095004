"""The rules for accounts and passwords."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake_core.staff.account import Fault, Refused, check_login, check_password, lock_after, new_password
from intake_core.staff.roles import RIGHTS, Right, Role, may


@pytest.mark.parametrize(
    ("failures", "lock"),
    [
        pytest.param(4, None, id="four slips are forgiven"),
        pytest.param(5, timedelta(seconds=30), id="the fifth locks"),
        pytest.param(6, timedelta(minutes=1), id="twice as long each time"),
        pytest.param(8, timedelta(minutes=4), id="and again"),
        pytest.param(40, timedelta(hours=1), id="an hour at most"),
    ],
)
def test_locks_grow(failures: int, lock: timedelta | None) -> None:
    """Guessing becomes slow; a person who found the note with the password waits at most an hour."""
    assert lock_after(failures) == lock


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        pytest.param("ninechars", Fault.SHORT_PASSWORD, id="too short"),
        pytest.param("x" * 201, Fault.LONG_PASSWORD, id="too long to hash"),
        pytest.param("Inspector-inna-1", Fault.LOGIN_IN_PASSWORD, id="holds the login"),
    ],
)
def test_bad_passwords(password: str, fault: Fault) -> None:
    """Length counts, and not being the login; no rules about signs and capitals."""
    with pytest.raises(Refused) as refused:
        check_password(password, "inna")
    assert refused.value.fault is fault


@pytest.mark.parametrize("login", ["a", "-inna", "инна", "inna smith", "x" * 41, ""])
def test_bad_logins(login: str) -> None:
    """A login can be typed on any keyboard."""
    with pytest.raises(Refused):
        check_login(login)


def test_logins_have_one_case() -> None:
    """Inna and inna are one person."""
    assert check_login(" Inna.K ") == "inna.k"


def test_generated_passwords_pass_their_own_rules() -> None:
    """And no two are alike."""
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, "admin")


def test_every_role_has_its_rights() -> None:
    """A new role must be given its rights, and only administrators manage."""
    assert RIGHTS.keys() == set(Role)
    for right in (Right.MANAGE_STAFF, Right.READ_AUDIT):
        assert [role for role in Role if may(role, right)] == [Role.ADMINISTRATOR]
