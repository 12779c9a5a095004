"""The list of appeals."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from desk.deps import DEPS
from desk.rendering import page
from intake_core.appeals import store as appeals
from intake_core.appeals.states import AppealState
from intake_core.appeals.store import Wanted

PAGE_SIZE: Final = 50
MAX_PAGE: Final = 2000


async def get_appeals(request: web.Request) -> web.StreamResponse:
    """Appeals, narrowed by the filters in the address; a whole number leads straight to its appeal."""
    deps = request.app[DEPS]
    asked = {name: " ".join(request.query.get(name, "").split())[:200] for name in ("state", "sphere", "executor", "q")}
    overdue = request.query.get("overdue") == "1"
    number = request.query.get("page", "1")
    at = min(int(number), MAX_PAGE) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    wanted = Wanted(
        states=[AppealState(asked["state"])] if asked["state"] in list(AppealState) else (),
        sphere=asked["sphere"],
        executor_code=asked["executor"],
        text=asked["q"],
        overdue_at=deps.now() if overdue else None,
    )
    async with deps.road.engine.connect() as db:
        found = await appeals.search(db, wanted, offset=(max(at, 1) - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    kept = {name: value for name, value in asked.items() if value} | ({"overdue": "1"} if overdue else {})
    return await page(
        request,
        "appeals.html",
        appeals=found[:PAGE_SIZE],
        asked=asked,
        overdue=overdue,
        states=list(AppealState),
        spheres=deps.city.spheres,
        executors=deps.city.executors,
        at=max(at, 1),
        before=_link(kept, at - 1) if at > 1 else None,
        after=_link(kept, at + 1) if len(found) > PAGE_SIZE else None,
    )


def _link(kept: dict[str, str], at: int) -> str:
    return f"/desk/appeals?{urlencode({**kept, 'page': str(at)})}"
