"""Passwords as argon2id hashes. Hashing takes some 50 ms of a core, so it runs in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER: Final = PasswordHasher()
"""The library's defaults follow RFC 9106 and move with its releases: `Checked.outdated` tells of such a move."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Whether a password was right, and whether its hash was made with parameters that are no longer ours."""

    right: bool
    outdated: bool = False


async def hash_of(password: str) -> str:
    """A salted hash of this password."""
    return await asyncio.to_thread(HASHER.hash, password)


async def check(password: str, hash_: str | None) -> Checked:
    """Compare a password with a hash.

    None is the hash of a login that does not exist: as much time is spent on it, so that the answer's time does not
    tell which logins there are.
    """
    return await asyncio.to_thread(_check, password, hash_)


def _check(password: str, hash_: str | None) -> Checked:
    try:
        HASHER.verify(hash_ or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return Checked(right=False)
    if hash_ is None:
        return Checked(right=False)
    return Checked(right=True, outdated=HASHER.check_needs_rehash(hash_))


_NOBODY: list[str] = []


def _nobodys_hash() -> str:
    """A hash with today's parameters, made at first need: at import it would delay every start of the command line."""
    if not _NOBODY:
        _NOBODY.append(HASHER.hash("nobody's password"))
    return _NOBODY[0]
