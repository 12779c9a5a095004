"""A person writes to a citizen, in the citizen's chat; and what did not arrive is sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.bell import DESK, INBOX, OUTBOX, chat_topic
from intake_core.conversations import store as conversations
from intake_core.conversations.conversation import Conversation
from intake_core.decisions import Review
from intake_core.inbox import store as inbox
from intake_core.inspecting.alarms import SEEN
from intake_core.inspecting.faults import Fault, NotThere, Refused
from intake_core.messages import OutboundMessage, Purpose, clean_text
from intake_core.outbox import store as outbox
from intake_core.road import Road
from intake_core.staff import store as staff
from intake_core.staff.audit import Action

MAX_REPLY: Final = 3000
"""Characters; more than a person reads in a chat, and less than any channel must cut in two."""


def checked_text(text: str) -> str:
    """The text as it may be sent. Raises Refused for an empty or a too long one."""
    text = clean_text(text.replace("\r\n", "\n")).strip()
    if not text:
        raise Refused(Fault.NO_TEXT)
    if len(text) > MAX_REPLY:
        raise Refused(Fault.LONG_TEXT)
    return text


async def reply(road: Road, conversation_id: int, text: str, by: str) -> int:
    """Queue a person's words for the citizen and take the conversation out of the queue; the message's row.

    Raises NotThere, and Refused for a text that cannot be sent.
    """
    text = checked_text(text)
    now = road.clock()
    async with road.engine.begin() as db:
        if await conversations.citizen_of(db, conversation_id) is None:
            raise NotThere
        talk = await conversations.load(db, conversation_id)
        # Appeals before the conversation, as the road locks them: in the other order the two could wait for each other.
        for appeal in await appeals.of_conversation(db, conversation_id):
            if appeal.review_reason == Review.CITIZEN_WROTE:
                await appeals.change(db, appeal.id, SEEN, by, now, kind=appeals.EventKind.REPLIED)
        message_id = await put(db, talk, text, Purpose.STAFF_REPLY, by, now)
        await conversations.dismiss_person(db, conversation_id)
        await staff.record(
            db, by, Action.REPLIED, now, subject=f"conversation {conversation_id}", detail={"message": message_id}
        )
    ring_reply(road, talk)
    return message_id


async def put(db: AsyncConnection, talk: Conversation, text: str, purpose: Purpose, by: str, now: datetime) -> int:
    """Queue a person's words, under the conversation's lock: the order of replies is the order of ids."""
    await conversations.lock(db, talk.id)
    message = OutboundMessage(chat_id=talk.chat_id, text=text, purpose=purpose)
    return (await outbox.put(db, talk.id, talk.channel, [message], now, author=by))[0]


def ring_reply(road: Road, talk: Conversation) -> None:
    """Wake the sender, the desks and, where the chat is a page of ours, that page."""
    road.bell.ring(OUTBOX, DESK, chat_topic(talk.channel, talk.chat_id))


def about(appeal: Appeal, text: str) -> str:
    """A text to the citizen that says which appeal it is about."""
    return f"№ {appeal.number}\n{text}" if appeal.number else text


async def retry_failed(road: Road, message_id: int, by: str) -> int:
    """Send again what failed or is held; its conversation. Raises NotThere if it is neither."""
    now = road.clock()
    async with road.engine.begin() as db:
        conversation_id = await outbox.retry(db, message_id, now)
        if conversation_id is None:
            raise NotThere
        await _calm(db, conversation_id, {Review.NOT_DELIVERED, Review.WINDOW_CLOSED})
        await staff.record(db, by, Action.RETRIED, now, subject=f"outbound {message_id}")
    road.bell.ring(OUTBOX, DESK)
    return conversation_id


async def retry_set_aside(road: Road, message_id: int, by: str) -> int:
    """Let the service try a message again that it set aside; its conversation. Raises NotThere if it is not."""
    now = road.clock()
    async with road.engine.begin() as db:
        conversation_id = await inbox.take_back(db, message_id, now)
        if conversation_id is None:
            raise NotThere
        await _calm(db, conversation_id, {Review.SET_ASIDE})
        await staff.record(db, by, Action.RETRIED, now, subject=f"inbound {message_id}")
    road.bell.ring(INBOX, DESK)
    return conversation_id


async def _calm(db: AsyncConnection, conversation_id: int, reasons: set[Review]) -> None:
    talk = await conversations.load(db, conversation_id)
    if talk.review_reason in reasons:
        await conversations.dismiss_person(db, conversation_id)
