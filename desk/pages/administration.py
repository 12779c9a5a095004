"""What only administrators see: the accounts of staff, and who did what."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from desk import session
from desk.deps import DEPS
from desk.pages.forms import field, me, number_in_path, see_other
from desk.rendering import page
from intake_core.inspecting.faults import NotThere
from intake_core.staff import store as staff
from intake_core.staff.account import Refused
from intake_core.staff.accounts import add_account, change_account, reset_password
from intake_core.staff.audit import Action
from intake_core.staff.roles import Role

AUDIT_PAGE: Final = 100


async def get_staff(request: web.Request) -> web.StreamResponse:
    """All accounts."""
    return await _show_staff(request)


async def _show_staff(
    request: web.Request, *, status: int = 200, fault: str | None = None, login: str = "", password: str = ""
) -> web.Response:
    async with request.app[DEPS].road.engine.connect() as db:
        accounts = await staff.listed(db)
    return await page(
        request,
        "staff.html",
        status=status,
        accounts=accounts,
        roles=list(Role),
        fault=fault,
        new_login=login,
        new_password=password,
    )


async def post_add(request: web.Request) -> web.StreamResponse:
    """A new account; its password is on this answer and nowhere else."""
    deps = request.app[DEPS]
    login, name, role = [await field(request, wanted) for wanted in ("login", "name", "role")]
    try:
        password = await add_account(deps.road.engine, login, name, _role(role), me(request), deps.now())
    except Refused as refused:
        return await _show_staff(request, status=422, fault=refused.fault)
    return await _show_staff(request, login=login.strip().lower(), password=password)


async def post_reset(request: web.Request) -> web.StreamResponse:
    """A new first password for somebody, shown once."""
    deps = request.app[DEPS]
    done = await reset_password(deps.road.engine, number_in_path(request), me(request), deps.now())
    if done is None:
        raise NotThere
    account, password = done
    return await _show_staff(request, login=account.login, password=password)


async def post_change(request: web.Request) -> web.StreamResponse:
    """Another role, or the account shut or opened."""
    deps = request.app[DEPS]
    role, disabled = _role(await field(request, "role")), await field(request, "disabled") == "1"
    try:
        account = await change_account(
            deps.road.engine, number_in_path(request), role=role, disabled=disabled, by=me(request), now=deps.now()
        )
    except Refused as refused:
        return await _show_staff(request, status=422, fault=refused.fault)
    if account is None:
        raise NotThere
    await session.leave_note(request, "note-account-changed", login=account.login)
    return see_other("/desk/staff")


def _role(text: str) -> Role:
    if text not in list(Role):
        raise web.HTTPBadRequest
    return Role(text)


async def get_audit(request: web.Request) -> web.StreamResponse:
    """Who did what, the newest first."""
    actor, action = request.query.get("actor", "")[:60], request.query.get("action", "")
    number = request.query.get("page", "1")
    at = max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    action = action if action in list(Action) else ""
    async with request.app[DEPS].road.engine.connect() as db:
        entries = await staff.entries(
            db, actor=actor, action=action, offset=(at - 1) * AUDIT_PAGE, limit=AUDIT_PAGE + 1
        )
    return await page(
        request,
        "audit.html",
        entries=entries[:AUDIT_PAGE],
        actor=actor,
        action=action,
        actions=list(Action),
        at=at,
        more=len(entries) > AUDIT_PAGE,
    )
