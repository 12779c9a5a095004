"""The desk as an application to mount at `/desk`: every address, and the right it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import aiohttp_session
from aiohttp import web

from desk import assets, live, rendering, texts
from desk.deps import ASSETS, DEPS, WORDS, DeskDeps
from desk.guards import Handler, errors_in_words, for_staff, own_forms_only
from desk.pages import administration, appeal, appeals, conversation, digest, evidence, queue, services, signing_in
from desk.session import storage
from intake_core.staff.roles import Right

__all__ = ["ROUTES", "DeskDeps", "Route", "make_desk"]


@dataclass(frozen=True, slots=True)
class Route:
    """An address behind the sign-in. `right`: what a role must have; None: whoever is signed in."""

    method: str
    path: str
    handler: Handler
    right: Right | None = None


ROUTES: Final = (
    Route("GET", "", queue.get_queue),
    Route("GET", "/pulse", queue.get_pulse),
    Route("GET", "/live", live.get_live),
    Route("GET", "/conversations/{id}", conversation.get_conversation),
    Route("POST", "/conversations/{id}/reply", conversation.post_reply, Right.REPLY),
    Route("POST", "/conversations/{id}/dismiss", conversation.post_dismiss, Right.REPLY),
    Route("POST", "/outbound/{id}/retry", conversation.post_retry_failed, Right.REPLY),
    Route("POST", "/inbound/{id}/retry", conversation.post_retry_set_aside, Right.REPLY),
    Route("GET", "/appeals", appeals.get_appeals),
    Route("GET", "/appeals/{id}", appeal.get_appeal),
    Route("POST", "/appeals/{id}/correct", appeal.post_correct, Right.CORRECT),
    Route("POST", "/appeals/{id}/state", appeal.post_state, Right.MOVE),
    Route("POST", "/appeals/{id}/dismiss", appeal.post_dismiss, Right.CORRECT),
    Route("GET", "/services", services.get_services),
    Route("GET", "/evidence/{id}", evidence.get_evidence),
    Route("GET", "/evidence/{id}/thumbnail", evidence.get_thumbnail),
    Route("GET", "/digest", digest.get_digest),
    Route("POST", "/digest/restore", digest.post_restore, Right.RESTORE),
    Route("GET", "/audit", administration.get_audit, Right.READ_AUDIT),
    Route("GET", "/staff", administration.get_staff, Right.MANAGE_STAFF),
    Route("POST", "/staff/add", administration.post_add, Right.MANAGE_STAFF),
    Route("POST", "/staff/{id}/reset", administration.post_reset, Right.MANAGE_STAFF),
    Route("POST", "/staff/{id}/change", administration.post_change, Right.MANAGE_STAFF),
    Route("GET", "/password", signing_in.get_password),
    Route("POST", "/password", signing_in.post_password),
    Route("POST", "/sign-out", signing_in.post_sign_out),
)


def make_desk(deps: DeskDeps) -> web.Application:
    """The desk. Raises BadTexts if its texts are incomplete, OSError if its files are missing."""
    app = web.Application(
        middlewares=[aiohttp_session.session_middleware(storage(deps)), errors_in_words, own_forms_only]
    )
    app[DEPS] = deps
    app[WORDS] = texts.load()
    app[ASSETS] = assets.load()
    app[live.OPEN] = set()
    rendering.prepare(app)
    app.on_shutdown.append(live.close_streams)
    for route in ROUTES:
        app.router.add_route(route.method, route.path, for_staff(route.handler, route.right))
    app.router.add_get("/sign-in", signing_in.get_sign_in)
    app.router.add_post("/sign-in", signing_in.post_sign_in)
    app.router.add_post("/language", signing_in.post_language)
    app.router.add_get("/static/{digest}/{name:.+}", _get_asset)
    return app


async def _get_asset(request: web.Request) -> web.StreamResponse:
    return request.app[ASSETS].response(request.match_info["digest"], request.match_info["name"])
