"""Signing in and out, one's own password, the language."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from aiohttp import web

from desk import session
from desk.deps import DEPS
from desk.guards import PASSWORD, SIGN_IN, origin_address
from desk.pages.forms import field, me, own_page, see_other
from desk.rendering import LANGUAGE_COOKIE, page
from desk.texts import DeskLanguage
from intake_core.staff import store as staff
from intake_core.staff.account import Account, Refused
from intake_core.staff.accounts import change_password
from intake_core.staff.audit import Action
from intake_core.staff.sign_in import Denial, Denied, sign_in

STATUS: Final = {Denial.WRONG: 401, Denial.LOCKED: 429, Denial.TOO_MANY: 429}


async def get_sign_in(request: web.Request) -> web.StreamResponse:
    """The form; whoever is signed in goes on."""
    if await session.signed_in(request) is not None:
        return see_other("/desk")
    return await page(request, "sign_in.html", login="", denial=None, next=own_page(request.query.get("next", "")))


async def post_sign_in(request: web.Request) -> web.StreamResponse:
    """Let somebody in, or say why not."""
    deps = request.app[DEPS]
    login, password = await field(request, "login"), await field(request, "password")
    goes_on = own_page(await field(request, "next"))
    outcome = await sign_in(deps.road.engine, login, password, origin_address(request), deps.now())
    if isinstance(outcome, Denied):
        status = STATUS[outcome.why]
        return await page(request, "sign_in.html", status=status, login=login[:40], denial=outcome.why, next=goes_on)
    await session.begin(request, outcome)
    return see_other(PASSWORD if outcome.must_change_password else goes_on)


async def post_sign_out(request: web.Request) -> web.StreamResponse:
    """Forget the session."""
    deps = request.app[DEPS]
    async with deps.road.engine.begin() as db:
        await staff.record(db, me(request).login, Action.SIGN_OUT, deps.now())
    await session.end(request)
    return see_other(SIGN_IN)


async def get_password(request: web.Request) -> web.StreamResponse:
    """The form for a new password; after the first sign-in nothing else is shown."""
    return await page(request, "password.html", fault=None)


async def post_password(request: web.Request) -> web.StreamResponse:
    """Change one's own password; this session goes on, all others end."""
    deps = request.app[DEPS]
    old, new, again = [await field(request, name) for name in ("old", "new", "again")]
    if new != again:
        return await page(request, "password.html", status=422, fault="not_the_same")
    try:
        changed: Account = await change_password(deps.road.engine, me(request), old, new, deps.now())
    except Refused as refused:
        return await page(request, "password.html", status=422, fault=refused.fault)
    await session.begin(request, changed)
    await session.leave_note(request, "note-password-changed")
    return see_other("/desk")


async def post_language(request: web.Request) -> web.StreamResponse:
    """Switch the desk's language and go back."""
    response = see_other(own_page(await field(request, "next")))
    chosen = await field(request, "language")
    if chosen in list(DeskLanguage):
        year = int(timedelta(days=365).total_seconds())
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=year, path="/desk", samesite="Lax", secure=request.app[DEPS].secure
        )
    return response
