"""The one road: a message that came in becomes an answer or an appeal.

Read it from top to bottom: `receive` commits a message, `take_turn` claims a conversation's pending messages,
understands them, looks up what is known, decides, and carries the decision out. Everything a turn does commits in
one transaction: the messages are done, the appeals changed and the replies queued, or none of it happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from intake_core import carrying_out, metrics
from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.place import Place, place_of
from intake_core.appeals.states import OPEN, AppealState
from intake_core.bell import DESK, EVIDENCE, INBOX, OUTBOX, Bell
from intake_core.city import City
from intake_core.conversations import store as conversations
from intake_core.conversations.conversation import Conversation, Language
from intake_core.decide import decide
from intake_core.decisions import Decision, Review
from intake_core.digest import store as digest
from intake_core.digest.matching import Fit, fit
from intake_core.digest.notices import Notice, NoticeStatus
from intake_core.evidence import store as evidence
from intake_core.inbox import store as inbox
from intake_core.inbox.door import Door
from intake_core.inbox.store import Claim
from intake_core.inbox.turns import MAX_TRIES, Turn
from intake_core.lookups import Heard, Lookups, utilities_of
from intake_core.messages import ChannelEvent, EventKind, InboundMessage
from intake_core.outbox import store as outbox
from intake_core.outbox.store import OutboundState
from intake_core.understanding.findings import Findings, understand_all
from intake_core.understanding.language import Language as WrittenLanguage
from intake_core.wording import Wording

log = structlog.get_logger(__name__)

HEARD_LASTS = timedelta(days=1)
"""So long "до скольки?" is about the outage that the citizen was told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """Everything a turn needs. `settle` replaces the album's window; None keeps the channel's own."""

    engine: AsyncEngine
    door: Door
    city: City
    bell: Bell
    clock: Callable[[], datetime]
    settle: timedelta | None = None

    # -- in ------------------------------------------------------------------------------------------------------

    async def receive(self, messages: Sequence[InboundMessage], events: Sequence[ChannelEvent] = ()) -> None:
        """Commit what came in, each message once. When this returns the platform may get its 200."""
        await self.door.accept(messages, self.clock(), self.settle)
        if events:
            async with self.engine.begin() as db:
                await inbox.record_events(db, events)
                for event in events:
                    await self._heed(db, event)
        for message in messages:
            metrics.RECEIVED.labels(message.channel).inc()
        if messages:
            self.bell.ring(INBOX, DESK)

    async def _heed(self, db: AsyncConnection, event: ChannelEvent) -> None:
        """What an event changes besides being kept."""
        receipts = {
            EventKind.DELIVERED: OutboundState.DELIVERED,
            EventKind.READ: OutboundState.READ,
            EventKind.FAILED: OutboundState.FAILED,
        }
        if event.kind in receipts and event.message_id:
            reason = event.detail if event.kind is EventKind.FAILED else None
            await outbox.record_receipt(db, event.channel, event.message_id, receipts[event.kind], reason)
        elif event.kind is EventKind.BLOCKED:
            await conversations.set_unreachable(db, event.channel, event.chat_id, event.detail or "blocked")
        elif event.kind is EventKind.UNBLOCKED:
            await conversations.set_unreachable(db, event.channel, event.chat_id, None)

    # -- a turn --------------------------------------------------------------------------------------------------

    async def take_turn(self) -> bool:
        """Handle the turn that has waited longest; False if none is due.

        The try is counted in a transaction of its own before it is made, so that a message that kills its worker is
        counted too. Raises what went wrong: the turn stays pending and is tried again later.
        """
        async with self.engine.begin() as db:
            claim = await inbox.claim_next(db, self.clock())
        if claim is None:
            return False
        started = time.perf_counter()
        received_at: datetime | None = None
        async with self.engine.begin() as db:
            if not await inbox.lock_turn(db, claim.conversation_id):
                return True  # another worker's try still runs
            if claim.attempts > MAX_TRIES:
                await self._set_aside(db, claim)
            else:
                received_at = await self._handle(db, claim)
        metrics.TURN_SECONDS.observe(time.perf_counter() - started)
        if received_at is not None:
            metrics.REPLY_SECONDS.observe(max(0.0, (self.clock() - received_at).total_seconds()))
        self.bell.ring(OUTBOX, DESK, EVIDENCE)
        return True

    async def _handle(self, db: AsyncConnection, claim: Claim) -> datetime | None:
        """Take the turn; when its last message was received, or None if nothing was pending."""
        turn = await inbox.pending_turn(db, claim)
        if turn is None:
            await conversations.lock(db, claim.conversation_id)
            await inbox.settle(db, claim.conversation_id)
            return None
        now = self.clock()
        talk = await conversations.load(db, claim.conversation_id)
        own = await appeals.of_conversation(db, talk.id, states=frozenset(AppealState))
        draft = next((a for a in own if talk.open_question and a.id == talk.open_question.appeal_id), None)
        texts = [message.text for message in turn.messages]
        found = understand_all(
            texts,
            self.city,
            said_before=draft.description if draft else "",
            district=draft.place.microdistrict if draft else None,
        )
        heard = [
            Heard(notice=notice, place=place) for notice, place in await digest.told_to(db, talk.id, now - HEARD_LASTS)
        ]
        known = await self._look_up(db, turn, found, own, draft, heard)
        decision = decide(talk, turn, found, known, self.city.services, now)
        return await self._carry_out(db, talk, turn, found, decision, now)

    async def _look_up(
        self,
        db: AsyncConnection,
        turn: Turn,
        found: Findings,
        own: Sequence[Appeal],
        draft: Appeal | None,
        heard: Sequence[Heard],
    ) -> Lookups:
        here = place_of(found.address, turn.location)
        drafted = draft.place if draft else Place()
        codes = (candidate.code for candidate in found.services)
        utilities = utilities_of(found, self.city.services, draft.service_code if draft else None, *codes)
        near = {}
        for place in (here, drafted, *{one.place for one in heard}):
            near.update({notice.id: notice for notice in await digest.near(db, place, utilities)})
        edited: list[Appeal] = []
        if turn.edited_ids:
            ids = await inbox.appeals_from_messages(db, turn.messages[0].channel, turn.edited_ids)
            edited = [appeal for appeal in own if appeal.id in ids and appeal.state in OPEN]
        return Lookups(notices=tuple(near.values()), appeals=own, edited_appeals=edited, heard=heard)

    async def _carry_out(
        self,
        db: AsyncConnection,
        talk: Conversation,
        turn: Turn,
        found: Findings,
        decision: Decision,
        now: datetime,
    ) -> datetime:
        language = reply_language(talk, turn, found)
        turn_id = await inbox.record_turn(db, talk.id, now, _turn_values(found, decision))
        await evidence.add(db, turn, now)
        outcome = await carrying_out.carry_out(db, self.city, talk, turn, decision, language, turn_id, now)
        replies = Wording(self.city, language, talk.chat_id, now).messages(decision, outcome.appeals)
        await inbox.save_turn_outcome(db, turn_id, outcome.notices, [appeal.id for appeal in outcome.appeals])
        await conversations.lock(db, talk.id)
        await outbox.release_held(db, talk.id, now)
        await outbox.put(db, talk.id, talk.channel, replies, now, turn_id=turn_id)
        await conversations.save(db, talk.id, outcome.change, now)
        received_at = await inbox.finish(db, turn, turn_id)
        await inbox.settle(db, talk.id)
        kind = type(decision).__name__
        metrics.TURNS.labels(kind).inc()
        log.info("turn decided", conversation=talk.id, turn=turn_id, decision=kind)
        return received_at

    async def _set_aside(self, db: AsyncConnection, claim: Claim) -> None:
        """Take the message that no worker survives out of the way, for a person to read; the others go on."""
        now = self.clock()
        talk = await conversations.load(db, claim.conversation_id)
        await conversations.lock(db, talk.id)
        message_id = await inbox.set_aside_oldest(db, talk.id, f"failed {MAX_TRIES} times")
        if message_id is not None:
            wording = Wording(self.city, talk.language or Language.RU, talk.chat_id, now)
            await outbox.put(db, talk.id, talk.channel, [wording.set_aside()], now)
            await conversations.call_person(db, talk.id, Review.SET_ASIDE, now)
            metrics.SET_ASIDE.inc()
            log.error("message set aside", conversation=talk.id, message=message_id)
        await inbox.settle(db, talk.id)

    # -- what time brings ------------------------------------------------------------------------------------------

    async def give_up_questions(self) -> int:
        """Register the appeals whose question was not answered in time; how many there were."""
        async with self.engine.begin() as db:
            waiting = await conversations.with_expired_question(db, self.clock())
        for conversation_id in waiting:
            async with self.engine.begin() as db:
                if await inbox.lock_turn(db, conversation_id):
                    await self._give_up_question(db, conversation_id)
        if waiting:
            self.bell.ring(OUTBOX, DESK)
        return len(waiting)

    async def _give_up_question(self, db: AsyncConnection, conversation_id: int) -> None:
        now = self.clock()
        talk = await conversations.load(db, conversation_id)
        language = talk.language or Language.RU
        await conversations.lock(db, talk.id)
        appeal = await carrying_out.register_unanswered(db, self.city, talk, now)
        if appeal is not None:
            reply = Wording(self.city, language, talk.chat_id, now).unanswered(appeal)
            await outbox.put(db, talk.id, talk.channel, [reply], now)
        change = conversations.Change(language=language, open_question=None, questions_asked=0, review_reason=None)
        await conversations.save(db, talk.id, change, now)

    # -- the digest ------------------------------------------------------------------------------------------------

    async def publish(self, notices: Sequence[Notice], by: str) -> None:
        """Put notices in force. Whoever was answered from one that is over now is told."""
        async with self.engine.begin() as db:
            await digest.publish(db, notices, by)
            for notice in notices:
                if notice.status is NoticeStatus.RESTORED:
                    await self._tell_restored(db, notice)
        self.bell.ring(OUTBOX, DESK)

    async def restore(self, notice_id: str, by: str) -> bool:
        """The utility is back; whoever was answered from this notice is told. False if it was restored before."""
        async with self.engine.begin() as db:
            done = await digest.mark_restored(db, notice_id, self.clock(), by)
            for notice in await digest.get(db, [notice_id]) if done else ():
                await self._tell_restored(db, notice, only=notice_id)
        self.bell.ring(OUTBOX, DESK)
        return done

    async def _tell_restored(self, db: AsyncConnection, notice: Notice, only: str | None = None) -> None:
        now = self.clock()
        told = [
            one
            for one in await digest.told_of(db, notice.utility, now - timedelta(days=14))
            if (one.notice_id == only if only else fit(one.place, notice) is Fit.SURE)
        ]
        for one in sorted(told, key=lambda each: each.conversation_id):
            talk = await conversations.load(db, one.conversation_id)
            await conversations.lock(db, talk.id)
            wording = Wording(self.city, talk.language or Language.RU, talk.chat_id, now)
            await outbox.put(db, talk.id, talk.channel, [wording.restored(notice, one.place)], now)
        await digest.forget_told(db, told)


