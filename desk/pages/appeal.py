"""One appeal: its evidence, its correction, its way from state to state."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from desk import session
from desk.deps import DEPS
from desk.pages.forms import field, me, number_in_path, optional, see_other
from desk.pages.services import candidates_of
from desk.rendering import page
from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.numbers import is_valid
from intake_core.appeals.place import Place
from intake_core.appeals.states import AppealState
from intake_core.conversations import store as conversations
from intake_core.evidence import store as evidence
from intake_core.inbox import store as inbox
from intake_core.inspecting.alarms import dismiss_appeal
from intake_core.inspecting.corrections import Correction, correct, routed_to
from intake_core.inspecting.faults import Fault, NotThere, Refused
from intake_core.inspecting.moves import moves_of, set_state


async def get_appeal(request: web.Request) -> web.StreamResponse:
    """The page of one appeal, by its row or its number."""
    named = request.match_info["id"]
    if is_valid(named):
        async with request.app[DEPS].road.engine.connect() as db:
            found = await appeals.by_number(db, named)
        if found is None:
            raise NotThere
        return await _show(request, found.id)
    return await _show(request, number_in_path(request))


async def _show(
    request: web.Request,
    appeal_id: int,
    *,
    status: int = 200,
    fault: Fault | None = None,
    typed: Correction | None = None,
    words: str = "",
) -> web.Response:
    deps = request.app[DEPS]
    async with deps.road.engine.connect() as db:
        appeal = await appeals.get(db, appeal_id)
        if appeal is None:
            raise NotThere
        citizen = await conversations.citizen_of(db, appeal.conversation_id)
        talk = await conversations.load(db, appeal.conversation_id)
        turns = await inbox.turns_of(db, appeal.conversation_id, limit=300)
        files = await evidence.of_appeal(db, appeal_id)
        history = await appeals.history(db, appeal_id)
    chosen = typed or Correction(service_code=appeal.service_code, place=appeal.place, executor_code=None)
    routed = routed_to(deps.city, appeal)
    executor = typed.executor_code if typed else appeal.executor_code
    places = deps.city.gazetteer.places
    context: dict[str, Any] = {
        "appeal": appeal,
        "citizen": citizen,
        "talk": talk,
        "files": files,
        "history": history,
        "moves": moves_of(appeal),
        "chosen": chosen,
        "executor_now": executor if executor != routed else None,
        "routed": routed,
        "executors": deps.city.executors,
        "candidates": candidates_of(deps.city, appeal, turns, chosen.service_code),
        "streets": [place.name_ru for place in places if place.is_street],
        "districts": [place.name_ru for place in places if place.is_area],
        "fault": fault,
        "words": words,
    }
    return await page(request, "appeal.html", status=status, **context)


async def post_correct(request: web.Request) -> web.StreamResponse:
    """Correct an appeal as the form says."""
    appeal_id, road = number_in_path(request), request.app[DEPS].road
    async with road.engine.connect() as db:
        before = await appeals.get(db, appeal_id)
    if before is None:
        raise NotThere
    correction = await _correction(request, before)
    try:
        await correct(road, appeal_id, correction, me(request).login)
    except Refused as refused:
        return await _show(request, appeal_id, status=422, fault=refused.fault, typed=correction)
    await session.leave_note(request, "note-corrected")
    return see_other(f"/desk/appeals/{appeal_id}")


async def _correction(request: web.Request, before: Appeal) -> Correction:
    fields = {name: await optional(request, name) for name in ("street", "house", "entrance", "flat", "microdistrict")}
    place = Place(**fields, landmark=await optional(request, "landmark"), point=before.place.point)
    return Correction(
        # The second field is there for pages without JavaScript, which cannot search in place.
        service_code=await optional(request, "service_code") or await optional(request, "service"),
        place=place,
        executor_code=await optional(request, "executor"),
    )


async def post_state(request: web.Request) -> web.StreamResponse:
    """Move an appeal, with words to the citizen if there are any."""
    appeal_id, text = number_in_path(request), await field(request, "text")
    asked = await field(request, "state")
    if asked not in list(AppealState):
        raise web.HTTPBadRequest
    try:
        await set_state(request.app[DEPS].road, appeal_id, AppealState(asked), me(request).login, text)
    except Refused as refused:
        return await _show(request, appeal_id, status=422, fault=refused.fault, words=text)
    await session.leave_note(request, "note-moved-told" if text.strip() else "note-moved")
    return see_other(f"/desk/appeals/{appeal_id}")


async def post_dismiss(request: web.Request) -> web.StreamResponse:
    """Leave the appeal as it is, out of the queue."""
    await dismiss_appeal(request.app[DEPS].road, number_in_path(request), me(request).login)
    await session.leave_note(request, "note-dismissed")
    return see_other("/desk")
