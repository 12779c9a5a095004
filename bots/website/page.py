"""The page at `/`, and the plain form that serves it without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import aiohttp_jinja2
import jinja2
import msgspec
from aiohttp import web

from bots.adapter import Unreadable
from bots.website import headers, texts
from bots.website.guards import sender_of_message
from bots.website.messages import body_of, history, store
from bots.website.peer import is_https
from bots.website.posted import MAX_BODY_BYTES, Posted
from bots.website.problems import LANGUAGE_COOKIE, Problem, page_language, words_of
from bots.website.site import SITE, Site
from bots.website.visitor import LASTS, Visitor, visitor_of
from intake_core.conversations.transcript import Line

TEMPLATES: Final = web.AppKey("website_templates", jinja2.Environment)
FOLDER: Final = Path(__file__).parent / "templates"
PAGE: Final = "chat.html"
STARTERS: Final = ("starter_water", "starter_light", "starter_waste", "starter_road", "starter_status")


def prepare_templates(app: web.Application) -> None:
    """Give the application our templates, under a key of their own: the desk has others."""
    environment = aiohttp_jinja2.setup(
        app, app_key=TEMPLATES, loader=jinja2.FileSystemLoader(FOLDER), trim_blocks=True, auto_reload=False
    )
    environment.get_template(PAGE)  # read now, so that no request waits for the disk


async def get_page(request: web.Request) -> web.StreamResponse:
    """The chat. A visitor without a cookie gets one here."""
    visitor = visitor_of(request)
    response = await _page(request, visitor)
    chosen = request.query.get("lang", "")
    if chosen in texts.LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=int(LASTS.total_seconds()), path="/", samesite="Lax")
    return response


async def post_form(request: web.Request) -> web.StreamResponse:
    """A message of the plain form; back to the page, where a reload then sends nothing again."""
    site = request.app[SITE]
    draft = ""
    try:
        visitor = sender_of_message(request)
        # Percent-encoding makes three bytes of each: Cyrillic text takes six a letter.
        fields = parse_qs((await body_of(request, 2 * MAX_BODY_BYTES)).decode("utf-8", "replace"))
        posted = _posted(fields)
        draft = posted.text
        await store(site, visitor.chat_id, posted, page_language(request))
    except Problem as problem:
        return await _page(request, visitor_of(request), problem=problem, draft=draft)
    response = web.HTTPSeeOther("/#end", headers=headers.COMMON)
    visitor.remember(response, https=is_https(request, behind_proxy=site.settings.behind_proxy))
    raise response


def _posted(fields: dict[str, list[str]]) -> Posted:
    given = {name: values[-1] for name, values in fields.items()}
    known = {name: given[name] for name in ("id", "text", "button", "reply_to", "language") if given.get(name)}
    try:
        return msgspec.convert(known, Posted)
    except (msgspec.ValidationError, Unreadable) as error:
        raise Problem(400, "error_unreadable") from error


async def _page(
    request: web.Request, visitor: Visitor, *, problem: Problem | None = None, draft: str = ""
) -> web.Response:
    site = request.app[SITE]
    lines = await history(site, visitor.chat_id) if not visitor.is_new else []
    context = _context(site, page_language(request), lines)
    context |= {"error": words_of(problem, request) if problem else "", "draft": draft}
    response = aiohttp_jinja2.render_template(PAGE, request, context, app_key=TEMPLATES)
    response.set_status(problem.status if problem else 200)
    response.headers.update(headers.PAGE)
    visitor.remember(response, https=is_https(request, behind_proxy=site.settings.behind_proxy))
    return response


def _context(site: Site, language: str, lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "t": site.texts[language],
        "language": language,
        "city": site.city,
        "static": f"/chat/static/{site.assets.digest}",
        "starters": STARTERS,
        "upload_limit_bytes": site.settings.upload_limit_bytes,
        "lines": lines,
        "zone": ZoneInfo(site.city.time_zone),
        "new_id": secrets.token_urlsafe(16),  # the form sent twice is one message
    }
