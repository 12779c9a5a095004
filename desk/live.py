"""`GET /desk/live`: tells open pages that something changed; htmx then asks for the parts that may have."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from desk import headers, session
from desk.deps import DEPS
from intake_core.bell import DESK

RETRY_MS: Final = 2000
REST_SECONDS: Final = 0.5
"""A busy minute rings hundreds of times; a page looks at most twice a second."""

OPEN: Final[web.AppKey[set[asyncio.Task[object]]]] = web.AppKey("desk_streams", set)


async def get_live(request: web.Request) -> web.StreamResponse:
    """Push `changed` at each ring of the desk's bell, until the page is closed or the session over."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a handler runs in a task
    request.app[OPEN].add(task)
    deps = request.app[DEPS]
    try:
        async with sse_response(request, headers=headers.COMMON, ping_interval=deps.heartbeat_seconds) as stream:
            with suppress(ConnectionError, TimeoutError):  # the page was closed
                await _push(request, stream)
    finally:
        request.app[OPEN].discard(task)
    return stream


async def _push(request: web.Request, stream: EventSourceResponse) -> None:
    deps = request.app[DEPS]
    await stream.write(f"retry: {RETRY_MS}\n\n".encode())
    with deps.road.bell.listening(DESK) as rung:
        rung.set()  # what rang between the page's rendering and now is not in it
        while stream.is_connected():
            # A ring can be lost between replicas, and waiting times grow: so the page looks at every heartbeat too.
            with suppress(TimeoutError):
                async with asyncio.timeout(deps.heartbeat_seconds):
                    await rung.wait()
            if await session.signed_in(request) is None:
                await stream.send("over", event="over")
                return
            rung.clear()  # before the page looks: a ring meanwhile is then not lost
            await stream.send("changed", event="changed")
            await asyncio.sleep(REST_SECONDS)


async def close_streams(app: web.Application) -> None:
    """End all streams, so that a server that stops need not wait for pages that stay open."""
    open_now: set[asyncio.Task[object]] = app[OPEN]
    for task in tuple(open_now):
        task.cancel()
