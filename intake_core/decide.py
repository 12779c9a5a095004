"""The decision about a turn. Pure: values in, a decision out; no clock, no database, no channel.

Read from the top: danger first, then what was pressed, the answer to our own question, files without words, and last
what the words ask for. A complaint is settled by a notice if one explains it, else it becomes an appeal: with at most
two short questions before, and with a person's eye on it where the service is not sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from classifier.classifier import ASK
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.joining import bare_house, case_of, joined, told_later
from intake_core.appeals.place import place_of
from intake_core.choices import AREA, CANCEL, NO_ADDRESS, NONE_OF_THESE, OPERATOR, PLACE, SERVICE, STATUS
from intake_core.city import Service
from intake_core.conversations.conversation import Conversation, OpenQuestion, QuestionKind
from intake_core.decisions import (
    Amend,
    Answer,
    AnswerFaq,
    Ask,
    Attach,
    Decision,
    HandOver,
    Phrase,
    Redirect,
    Register,
    Repeat,
    Review,
    Say,
    TellStatus,
    Withdraw,
)
from intake_core.digest.matching import Fit, explaining
from intake_core.inbox.turns import Turn
from intake_core.lookups import Heard, Lookups, utilities_of
from intake_core.understanding.addresses.address import Address
from intake_core.understanding.findings import Band, Findings, band_of
from intake_core.understanding.intent import Intent

MAX_QUESTIONS: Final = 2
"""So many questions a citizen is asked before a person sees the case."""

FILES_BELONG: Final = timedelta(minutes=30)
"""Files without words that come so soon after an appeal belong to it."""

RIVAL: Final = 0.10
"""A service less likely than this is no choice to offer: the inspector looks at the only one instead."""

FAR_FETCHED: Final = 0.03
"""A third choice less likely than this only puzzles: a bill is no answer to "what is it about the cold radiators?"."""

FEW_WORDS: Final = 8
"""A longer message is a story of its own, even one that is not understood."""

STATUS_SHOWN: Final = 5


def decide(
    talk: Conversation,
    turn: Turn,
    found: Findings,
    known: Lookups,
    services: Mapping[str, Service],
    now: datetime,
) -> Decision:
    """What to do about a turn."""
    return _Deciding(talk, turn, found, known, services, now).decision()


@dataclass(frozen=True, slots=True)
class _Deciding:
    talk: Conversation
    turn: Turn
    found: Findings
    known: Lookups
    services: Mapping[str, Service]
    now: datetime

    def decision(self) -> Decision:
        return (
            self._danger()
            or self._pressed()
            or self._answer_to_question()
            or self._pressed_late()
            or self._without_words()
            or self._correction()
            or self._outside()
            or self._addition()
            or self._request()
            or self._complaint(self._case(), draft=None)
        )

    # -- danger ------------------------------------------------------------------------------------------------

    def _danger(self) -> Decision | None:
        emergency = self.found.emergency
        if emergency is None:
            return None
        case = replace(self._case(), emergency=emergency.number, service_code=self._service_for(emergency.number))
        same = next((a for a in self.known.numbered if a.emergency == emergency.number and self._recent(a)), None)
        if same is not None and (
            not case.place.is_known or case.place.same_spot(same.place) or not same.place.is_known
        ):
            return Amend(appeal=same, case=self._joined(same, case), call_first=emergency.number)
        unfinished = self._unfinished()
        same_matter = unfinished is not None and self._is_matter_of(unfinished, case)
        if unfinished is not None and same_matter:
            case = replace(self._joined(unfinished, case), service_code=case.service_code or unfinished.service_code)
        elif unfinished is not None and not case.place.is_known:
            case = replace(case, place=unfinished.place)
        return Register(
            case=case,
            draft=unfinished.id if unfinished is not None and same_matter else None,
            left=unfinished if not same_matter else None,
            review=Review.EMERGENCY,
            call_first=emergency.number,
            ask_address=not case.place.is_known,
        )

    def _unfinished(self) -> Appeal | None:
        """The draft that the open question is about."""
        question = self.talk.open_question
        draft = self.known.draft(question.appeal_id) if question else None
        return draft if draft is not None and draft.number is None else None

    def _is_matter_of(self, draft: Appeal, danger: Case) -> bool:
        """Whether the danger is what the draft began to tell; "нет воды" before "горит балкон" is another matter."""
        if draft.service_code is None or danger.service_code is None:
            return True
        told, now_told = self.services[draft.service_code], self.services[danger.service_code]
        return told.emergency == danger.emergency or told.sphere == now_told.sphere

    def _service_for(self, number: str) -> str | None:
        """The likeliest service that is a matter for this number, else the likeliest at all."""
        of_number = [c.code for c in self.found.services if self.services[c.code].emergency == number]
        if of_number:
            return of_number[0]
        return self._sure_service()

    # -- what was pressed ----------------------------------------------------------------------------------------

    def _pressed(self) -> Decision | None:
        button = self.turn.button
        if button is None:
            return None
        if button == OPERATOR:
            return HandOver(reason=Review.OPERATOR)
        if button == STATUS:
            return self._status()
        if button.startswith(CANCEL):
            return self._cancel_by(button.removeprefix(CANCEL))
        return None

    def _cancel_by(self, number: str) -> Decision:
        own = next((a for a in self.known.numbered if a.number == number), None)
        return Withdraw(appeal=own) if own is not None else Say(phrase=Phrase.NOTHING_TO_CANCEL)

    def _pressed_late(self) -> Decision | None:
        """A button of a question that is closed, or pressed twice: it does nothing, and says so."""
        if self.turn.button is None or self.turn.text:
            return None
        return Say(phrase=Phrase.PRESSED_LATE, keeps_question=True)

    # -- the answer to our question ----------------------------------------------------------------------------------

    def _answer_to_question(self) -> Decision | None:
        question = self.talk.open_question
        if question is None:
            return None
        if question.kind is QuestionKind.WHICH_APPEAL:
            chosen = self._chosen()
            return self._cancel_by(chosen.removeprefix(CANCEL)) if chosen else None
        draft = self.known.draft(question.appeal_id)
        if draft is None:
            return None
        if self._is_foreign_button(question):
            return None
        if (aside := self._aside(question, draft)) is not None:
            return aside
        match question.kind:
            case QuestionKind.WHICH_STREET:
                return self._street_chosen(draft)
            case QuestionKind.SERVICE:
                return self._service_chosen(draft)
            case _:
                return self._told_more(draft)

    def _is_foreign_button(self, question: OpenQuestion) -> bool:
        offered = {*question.options, NO_ADDRESS} if question.kind is QuestionKind.ADDRESS else {*question.options}
        return self.turn.button is not None and self.turn.button not in offered

    def _aside(self, question: OpenQuestion, draft: Appeal) -> Decision | None:
        """Something else than an answer: it is dealt with, and the question stays open."""
        match self.found.intent:
            case Intent.OPERATOR | Intent.STATUS:
                return self._request()
            case Intent.CANCEL:
                return Withdraw(appeal=draft)
            case Intent.OUTAGE_QUESTION if self._asks_back(question, draft):
                return Ask(kind=QuestionKind.ADDRESS, case=self._joined(draft, self._case()), draft=draft.id)
            case Intent.FAQ if self.found.faq is not None and self.found.address is None:
                return AnswerFaq(faq_id=self.found.faq.code)
            case Intent.THANKS | Intent.SMALL_TALK if self.found.address is None and self._chosen() is None:
                phrase = Phrase.THANKS if self.found.intent is Intent.THANKS else Phrase.GREETING
                return Say(phrase=phrase, keeps_question=True)
            case _:
                return None

    def _asks_back(self, question: OpenQuestion, draft: Appeal) -> bool:
        """ "Когда дадут?" for an answer to "where?": it is asked once more, as often as may be asked at all."""
        says_where = self.found.address is not None or self.turn.location is not None
        may_ask = self.talk.questions_asked < MAX_QUESTIONS
        return question.kind is QuestionKind.ADDRESS and draft.number is None and not says_where and may_ask

    def _chosen(self) -> str | None:
        """The offered value that was pressed, or typed: its number, its title."""
        question = self.talk.open_question
        if question is None or not question.options:
            return None
        if self.turn.button in question.options:
            return self.turn.button
        typed = self.turn.text.strip().casefold().rstrip(".)")
        for position, (value, title) in enumerate(zip(question.options, question.titles, strict=True), 1):
            if typed in {str(position), title.casefold()}:
                return value
        return None

    def _street_chosen(self, draft: Appeal) -> Decision:
        chosen = self._chosen()
        if chosen is None:
            return self._told_more(draft)
        area = chosen.startswith(AREA)
        name = chosen.removeprefix(AREA if area else PLACE)
        place = replace(draft.place, microdistrict=name) if area else replace(draft.place, street=name)
        return self._complaint(replace(case_of(draft), place=place), draft=draft)

    def _service_chosen(self, draft: Appeal) -> Decision:
        chosen = self._chosen()
        if chosen is None:
            return self._told_more(draft)
        if chosen == NONE_OF_THESE:
            return self._registered(replace(case_of(draft), service_code=None), draft, Review.UNSURE_SERVICE)
        case = replace(case_of(draft), service_code=chosen.removeprefix(SERVICE))
        return self._complaint(case, draft=draft, sure=True)

    def _told_more(self, draft: Appeal) -> Decision:
        """Free words after a question: they complete the draft, and if they do not, a person will."""
        case = self._joined(draft, self._case())
        if case.place.house is None and draft.place.is_known and (house := bare_house(self.turn.text)) is not None:
            case = replace(case, place=replace(case.place, house=house))
        if draft.number is not None:  # registered at once because of danger; the place was asked after
            return Amend(appeal=draft, case=case)
        outside = self.found.address.outside if self.found.address is not None else None
        if outside is not None and not case.place.is_known:
            return Redirect(outside=outside, draft=draft)
        if self.found.address is not None and self.found.address.candidates and not case.place.is_known:
            return self._complaint(case, draft=draft)
        question = self.talk.open_question
        asked_for_place = question is not None and question.kind is QuestionKind.ADDRESS
        if asked_for_place and (self.turn.button == NO_ADDRESS or not self._place_is_enough(case)):
            return self._registered(case, draft, Review.NO_ADDRESS)
        return self._complaint(case, draft=draft)

    # -- no words --------------------------------------------------------------------------------------------------

    def _without_words(self) -> Decision | None:
        if self.turn.text or self.turn.button:
            return None
        if self.turn.attachments and (last := self._last_appeal()) is not None:
            return Attach(appeal=last)
        if self.turn.attachments or self.turn.location is not None:
            return Ask(kind=QuestionKind.PROBLEM, case=self._case())
        contact = next((m.contact for m in self.turn.messages if m.contact is not None), None)
        if contact is not None:
            return Say(phrase=Phrase.PHONE_KEPT if contact.own else Phrase.PHONE_NOT_YOURS, keeps_question=True)
        return Say(phrase=Phrase.UNKNOWN_KIND, keeps_question=True)

    def _last_appeal(self) -> Appeal | None:
        return next((appeal for appeal in self.known.appeals if self._recent(appeal)), None)

    def _recent(self, appeal: Appeal) -> bool:
        return self.now - appeal.updated_at <= FILES_BELONG

    # -- a corrected message -------------------------------------------------------------------------------------------

    def _correction(self) -> Decision | None:
        appeal = next(iter(self.known.edited_appeals), None)
        if appeal is None or not self.turn.edited_ids:
            return None
        case = self._case()
        place = case.place if case.place.is_known else appeal.place
        return Amend(
            appeal=appeal,
            case=replace(case, place=place, service_code=self._sure_service() or appeal.service_code),
        )

    def _addition(self) -> Decision | None:
        """A few words more about the appeal just made: "кв 5", "ой, не 110, а 114", the address that was not found."""
        found, last = self.found, next((appeal for appeal in self.known.numbered if self._recent(appeal)), None)
        tells_more = found.intent is Intent.UNCLEAR or (found.intent is Intent.PROBLEM and found.corrects)
        is_own_story = found.band is not Band.REVIEW or len(self.turn.text.split()) > FEW_WORDS
        if last is None or is_own_story or not tells_more:
            return None
        place = told_later(last.place, self._case().place, found.details, found.corrects)
        if not place.is_known or (place == last.place and found.details is None):
            return None
        return Amend(appeal=last, case=replace(self._joined(last, self._case()), place=place))

    # -- another place's matter ----------------------------------------------------------------------------------------

    def _outside(self) -> Decision | None:
        address = self.found.address
        about_a_place = self.found.intent in {Intent.PROBLEM, Intent.OUTAGE_QUESTION, Intent.OUT_OF_SCOPE}
        if address is None or address.outside is None or not about_a_place:
            return None
        return Redirect(outside=address.outside)

    # -- what the words ask for ----------------------------------------------------------------------------------------

    def _request(self) -> Decision | None:
        match self.found.intent:
            case Intent.OPERATOR:
                return HandOver(reason=Review.OPERATOR)
            case Intent.STATUS:
                return self._status()
            case Intent.CANCEL:
                return self._cancel()
            case Intent.THANKS:
                return Say(phrase=Phrase.THANKS)
            case Intent.SMALL_TALK:
                return Say(phrase=Phrase.GREETING if self.talk.language is None else Phrase.LISTENING)
            case Intent.FAQ if self.found.faq is not None:
                return AnswerFaq(faq_id=self.found.faq.code)
            case Intent.OUTAGE_QUESTION if self.found.address is None and self.found.band is Band.REVIEW:
                return self._asked_again()
            case Intent.OUT_OF_SCOPE:
                return Say(phrase=Phrase.OUT_OF_SCOPE)
            case Intent.SUGGESTION:
                return Register(case=self._case(), review=Review.SUGGESTION)
            case Intent.UNCLEAR | Intent.FAQ if self.found.band is Band.REVIEW:
                return self._ask_problem()
            case _:
                return None

    def _ask_problem(self) -> Decision:
        if self.talk.questions_asked >= MAX_QUESTIONS:
            return HandOver(reason=Review.UNCLEAR)
        return Ask(kind=QuestionKind.PROBLEM, case=None)

    def _asked_again(self) -> Decision:
        """ "До скольки?", "когда дадут?": about what was told last, or about the last appeal."""
        heard = next((one for one in self.known.heard if one.notice.in_force(self.now)), None)
        if heard is not None:
            return Answer(notices=(heard.notice,), place=heard.place)
        if self.known.numbered:
            return TellStatus(appeals=(self.known.numbered[0],))
        return self._ask_problem()

    def _status(self) -> Decision:
        if self.found.appeal_numbers:
            own = [a for a in self.known.appeals if a.number in self.found.appeal_numbers]
            return TellStatus(appeals=tuple(own)) if own else Say(phrase=Phrase.NOT_YOURS)
        shown = [appeal for appeal in self.known.appeals if appeal.number is not None][:STATUS_SHOWN]
        return TellStatus(appeals=tuple(shown)) if shown else Say(phrase=Phrase.NO_APPEALS)

    def _cancel(self) -> Decision:
        numbered = self.known.numbered
        if self.found.appeal_numbers:
            own = [appeal for appeal in numbered if appeal.number in self.found.appeal_numbers]
            return Withdraw(appeal=own[0]) if own else Say(phrase=Phrase.NOT_YOURS)
        if not numbered:
            return Say(phrase=Phrase.NOTHING_TO_CANCEL)
        if len(numbered) == 1:
            return Withdraw(appeal=numbered[0])
        numbers = tuple(appeal.number or "" for appeal in numbered[:STATUS_SHOWN])
        return Ask(
            kind=QuestionKind.WHICH_APPEAL,
            case=None,
            options=tuple(CANCEL + number for number in numbers),
            titles=numbers,
        )

    # -- a complaint ---------------------------------------------------------------------------------------------------

    def _case(self) -> Case:
        return Case(
            description=self.turn.text,
            service_code=self._sure_service(),
            place=place_of(self.found.address, self.turn.location),
        )

    def _sure_service(self) -> str | None:
        top = self.found.top
        return top.code if top is not None and top.confidence >= ASK else None

    def _joined(self, before: Appeal, more: Case) -> Case:
        return joined(before, more, surely=self.found.band is Band.ACT)

    def _complaint(self, case: Case, draft: Appeal | None, *, sure: bool = False) -> Decision:
        address = self.found.address
        may_ask = self.talk.questions_asked < MAX_QUESTIONS
        if draft is None and not case.place.is_known and (heard := self._heard_of(case)) is not None:
            case = replace(case, place=heard.place)
        if may_ask and address is not None and address.candidates and case.place.street is None:
            return self._ask_street(case, draft, address)
        if (settled := self._settled_by_notice(case, draft)) is not None:
            return settled
        if draft is None and (same := self._same_as(case)) is not None:
            return Repeat(appeal=same)
        if may_ask and not self._place_is_enough(case):
            return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None)
        if may_ask and self._lacks_house(case) and not (draft is not None and draft.place.is_known):
            return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None, want_house=True)
        band = Band.ACT if sure else self._band(case)
        if band is Band.ASK and may_ask and self._has_rivals():
            return self._ask_service(case, draft)
        return self._registered(case, draft, None if band is Band.ACT else Review.UNSURE_SERVICE)

    def _band(self, case: Case) -> Band:
        """How sure the case's service is, by all that was said of it."""
        known = {candidate.code: candidate.confidence for candidate in self.found.services}
        if case.service_code is None:
            return Band.REVIEW
        return band_of(known[case.service_code]) if case.service_code in known else Band.ASK

    def _settled_by_notice(self, case: Case, draft: Appeal | None) -> Decision | None:
        utilities = utilities_of(self.found, self.services, case.service_code)
        notices = explaining(self.known.notices, case.place, utilities, self.now)
        if notices:
            return Answer(notices=(notices[0],), place=case.place, draft=draft.id if draft else None)
        perhaps = explaining(self.known.notices, case.place, utilities, self.now, Fit.PERHAPS)
        if perhaps and case.place.house is None and self.talk.questions_asked < MAX_QUESTIONS:
            return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None, want_house=True)
        return None

    def _place_is_enough(self, case: Case) -> bool:
        service = self.services.get(case.service_code or "")
        if service is not None and not service.needs_place:
            return True
        return case.place.is_known

    def _lacks_house(self, case: Case) -> bool:
        """Whether a street or district alone does not say whose tap is dry; a hole in the road is found without."""
        service = self.services.get(case.service_code or "")
        place, address = case.place, self.found.address
        somewhere = place.house or place.landmark or place.point or (address is not None and address.cross)
        return service is not None and service.is_in_house and place.is_known and not somewhere

    def _heard_of(self, case: Case) -> Heard | None:
        """The outage that the citizen was told of, when they write of the same utility again and name no place."""
        service = self.services.get(case.service_code or "")
        utility = service.utility if service is not None else None
        return next((one for one in self.known.heard if one.notice.utility == utility), None)

    def _same_as(self, case: Case) -> Appeal | None:
        """The citizen's own open appeal about this; one without a place repeats the latest of its service."""
        return next(
            (
                appeal
                for appeal in self.known.numbered
                if case.service_code is not None
                and appeal.service_code == case.service_code
                and (appeal.place.same_spot(case.place) or (not case.place.is_known and self._recent(appeal)))
            ),
            None,
        )

    def _ask_street(self, case: Case, draft: Appeal | None, address: Address) -> Decision:
        return Ask(
            kind=QuestionKind.WHICH_STREET,
            case=replace(case, place=place_of(address, self.turn.location)),
            draft=draft.id if draft else None,
            options=tuple((AREA if name in address.areas else PLACE) + name for name in address.candidates),
            titles=address.candidates,
        )

    def _has_rivals(self) -> bool:
        """Whether there is something to choose: a second service that is likely too."""
        return len(self.found.services) > 1 and self.found.services[1].confidence >= RIVAL

    def _ask_service(self, case: Case, draft: Appeal | None) -> Decision:
        first, second, *third = self.found.services[:3]
        likely = [first.code, second.code, *(one.code for one in third if one.confidence >= FAR_FETCHED)]
        return Ask(
            kind=QuestionKind.SERVICE,
            case=case,
            draft=draft.id if draft else None,
            options=(*(SERVICE + code for code in likely), NONE_OF_THESE),
            titles=(*likely, NONE_OF_THESE),
        )

    def _registered(self, case: Case, draft: Appeal | None, review: Review | None) -> Decision:
        return Register(case=case, draft=draft.id if draft else None, review=review)
