"""`GET /chat/stream`: new replies, pushed as server-sent events."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

import msgspec
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bots.website import headers
from bots.website.lines import shown
from bots.website.site import SITE, Site
from bots.website.visitor import visitor_of
from intake_core.bell import chat_topic
from intake_core.messages import ChannelName

RETRY_MS: Final = 2000
MAX_ID: Final = 2**63 - 1
OPEN: Final[web.AppKey[set[asyncio.Task[object]]]] = web.AppKey("website_streams", set)


async def get_stream(request: web.Request) -> web.StreamResponse:
    """Push our lines after the one that the page has (`Last-Event-ID`, or `after` in the query at first)."""
    site = request.app[SITE]
    visitor = visitor_of(request)
    if visitor.is_new:
        # Nothing can stand in a chat that has no cookie yet; the page asks for its history, which brings one.
        raise web.HTTPForbidden(headers=headers.API)
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a handler runs in a task
    request.app[OPEN].add(task)
    try:
        async with sse_response(
            request, headers=headers.COMMON, ping_interval=site.settings.heartbeat_seconds
        ) as stream:
            with suppress(ConnectionError, TimeoutError):  # the page was closed
                await _push(site, visitor.chat_id, _after(request), stream)
    finally:
        request.app[OPEN].discard(task)
    return stream


async def _push(site: Site, chat_id: str, after: int, stream: EventSourceResponse) -> None:
    await stream.write(f"retry: {RETRY_MS}\n\n".encode())
    with site.bell.listening(chat_topic(ChannelName.WEBSITE, chat_id)) as rung:
        while stream.is_connected():
            rung.clear()  # before the look: a ring during it is then not lost
            after = await _push_new(site, chat_id, after, stream)
            # A ring can be lost between replicas, and a closed page shows only at a write: so look now and then.
            with suppress(TimeoutError):
                async with asyncio.timeout(site.settings.heartbeat_seconds):
                    await rung.wait()


async def _push_new(site: Site, chat_id: str, after: int, stream: EventSourceResponse) -> int:
    new = await site.transcript.replies_after(ChannelName.WEBSITE, chat_id, after)
    for line in new:
        await stream.send(msgspec.json.encode(shown(line, chat_id)).decode(), id=str(line.id))
        after = max(after, line.id)
    if new:
        await site.transcript.seen(ChannelName.WEBSITE, chat_id, after)
    return after


def _after(request: web.Request) -> int:
    told = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
    # A number that the database cannot hold would be a page of somebody's own making: it gets everything.
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 20 and int(told) <= MAX_ID else 0


async def close_streams(app: web.Application) -> None:
    """End all streams, so that a server that stops need not wait for pages that stay open."""
    open_now: set[asyncio.Task[object]] = app[OPEN]
    for task in tuple(open_now):
        task.cancel()
