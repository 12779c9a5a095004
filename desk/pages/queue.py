"""The first page: what waits for a person."""

from __future__ import annotations

from aiohttp import web

from desk.deps import DEPS
from desk.rendering import page
from intake_core.queue import store as queue
from intake_core.queue.items import ItemKind


async def get_queue(request: web.Request) -> web.StreamResponse:
    """The queue, of one kind or whole."""
    asked = request.query.get("kind", "")
    kinds = [ItemKind(asked)] if asked in list(ItemKind) else []
    async with request.app[DEPS].road.engine.connect() as db:
        items = await queue.waiting(db, kinds)
    return await page(request, "queue.html", items=items, kind=kinds[0] if kinds else None, kinds=list(ItemKind))


async def get_pulse(request: web.Request) -> web.StreamResponse:
    """What the header shows of the queue, for pages that stay open."""
    return await page(request, "pulse.html")
