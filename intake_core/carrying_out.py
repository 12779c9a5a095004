"""What a decision changes in the database: appeals, evidence, who was told what, the conversation's open question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.joining import case_of
from intake_core.appeals.place import Place
from intake_core.appeals.registration import register
from intake_core.appeals.states import AppealState
from intake_core.appeals.store import CITIZEN, SERVICE
from intake_core.city import City
from intake_core.conversations.conversation import Conversation, Language, OpenQuestion, QuestionKind
from intake_core.conversations.store import Change
from intake_core.decisions import (
    Amend,
    Answer,
    AnswerFaq,
    Ask,
    Attach,
    Decision,
    HandOver,
    Redirect,
    Register,
    Repeat,
    Review,
    Say,
    TellStatus,
    Withdraw,
)
from intake_core.digest import store as digest
from intake_core.digest.notices import Notice
from intake_core.evidence import store as evidence
from intake_core.inbox.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a decision: the appeals as they are now, the notices it rests on, the conversation after it."""

    appeals: tuple[Appeal, ...]
    notices: tuple[str, ...]
    change: Change


async def carry_out(
    db: AsyncConnection,
    city: City,
    talk: Conversation,
    turn: Turn,
    decision: Decision,
    language: Language,
    turn_id: int,
    now: datetime,
) -> Outcome:
    """Do what was decided, inside the caller's transaction."""
    return await _CarryingOut(db, city, talk, turn, language, turn_id, now).run(decision)


async def register_unanswered(db: AsyncConnection, city: City, talk: Conversation, now: datetime) -> Appeal | None:
    """Register the draft whose question ran out, for the inspector to complete; None if it is no draft any more."""
    question = talk.open_question
    draft = await appeals.get(db, question.appeal_id) if question and question.appeal_id else None
    if draft is None or draft.state is not AppealState.DRAFT:
        return None
    return await _as_it_is(db, city, draft, Review.NO_ANSWER, now)


async def _as_it_is(db: AsyncConnection, city: City, draft: Appeal, review: Review, now: datetime) -> Appeal:
    """Register a draft with what is known of it, for the inspector to complete."""
    values = register(case_of(draft), city, now).values()
    appeal = await appeals.register(db, draft.id, values, SERVICE, now)
    await appeals.call_person(db, appeal.id, review, now)
    return appeal


