"""A member of staff, and the rules for what names and passwords an account may have. Pure."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from intake_core.staff.roles import Right, Role, may

MIN_PASSWORD: Final = 10
MAX_PASSWORD: Final = 200
"""Longer ones are refused before they are hashed: hashing takes the time that its input asks for."""

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""What is read aloud and typed without mistaking l for 1 or o for 0."""

FREE_FAILURES: Final = 5
"""So many wrong passwords in a row lock an account; every further one locks it for twice as long."""

FIRST_LOCK: Final = timedelta(seconds=30)
LONGEST_LOCK: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member of staff. `session_key` changes with the password: sessions that hold the old one are over."""

    id: int
    login: str
    name: str
    role: Role
    must_change_password: bool
    session_key: str
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None

    def may(self, right: Right) -> bool:
        """Whether this person may do this."""
        return may(self.role, right)

    def is_locked(self, now: datetime) -> bool:
        """Whether too many wrong passwords keep this account shut at this moment."""
        return self.locked_until is not None and now < self.locked_until


class Fault(StrEnum):
    """Why an account or a password is refused; the desk has words for each."""

    SHORT_PASSWORD = "short_password"  # noqa: S105 (a reason, no password)
    LONG_PASSWORD = "long_password"  # noqa: S105
    OLD_PASSWORD = "old_password"  # noqa: S105
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    LOCKED = "locked"
    LOGIN_IN_PASSWORD = "login_in_password"  # noqa: S105
    BAD_LOGIN = "bad_login"
    TAKEN_LOGIN = "taken_login"
    LAST_ADMINISTRATOR = "last_administrator"


class Refused(ValueError):
    """The change is not made. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def check_login(login: str) -> str:
    """The login as it is stored. Raises Refused for what is none: 2 to 40 of a-z, 0-9, dot, dash, underscore."""
    normal = login.strip().lower()
    if not _LOGIN.fullmatch(normal):
        raise Refused(Fault.BAD_LOGIN)
    return normal


def check_password(password: str, login: str) -> None:
    """Raises Refused unless this may be somebody's password. Length is what counts (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < MIN_PASSWORD:
        raise Refused(Fault.SHORT_PASSWORD)
    if len(password) > MAX_PASSWORD:
        raise Refused(Fault.LONG_PASSWORD)
    if login in password.lower():
        raise Refused(Fault.LOGIN_IN_PASSWORD)


def lock_after(failures: int) -> timedelta | None:
    """How long the `failures`-th wrong password in a row shuts the account; None: it stays open."""
    if failures < FREE_FAILURES:
        return None
    return min(LONGEST_LOCK, FIRST_LOCK * (1 << min(failures - FREE_FAILURES, 20)))


def new_password() -> str:
    """A password for somebody to change at once: four groups of four, some 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def new_session_key() -> str:
    """A key that no older session holds."""
    return secrets.token_urlsafe(18)
