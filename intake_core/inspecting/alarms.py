"""Taking things out of the queue: what a person has seen to no longer calls."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.bell import DESK
from intake_core.conversations import store as conversations
from intake_core.decisions import Review
from intake_core.inbox import store as inbox
from intake_core.inspecting.faults import NotThere
from intake_core.outbox import store as outbox
from intake_core.road import Road
from intake_core.staff import store as staff
from intake_core.staff.audit import Action

SEEN: Final[dict[str, Any]] = {"review_reason": None, "review_since": None}


async def dismiss_conversation(road: Road, conversation_id: int, by: str) -> None:
    """A person has seen to the conversation, and to everything in it that failed. Raises NotThere."""
    now = road.clock()
    async with road.engine.begin() as db:
        if await conversations.citizen_of(db, conversation_id) is None:
            raise NotThere
        await outbox.mark_seen(db, conversation_id, by)
        await inbox.mark_read(db, conversation_id)
        await conversations.dismiss_person(db, conversation_id)
        await staff.record(db, by, Action.CONVERSATION_SEEN, now, subject=f"conversation {conversation_id}")
    road.bell.ring(DESK)


async def dismiss_appeal(road: Road, appeal_id: int, by: str) -> Appeal:
    """A person has looked at the appeal and leaves it as it is. Raises NotThere."""
    now = road.clock()
    async with road.engine.begin() as db:
        if await appeals.get(db, appeal_id) is None:
            raise NotThere
        appeal = await appeals.change(db, appeal_id, SEEN, by, now, kind=appeals.EventKind.REVIEWED)
        await quiet_conversation(db, appeal)
        await staff.record(db, by, Action.APPEAL_SEEN, now, subject=f"appeal {appeal_id}")
    road.bell.ring(DESK)
    return appeal


async def quiet_conversation(db: AsyncConnection, appeal: Appeal) -> None:
    """An emergency calls to the appeal and to its conversation: seen there, it is seen here.

    Unless another appeal of the conversation still calls.
    """
    talk = await conversations.load(db, appeal.conversation_id)
    if talk.review_reason != Review.EMERGENCY:
        return
    others = await appeals.of_conversation(db, talk.id)
    if not any(other.review_reason for other in others if other.id != appeal.id):
        await conversations.lock(db, talk.id)
        await conversations.dismiss_person(db, talk.id)
