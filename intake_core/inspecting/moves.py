"""A person moves an appeal from state to state, and the citizen hears of it."""

from __future__ import annotations

from typing import Any, Final

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.states import MOVES, AppealState, WrongMove
from intake_core.bell import DESK
from intake_core.conversations import store as conversations
from intake_core.inspecting.alarms import SEEN, quiet_conversation
from intake_core.inspecting.faults import Fault, NotThere, Refused
from intake_core.inspecting.replies import about, checked_text, put, ring_reply
from intake_core.messages import Purpose
from intake_core.road import Road
from intake_core.staff import store as staff
from intake_core.staff.audit import Action

BY_HAND: Final = (AppealState.IN_WORK, AppealState.ANSWERED, AppealState.CLOSED, AppealState.REOPENED)
"""Drafts and registration are the road's, withdrawal is the citizen's."""


def moves_of(appeal: Appeal) -> tuple[AppealState, ...]:
    """Where a person may move this appeal now."""
    if appeal.state is AppealState.DRAFT:
        return ()
    return tuple(state for state in BY_HAND if state in MOVES[appeal.state])


async def set_state(road: Road, appeal_id: int, to: AppealState, by: str, text: str = "") -> Appeal:
    """Move an appeal; as it is then. A text goes to the citizen with the appeal's number; an answer needs one.

    Raises NotThere, and Refused for a move that cannot follow and for a text that cannot be sent.
    """
    words = checked_text(text) if text.strip() or to is AppealState.ANSWERED else ""
    now = road.clock()
    async with road.engine.begin() as db:
        before = await appeals.get(db, appeal_id)
        if before is None:
            raise NotThere
        if to not in moves_of(before):
            raise Refused(Fault.WRONG_MOVE)
        values: dict[str, Any] = {"state": to, "closed_at": now if to is AppealState.CLOSED else None, **SEEN}
        talk = await conversations.load(db, before.conversation_id)
        try:
            appeal = await appeals.change(db, appeal_id, values, by, now, kind=appeals.EventKind.STATE, note=words)
        except WrongMove as error:  # somebody was quicker
            raise Refused(Fault.WRONG_MOVE) from error
        if words:
            await put(db, talk, about(appeal, words), Purpose.CASE_UPDATE, by, now)
        await quiet_conversation(db, appeal)
        detail = {"state": [before.state, to], "told": bool(words)}
        await staff.record(db, by, Action.APPEAL_MOVED, now, subject=f"appeal {appeal_id}", detail=detail)
    if words:
        ring_reply(road, talk)
    else:
        road.bell.ring(DESK)
    return appeal
