"""What comes after a question of ours: its answer, or something aside."""

from __future__ import annotations

from dataclasses import replace

from intake_core.appeals.appeal import Appeal
from intake_core.appeals.joining import bare_house, case_of
from intake_core.choices import AREA, CANCEL, NO_ADDRESS, NONE_OF_THESE, PLACE, SERVICE
from intake_core.conversations.conversation import OpenQuestion, QuestionKind
from intake_core.deciding.complaints import complaint, place_is_enough, registered
from intake_core.deciding.requests import cancel_by, request
from intake_core.deciding.situation import Situation
from intake_core.decisions import (
    Amend,
    AnswerFaq,
    Ask,
    Decision,
    Phrase,
    Redirect,
    Review,
    Say,
    Withdraw,
)
from intake_core.understanding.intent import Intent


def answer_to_question(at: Situation) -> Decision | None:
    """What an answer leads to; None if nothing was asked or this is none."""
    question = at.talk.open_question
    if question is None:
        return None
    if question.kind is QuestionKind.WHICH_APPEAL:
        chosen = at.chosen()
        return cancel_by(at, chosen.removeprefix(CANCEL)) if chosen else None
    draft = at.known.draft(question.appeal_id)
    if draft is None:
        return None
    if _is_foreign_button(at, question):
        return None
    if (aside := _aside(at, question, draft)) is not None:
        return aside
    match question.kind:
        case QuestionKind.WHICH_STREET:
            return _street_chosen(at, draft)
        case QuestionKind.SERVICE:
            return _service_chosen(at, draft)
        case _:
            return _told_more(at, draft)


def _is_foreign_button(at: Situation, question: OpenQuestion) -> bool:
    offered = {*question.options, NO_ADDRESS} if question.kind is QuestionKind.ADDRESS else {*question.options}
    return at.turn.button is not None and at.turn.button not in offered


def _aside(at: Situation, question: OpenQuestion, draft: Appeal) -> Decision | None:
    """Something else than an answer: it is dealt with, and the question stays open."""
    match at.found.intent:
        case Intent.OPERATOR | Intent.STATUS:
            return request(at)
        case Intent.CANCEL:
            return Withdraw(appeal=draft)
        case Intent.OUTAGE_QUESTION if _asks_back(at, question, draft):
            return Ask(kind=QuestionKind.ADDRESS, case=at.joined(draft, at.case()), draft=draft.id)
        case Intent.FAQ if at.found.faq is not None and at.found.address is None:
            return AnswerFaq(faq_id=at.found.faq.code)
        case Intent.THANKS | Intent.SMALL_TALK if at.found.address is None and at.chosen() is None:
            phrase = Phrase.THANKS if at.found.intent is Intent.THANKS else Phrase.GREETING
            return Say(phrase=phrase, keeps_question=True)
        case _:
            return None


def _asks_back(at: Situation, question: OpenQuestion, draft: Appeal) -> bool:
    """ "Когда дадут?" for an answer to "where?": it is asked once more, as often as may be asked at all."""
    says_where = at.found.address is not None or at.turn.location is not None
    return question.kind is QuestionKind.ADDRESS and draft.number is None and not says_where and at.may_ask


def _street_chosen(at: Situation, draft: Appeal) -> Decision:
    chosen = at.chosen()
    if chosen is None:
        return _told_more(at, draft)
    area = chosen.startswith(AREA)
    name = chosen.removeprefix(AREA if area else PLACE)
    place = replace(draft.place, microdistrict=name) if area else replace(draft.place, street=name)
    return complaint(at, replace(case_of(draft), place=place), draft=draft)


def _service_chosen(at: Situation, draft: Appeal) -> Decision:
    chosen = at.chosen()
    if chosen is None:
        return _told_more(at, draft)
    if chosen == NONE_OF_THESE:
        return registered(replace(case_of(draft), service_code=None), draft, Review.UNSURE_SERVICE)
    case = replace(case_of(draft), service_code=chosen.removeprefix(SERVICE))
    return complaint(at, case, draft=draft, sure=True)


def _told_more(at: Situation, draft: Appeal) -> Decision:
    """Free words after a question: they complete the draft, and if they do not, a person will."""
    case = at.joined(draft, at.case())
    if case.place.house is None and draft.place.is_known and (house := bare_house(at.turn.text)) is not None:
        case = replace(case, place=replace(case.place, house=house))
    if draft.number is not None:  # registered at once because of danger; the place was asked after
        return Amend(appeal=draft, case=case)
    outside = at.found.address.outside if at.found.address is not None else None
    if outside is not None and not case.place.is_known:
        return Redirect(outside=outside, draft=draft)
    if at.found.address is not None and at.found.address.candidates and not case.place.is_known:
        return complaint(at, case, draft=draft)
    question = at.talk.open_question
    asked_for_place = question is not None and question.kind is QuestionKind.ADDRESS
    if asked_for_place and (at.turn.button == NO_ADDRESS or not place_is_enough(at, case)):
        return registered(case, draft, Review.NO_ADDRESS)
    return complaint(at, case, draft=draft)
