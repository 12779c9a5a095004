"""The decision about a turn. Pure: values in, a decision out; no clock, no database, no channel.

Read from the top: danger first, then what was pressed, the answer to our own question, files without words, and last
what the words ask for. A complaint is settled by a notice if one explains it, else it becomes an appeal: with at most
two short questions before, and with a person's eye on it where the service is not sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from classifier.bands import Band
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.joining import told_later
from intake_core.choices import CANCEL, OPERATOR, STATUS
from intake_core.city import Service
from intake_core.conversations.conversation import Conversation, QuestionKind
from intake_core.deciding.answers import answer_to_question
from intake_core.deciding.complaints import complaint, further_problems
from intake_core.deciding.requests import cancel_by, request, status
from intake_core.deciding.situation import Situation
from intake_core.decisions import (
    Amend,
    Ask,
    Attach,
    Decision,
    HandOver,
    Phrase,
    Redirect,
    Register,
    Review,
    Say,
)
from intake_core.inbox.turns import Turn
from intake_core.lookups import Lookups
from intake_core.understanding.findings import Findings
from intake_core.understanding.intent import Intent

FEW_WORDS: Final = 8
"""A longer message is a story of its own, even one that is not understood."""


def decide(
    talk: Conversation,
    turn: Turn,
    found: Findings,
    known: Lookups,
    services: Mapping[str, Service],
    now: datetime,
) -> Decision:
    """What to do about a turn."""
    at = Situation(talk, turn, found, known, services, now)
    return (
        _danger(at)
        or _pressed(at)
        or answer_to_question(at)
        or _pressed_late(at)
        or _without_words(at)
        or _correction(at)
        or _outside(at)
        or _addition(at)
        or request(at)
        or complaint(at, at.case(), draft=None)
    )


def _danger(at: Situation) -> Decision | None:
    emergency = at.found.emergency
    if emergency is None:
        return None
    case = replace(at.case(), emergency=emergency.number, service_code=_service_for(at, emergency.number))
    same = next((a for a in at.known.numbered if a.emergency == emergency.number and at.is_recent(a)), None)
    if same is not None and (not case.place.is_known or case.place.same_spot(same.place) or not same.place.is_known):
        return Amend(appeal=same, case=at.joined(same, case), call_first=emergency.number)
    unfinished = _unfinished(at)
    same_matter = unfinished is not None and _is_matter_of(at, unfinished, case)
    if unfinished is not None and same_matter:
        case = replace(at.joined(unfinished, case), service_code=case.service_code or unfinished.service_code)
    elif unfinished is not None and not case.place.is_known:
        case = replace(case, place=unfinished.place)
    return Register(
        case=case,
        draft=unfinished.id if unfinished is not None and same_matter else None,
        left=unfinished if not same_matter else None,
        review=Review.EMERGENCY,
        call_first=emergency.number,
        ask_address=not case.place.is_known,
        also=further_problems(at, case),
    )


def _unfinished(at: Situation) -> Appeal | None:
    """The draft that the open question is about."""
    question = at.talk.open_question
    draft = at.known.draft(question.appeal_id) if question else None
    return draft if draft is not None and draft.number is None else None


def _is_matter_of(at: Situation, draft: Appeal, danger: Case) -> bool:
    """Whether the danger is what the draft began to tell; "нет воды" before "горит балкон" is another matter."""
    if draft.service_code is None or danger.service_code is None:
        return True
    told, now_told = at.services[draft.service_code], at.services[danger.service_code]
    return told.emergency == danger.emergency or told.sphere == now_told.sphere


def _service_for(at: Situation, number: str) -> str | None:
    """The likeliest service that is a matter for this number, else the likeliest at all."""
    of_number = [c.code for c in at.found.services if at.services[c.code].emergency == number]
    if of_number:
        return of_number[0]
    return at.sure_service()


def _pressed(at: Situation) -> Decision | None:
    button = at.turn.button
    if button is None:
        return None
    if button == OPERATOR:
        return HandOver(reason=Review.OPERATOR)
    if button == STATUS:
        return status(at)
    if button.startswith(CANCEL):
        return cancel_by(at, button.removeprefix(CANCEL))
    return None


def _pressed_late(at: Situation) -> Decision | None:
    """A button of a question that is closed, or pressed twice: it does nothing, and says so."""
    if at.turn.button is None or at.turn.text:
        return None
    return Say(phrase=Phrase.PRESSED_LATE, keeps_question=True)


def _without_words(at: Situation) -> Decision | None:
    if at.turn.text or at.turn.button:
        return None
    if at.turn.attachments and (last := _last_appeal(at)) is not None:
        return Attach(appeal=last)
    if at.turn.attachments or at.turn.location is not None:
        return Ask(kind=QuestionKind.PROBLEM, case=at.case())
    contact = next((m.contact for m in at.turn.messages if m.contact is not None), None)
    if contact is not None:
        return Say(phrase=Phrase.PHONE_KEPT if contact.own else Phrase.PHONE_NOT_YOURS, keeps_question=True)
    return Say(phrase=Phrase.UNKNOWN_KIND, keeps_question=True)


def _last_appeal(at: Situation) -> Appeal | None:
    return next((appeal for appeal in at.known.appeals if at.is_recent(appeal)), None)


def _correction(at: Situation) -> Decision | None:
    appeal = next(iter(at.known.edited_appeals), None)
    if appeal is None or not at.turn.edited_ids:
        return None
    case = at.case()
    place = case.place if case.place.is_known else appeal.place
    return Amend(
        appeal=appeal,
        case=replace(case, place=place, service_code=at.sure_service() or appeal.service_code),
    )


def _addition(at: Situation) -> Decision | None:
    """A few words more about the appeal just made: "кв 5", "ой, не 110, а 114", the address that was not found."""
    found, last = at.found, next((appeal for appeal in at.known.numbered if at.is_recent(appeal)), None)
    tells_more = found.intent is Intent.UNCLEAR or (found.intent is Intent.PROBLEM and found.corrects)
    is_own_story = found.band is not Band.REVIEW or len(at.turn.text.split()) > FEW_WORDS
    if last is None or is_own_story or not tells_more:
        return None
    place = told_later(last.place, at.case().place, found.details, found.corrects)
    if not place.is_known or (place == last.place and found.details is None):
        return None
    return Amend(appeal=last, case=replace(at.joined(last, at.case()), place=place))


def _outside(at: Situation) -> Decision | None:
    address = at.found.address
    about_a_place = at.found.intent in {Intent.PROBLEM, Intent.OUTAGE_QUESTION, Intent.OUT_OF_SCOPE}
    if address is None or address.outside is None or not about_a_place:
        return None
    return Redirect(outside=address.outside)
