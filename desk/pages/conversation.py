"""One conversation: both sides, what was understood, what became of our replies."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from desk import session
from desk.deps import DEPS
from desk.pages.forms import field, me, number_in_path, see_other
from desk.rendering import page
from intake_core.appeals import store as appeals
from intake_core.appeals.states import AppealState
from intake_core.conversations import store as conversations
from intake_core.digest import store as digest
from intake_core.evidence import store as evidence
from intake_core.evidence.store import Evidence
from intake_core.inbox import store as inbox
from intake_core.inbox.store import DecidedTurn, Stored
from intake_core.inspecting.alarms import dismiss_conversation
from intake_core.inspecting.faults import NotThere, Refused
from intake_core.inspecting.replies import reply, retry_failed, retry_set_aside
from intake_core.outbox import store as outbox
from intake_core.outbox.store import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a transcript: a citizen's message with its files, how a turn was understood, or our reply."""

    at: datetime
    turn_id: int | None
    message: Stored | None = None
    files: Sequence[Evidence] = ()
    turn: DecidedTurn | None = None
    reply: Reply | None = None


def transcript(
    messages: Sequence[Stored], files: Sequence[Evidence], turns: Sequence[DecidedTurn], replies: Sequence[Reply]
) -> list[Entry]:
    """Everything in the order it happened: messages, below their last one how the turn was understood, our replies."""
    of_message: dict[int, list[Evidence]] = defaultdict(list)
    for file in files:
        of_message[file.inbound_message_id].append(file)
    by_id = {turn.id: turn for turn in turns}
    last_of_turn = {message.turn_id: message for message in messages if message.turn_id is not None}
    entries = []
    for message in messages:
        entries.append(
            Entry(at=message.sent_at, turn_id=message.turn_id, message=message, files=of_message[message.id])
        )
        if message.turn_id in by_id and last_of_turn[message.turn_id] is message:
            entries.append(Entry(at=message.sent_at, turn_id=message.turn_id, turn=by_id[message.turn_id]))
    for one in replies:
        # The platform's clock may be ahead of ours: an answer never stands above what it answers.
        asked = last_of_turn.get(one.turn_id) if one.turn_id is not None else None
        at = one.created_at if asked is None else max(one.created_at, asked.sent_at)
        entries.append(Entry(at=at, turn_id=one.turn_id, reply=one))
    return sorted(entries, key=lambda entry: (entry.at, entry.turn_id or math.inf))


async def get_conversation(request: web.Request) -> web.StreamResponse:
    """The page of one conversation."""
    return await _show(request, number_in_path(request))


async def _show(
    request: web.Request, conversation_id: int, *, status: int = 200, fault: str | None = None, draft: str = ""
) -> web.Response:
    async with request.app[DEPS].road.engine.connect() as db:
        citizen = await conversations.citizen_of(db, conversation_id)
        if citizen is None:
            raise NotThere
        talk = await conversations.load(db, conversation_id)
        turns = await inbox.turns_of(db, conversation_id, limit=300)
        replies = await outbox.of_conversation(db, conversation_id)
        entries = transcript(
            await inbox.of_conversation(db, conversation_id),
            await evidence.of_conversation(db, conversation_id),
            turns,
            replies,
        )
        notices = await digest.get(db, [notice for turn in turns for notice in turn.notices])
        own = await appeals.of_conversation(db, conversation_id, states=frozenset(AppealState))
    return await page(
        request,
        "conversation.html",
        status=status,
        talk=talk,
        citizen=citizen,
        entries=entries,
        last_turn=max((turn.id for turn in turns), default=None),
        notices={notice.id: notice for notice in notices},
        appeals=own,
        stopped=[one for one in replies if one.state in outbox.STOPPED and one.seen_by is None],
        fault=fault,
        draft=draft,
    )


async def post_reply(request: web.Request) -> web.StreamResponse:
    """Queue a reply; back to the conversation, or to the appeal it was written at."""
    conversation_id = number_in_path(request)
    text = await field(request, "text")
    try:
        await reply(request.app[DEPS].road, conversation_id, text, me(request).login)
    except Refused as refused:
        return await _show(request, conversation_id, status=422, fault=refused.fault, draft=text)
    await session.leave_note(request, "note-reply-queued")
    return see_other(f"/desk/conversations/{conversation_id}#end")


async def post_dismiss(request: web.Request) -> web.StreamResponse:
    """Take the conversation out of the queue, and go back there."""
    await dismiss_conversation(request.app[DEPS].road, number_in_path(request), me(request).login)
    await session.leave_note(request, "note-dismissed")
    return see_other("/desk")


async def post_retry_failed(request: web.Request) -> web.StreamResponse:
    """Send a reply again."""
    conversation_id = await retry_failed(request.app[DEPS].road, number_in_path(request), me(request).login)
    await session.leave_note(request, "note-retried")
    return see_other(f"/desk/conversations/{conversation_id}")


async def post_retry_set_aside(request: web.Request) -> web.StreamResponse:
    """Let the service try a message again."""
    conversation_id = await retry_set_aside(request.app[DEPS].road, number_in_path(request), me(request).login)
    await session.leave_note(request, "note-taken-back")
    return see_other(f"/desk/conversations/{conversation_id}")