@dataclass(frozen=True, slots=True)
class _CarryingOut:
    db: AsyncConnection
    city: City
    talk: Conversation
    turn: Turn
    language: Language
    turn_id: int
    now: datetime

    async def run(self, decision: Decision) -> Outcome:
        match decision:
            case Answer():
                return await self._answer(decision)
            case Ask():
                return await self._ask(decision)
            case Register():
                return await self._register(decision)
            case Amend():
                return await self._amend(decision)
            case Repeat() | Attach():
                await evidence.attach(self.db, self.talk.id, decision.appeal.id, self.now)
                return self._outcome(decision.appeal, keeps_question=True)
            case Withdraw():
                return await self._withdraw(decision)
            case TellStatus():
                return self._outcome(*decision.appeals, keeps_question=True)
            case HandOver():  # a question stays open: its draft is registered when its time is up
                return self._outcome(review=decision.reason, keeps_question=True)
            case AnswerFaq():
                return self._outcome(keeps_question=True)
            case Redirect():
                return await self._redirect(decision)
            case Say():
                return await self._say(decision)
            case _:
                assert_never(decision)

    # -- each outcome ---------------------------------------------------------------------------------------------

    async def _answer(self, decision: Answer) -> Outcome:
        ids = await self._tell(decision.notices, decision.place)
        settled: tuple[Appeal, ...] = ()
        if decision.draft is not None:
            values = {"state": AppealState.ANSWERED, **appeals.place_values(decision.place)}
            settled = (await appeals.change(self.db, decision.draft, values, SERVICE, self.now, note=", ".join(ids)),)
        return replace(self._outcome(*settled), notices=ids)

    async def _ask(self, decision: Ask) -> Outcome:
        made: tuple[Appeal, ...] = ()
        draft = decision.draft
        if decision.case is not None:
            draft = await self._draft(decision.case, draft)
            await evidence.attach(self.db, self.talk.id, draft, self.now)
            appeal = await appeals.get(self.db, draft)
            made = (appeal,) if appeal is not None else ()
        question = OpenQuestion(
            kind=decision.kind,
            asked_at=self.now,
            appeal_id=draft,
            options=decision.options,
            titles=decision.titles,
        )
        counted = decision.kind is not QuestionKind.WHICH_APPEAL
        return self._outcome(*made, question=question, asked=self.talk.questions_asked + counted)

    async def _draft(self, case: Case, draft: int | None) -> int:
        service = self.city.services.get(case.service_code or "")
        sphere = service.sphere if service else None
        if draft is None:
            return await appeals.create(self.db, self.talk.id, case, self.language, sphere, self.now)
        await appeals.change(self.db, draft, {**appeals.case_values(case), "sphere": sphere}, CITIZEN, self.now)
        return draft

    async def _register(self, decision: Register) -> Outcome:
        appeal = await self._appeal(decision.case, decision.draft)
        await evidence.attach(self.db, self.talk.id, appeal.id, self.now)
        if decision.review is not None:
            await appeals.call_person(self.db, appeal.id, decision.review, self.now)
        made = [appeal, *[await self._appeal(case, None) for case in decision.also]]
        if decision.left is not None:
            made.append(await _as_it_is(self.db, self.city, decision.left, Review.NO_ANSWER, self.now))
        ids = await self._tell(decision.notices, decision.case.place)
        question = None
        if decision.ask_address:
            question = OpenQuestion(kind=QuestionKind.ADDRESS, asked_at=self.now, appeal_id=appeal.id)
        alarm = decision.review if decision.review is Review.EMERGENCY else None
        return replace(self._outcome(*made, question=question, review=alarm), notices=ids)

    async def _appeal(self, case: Case, draft: int | None) -> Appeal:
        """A case registered, from its draft if there is one."""
        values = register(case, self.city, self.now).values()
        return await appeals.register(self.db, await self._draft(case, draft), values, SERVICE, self.now)

    async def _tell(self, notices: Sequence[Notice], place: Place) -> tuple[str, ...]:
        """Remember that the citizen is answered from these notices; their ids."""
        ids = tuple(notice.id for notice in notices)
        if ids:
            await digest.record_told(self.db, ids, self.talk.id, self.turn_id, place, self.now)
        return ids

    async def _amend(self, decision: Amend) -> Outcome:
        case = decision.case
        registration = register(case, self.city, decision.appeal.registered_at or self.now)
        values = {**appeals.case_values(case), **registration.values()}
        if case.service_code == decision.appeal.service_code and decision.appeal.due_at is not None:
            values["due_at"] = decision.appeal.due_at
        appeal = await appeals.change(self.db, decision.appeal.id, values, CITIZEN, self.now)
        await evidence.attach(self.db, self.talk.id, appeal.id, self.now)
        alarm = Review.EMERGENCY if decision.call_first else None
        return self._outcome(appeal, review=alarm)

    async def _withdraw(self, decision: Withdraw) -> Outcome:
        values = {"state": AppealState.WITHDRAWN, "review_reason": None, "review_since": None, "closed_at": self.now}
        return self._outcome(await appeals.change(self.db, decision.appeal.id, values, CITIZEN, self.now))

    async def _redirect(self, decision: Redirect) -> Outcome:
        if decision.draft is None:
            return self._outcome(keeps_question=True)
        values = {"state": AppealState.WITHDRAWN, "closed_at": self.now}
        note = decision.outside
        return self._outcome(await appeals.change(self.db, decision.draft.id, values, SERVICE, self.now, note=note))

    async def _say(self, decision: Say) -> Outcome:
        own = next((m.contact for m in self.turn.messages if m.contact is not None and m.contact.own), None)
        question = self.talk.open_question
        asks_for_draft = question is not None and question.appeal_id is not None  # it would never be registered
        outcome = self._outcome(keeps_question=decision.keeps_question or asks_for_draft)
        return replace(outcome, change=replace(outcome.change, phone=own.phone)) if own is not None else outcome

    def _outcome(
        self,
        *changed: Appeal,
        question: OpenQuestion | None = None,
        asked: int = 0,
        review: Review | None = None,
        keeps_question: bool = False,
    ) -> Outcome:
        if keeps_question:
            question, asked = self.talk.open_question, self.talk.questions_asked
        change = Change(
            language=self.language,
            open_question=question,
            questions_asked=asked,
            review_reason=review,
        )
        return Outcome(appeals=changed, notices=(), change=change)
