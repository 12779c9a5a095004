"""The digest: what is off now and what will be; "restored" in one press."""

from __future__ import annotations

from aiohttp import web

from desk import session
from desk.deps import DEPS
from desk.pages.forms import field, me, see_other
from desk.rendering import page
from intake_core.digest import store as digest
from intake_core.digest.notices import OVER
from intake_core.inspecting.restorations import restore


async def get_digest(request: web.Request) -> web.StreamResponse:
    """Notices in force, those to come, and those that ended and still stand."""
    deps = request.app[DEPS]
    now = deps.now()
    async with deps.road.engine.connect() as db:
        notices = await digest.listed(db, now)
        waiting = await digest.waiting_to_hear(db, [notice.id for notice in notices])
    over = [notice for notice in notices if notice.status in OVER or notice.restored_at is not None]
    return await page(
        request,
        "digest.html",
        in_force=[notice for notice in notices if notice.in_force(now)],
        coming=[notice for notice in notices if notice not in over and not notice.in_force(now)],
        over=over,
        waiting=waiting,
    )


async def post_restore(request: web.Request) -> web.StreamResponse:
    """The utility is back: whoever was answered from the notice is told."""
    told = await restore(request.app[DEPS].road, await field(request, "notice"), me(request).login)
    await session.leave_note(request, "note-restored", told=told)
    return see_other("/desk/digest")