def reply_language(talk: Conversation, turn: Turn, found: Findings) -> Language:
    """The language to answer in: that of the message, if it has words enough to show one.

    The law wants the state language or the language of the appeal; mixed words keep what was spoken before, else
    Kazakh. An address alone ("Гоголь 67") or a pressed button says nothing of the language.
    """
    words = (found.address.cut_from(turn.text) if found.address else turn.text).split()
    if talk.language is not None and sum(word.strip(".,!?…").isalpha() for word in words) < 2:
        return talk.language
    if not words:
        hint = next((m.language_hint for m in turn.messages if m.language_hint), "")
        return Language.KK if hint.startswith("kk") else Language.RU
    if found.language is WrittenLanguage.MIXED:
        return talk.language or Language.KK
    return Language.KK if found.language is WrittenLanguage.KK else Language.RU


def _turn_values(found: Findings, decision: Decision) -> dict[str, object]:
    return {
        "decision": type(decision).__name__,
        "intent": found.intent,
        "language": found.language,
        "emergency": found.emergency.number if found.emergency else None,
        "findings": {
            "services": msgspec.to_builtins(found.services),
            "address": msgspec.to_builtins(found.address),
            "emergency": list(found.emergency.words) if found.emergency else [],
            "faq": found.faq.code if found.faq else None,
        },
    }
