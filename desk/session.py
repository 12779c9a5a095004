"""Who sits at the desk: an encrypted cookie that names an account and ends with its password, its role or the shift."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp_session
from aiohttp import web
from aiohttp_session.cookie_storage import EncryptedCookieStorage

from desk.deps import DEPS, DeskDeps
from intake_core.staff import store as staff
from intake_core.staff.account import Account

LASTS: Final = timedelta(hours=12)
COOKIE: Final = "desk"
CSRF_FIELD: Final = "csrf"
ACCOUNT: Final = web.RequestKey("account", Account)


def storage(deps: DeskDeps) -> EncryptedCookieStorage:
    """The cookie that holds sessions."""
    return EncryptedCookieStorage(
        deps.session_key,
        cookie_name=COOKIE,
        max_age=int(LASTS.total_seconds()),
        path="/desk",
        secure=deps.secure,
        httponly=True,
        samesite="Lax",
    )


async def begin(request: web.Request, account: Account) -> None:
    """A session of its own for somebody who just signed in: what the cookie held before is gone."""
    session = await aiohttp_session.new_session(request)
    session["account"] = account.id
    session["key"] = account.session_key
    session["since"] = request.app[DEPS].now().timestamp()
    session[CSRF_FIELD] = secrets.token_urlsafe(24)


async def end(request: web.Request) -> None:
    """Forget who sits here."""
    (await aiohttp_session.get_session(request)).invalidate()


async def signed_in(request: web.Request) -> Account | None:
    """Whose session this is, or None if it is nobody's any more.

    The account is read each time: a new password, another role or a shut account end every session at once.
    """
    session = await aiohttp_session.get_session(request)
    deps = request.app[DEPS]
    account_id, key, since = session.get("account"), session.get("key"), session.get("since")
    if not isinstance(account_id, int) or not isinstance(key, str) or not isinstance(since, int | float):
        return None
    if deps.now() - datetime.fromtimestamp(since, UTC) > LASTS:
        return None
    async with deps.road.engine.connect() as db:
        account = await staff.get(db, account_id)
    if account is None or account.disabled_at is not None:
        return None
    return account if hmac.compare_digest(account.session_key, key) else None


async def csrf_token(request: web.Request) -> str:
    """The token that every form of this session carries; one is made for whoever has none yet."""
    session = await aiohttp_session.get_session(request)
    if CSRF_FIELD not in session:
        session[CSRF_FIELD] = secrets.token_urlsafe(24)
    return str(session[CSRF_FIELD])


async def has_csrf_token(request: web.Request) -> bool:
    """Whether the posted form carries this session's token."""
    session = await aiohttp_session.get_session(request)
    token = session.get(CSRF_FIELD)
    posted = (await request.post()).get(CSRF_FIELD)
    return isinstance(token, str) and isinstance(posted, str) and hmac.compare_digest(token.encode(), posted.encode())


async def leave_note(request: web.Request, key: str, **values: str | int) -> None:
    """Something to say on the next page: the key of a text, and what it needs."""
    (await aiohttp_session.get_session(request))["note"] = [key, values]


async def take_note(request: web.Request) -> tuple[str, dict[str, str | int]] | None:
    """What the former request left to say; said once."""
    session = await aiohttp_session.get_session(request)
    if "note" not in session:
        return None
    key, values = session.pop("note")
    return str(key), dict(values)
