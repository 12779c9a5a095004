"""What can go wrong between the page and us, told to the citizen in words."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from bots.website import headers
from bots.website.site import SITE
from bots.website.texts import language_of

LANGUAGE_COOKIE = "lang"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):
    """A request that cannot be served. `text`: the key of the words; `language`: if the request named one."""

    def __init__(self, status: int, text: str, *, language: str = "", retry_after_seconds: float = 0) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.language = language
        self.retry_after_seconds = retry_after_seconds


def words_of(problem: Problem, request: web.Request) -> str:
    """The problem in the language of the page."""
    return request.app[SITE].texts[language_of(problem.language, page_language(request))][problem.text]


def page_language(request: web.Request) -> str:
    """The language that the page shows: chosen now, chosen before, or what the browser prefers."""
    return language_of(
        request.query.get("lang"), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language")
    )


def as_json(content: object, *, status: int = 200) -> web.Response:
    """An answer of the API."""
    return web.Response(
        status=status, body=msgspec.json.encode(content), content_type="application/json", headers=headers.API
    )


def problems_in_words(handler: Handler) -> Handler:
    """The handler of the API, whose problems become `{"error": words, "code": key}` with their status."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            response = as_json({"error": words_of(problem, request), "code": problem.text}, status=problem.status)
            if problem.retry_after_seconds:
                response.headers["Retry-After"] = str(int(problem.retry_after_seconds) + 1)
            return response

    return answer
