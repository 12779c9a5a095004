"""What stands before every page: whence a request comes, who asks, and what becomes of an error."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk import headers, session
from desk.deps import DEPS, WORDS
from desk.rendering import page
from desk.texts import DeskLanguage
from intake_core.inspecting.faults import NotThere
from intake_core.staff.roles import Right

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SIGN_IN: Final = "/desk/sign-in"
PASSWORD: Final = "/desk/password"  # noqa: S105 (an address)

log = structlog.get_logger(__name__)


def is_background(request: web.Request) -> bool:
    """Whether htmx asks, for a part of a page that stays."""
    return request.headers.get("HX-Request") == "true"


def origin_address(request: web.Request) -> str:
    """The address that asks. Our proxy adds the last entry of X-Forwarded-For; those before are hearsay."""
    forwarded = request.headers.get("X-Forwarded-For", "") if request.app[DEPS].behind_proxy else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.remote or ""


def is_same_origin(request: web.Request) -> bool:
    """Whether a page of ours posts this.

    Browsers send `Sec-Fetch-Site` over https and on localhost, and `Origin` with every POST; no page can forge either.
    What carries neither comes from no browser that we know, and is refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    forwarded = request.headers.get("X-Forwarded-Host") if request.app[DEPS].behind_proxy else None
    return origin is not None and urlsplit(origin).netloc.lower() == (forwarded or request.host).lower()


@web.middleware
async def errors_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error is a page in words; what nobody expected is logged under a number that the page names."""
    try:
        response = await handler(request)
    except NotThere:
        response = await _error(request, 404, "error-not-there")
    except web.HTTPException as error:
        if error.status < 400:
            raise
        key = {403: "error-forbidden", 404: "error-not-there", 405: "error-not-there", 413: "error-too-large"}
        response = await _error(request, error.status, key.get(error.status, "error-request"))
    except Exception:  # the outermost catch of a request: a traceback is no page
        number = uuid.uuid4().hex[:8]
        log.exception("desk page failed", number=number, path=_address(request))
        response = await _error_of_ours(request, number)
    if not response.prepared:
        for name, value in headers.PAGE.items():
            response.headers.setdefault(name, value)
    return response


def _address(request: web.Request) -> str:
    """The address without its values: what a citizen is called may stand in a search."""
    resource = request.match_info.route.resource
    return f"{request.method} {resource.canonical if resource is not None else ''}"


async def _error_of_ours(request: web.Request, number: str) -> web.Response:
    """The page of an unexpected error; where even that fails (it asks the database who looks), the words alone."""
    try:
        return await _error(request, 500, "error-ours", number=number)
    except (SQLAlchemyError, OSError):
        words = request.app[WORDS][DeskLanguage.RU].say("error-ours", number=number)
        return web.Response(status=500, text=words)


async def _error(request: web.Request, status: int, key: str, **values: str) -> web.Response:
    return await page(request, "error.html", status=status, status_code=status, key=key, values=values)


@web.middleware
async def own_forms_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A POST must come from a page of ours (Origin) that this session was given (token)."""
    if request.method == "POST" and not (is_same_origin(request) and await session.has_csrf_token(request)):
        if await session.signed_in(request) is None:
            # Most often no attack: the session ended while the form stood open.
            await session.leave_note(request, "note-session-over")
            raise web.HTTPSeeOther(SIGN_IN)
        return await _error(request, 403, "error-form")
    return await handler(request)


def for_staff(handler: Handler, right: Right | None) -> Handler:
    """The handler for whoever is signed in and has this right; the others are sent to sign in, or refused."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        account = await session.signed_in(request)
        if account is None:
            return _to_sign_in(request)
        if account.must_change_password and request.path not in {PASSWORD, "/desk/sign-out"}:
            return _go(request, PASSWORD)
        request[session.ACCOUNT] = account
        if right is not None and not account.may(right):
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


def _to_sign_in(request: web.Request) -> web.Response:
    wanted = request.path_qs if request.method == "GET" and not is_background(request) else ""
    target = f"{SIGN_IN}?next={wanted}" if wanted not in {"", "/desk"} and "&" not in wanted else SIGN_IN
    return _go(request, target)


def _go(request: web.Request, target: str) -> web.Response:
    if is_background(request):
        return web.Response(status=401, headers={"HX-Redirect": target})
    return web.Response(status=303, headers={"Location": target})
