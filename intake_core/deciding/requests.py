"""What is asked of the centre itself: how an appeal stands, to take it back, a person, a standing answer."""

from __future__ import annotations

from typing import Final

from classifier.bands import Band
from intake_core.choices import CANCEL
from intake_core.conversations.conversation import QuestionKind
from intake_core.deciding.situation import Situation
from intake_core.decisions import (
    Answer,
    AnswerFaq,
    Ask,
    Decision,
    HandOver,
    Phrase,
    Register,
    Review,
    Say,
    TellStatus,
    Withdraw,
)
from intake_core.understanding.intent import Intent

STATUS_SHOWN: Final = 5


def request(at: Situation) -> Decision | None:
    """What the words ask for, if it is no complaint."""
    match at.found.intent:
        case Intent.OPERATOR:
            return HandOver(reason=Review.OPERATOR)
        case Intent.STATUS:
            return status(at)
        case Intent.CANCEL:
            return _cancel(at)
        case Intent.THANKS:
            return Say(phrase=Phrase.THANKS)
        case Intent.SMALL_TALK:
            return Say(phrase=Phrase.GREETING if at.talk.language is None else Phrase.LISTENING)
        case Intent.FAQ if at.found.faq is not None:
            return AnswerFaq(faq_id=at.found.faq.code)
        case Intent.OUTAGE_QUESTION if at.found.address is None and at.found.band is Band.REVIEW:
            return _asked_again(at)
        case Intent.OUT_OF_SCOPE:
            return Say(phrase=Phrase.OUT_OF_SCOPE)
        case Intent.SUGGESTION:
            return Register(case=at.case(), review=Review.SUGGESTION)
        case Intent.UNCLEAR | Intent.FAQ if at.found.band is Band.REVIEW:
            return ask_problem(at)
        case _:
            return None


def ask_problem(at: Situation) -> Decision:
    if not at.may_ask:
        return HandOver(reason=Review.UNCLEAR)
    return Ask(kind=QuestionKind.PROBLEM, case=None)


def _asked_again(at: Situation) -> Decision:
    """ "До скольки?", "когда дадут?": about what was told last, or about the last appeal."""
    heard = next((one for one in at.known.heard if one.notice.in_force(at.now)), None)
    if heard is not None:
        return Answer(notices=(heard.notice,), place=heard.place)
    if at.known.numbered:
        return TellStatus(appeals=(at.known.numbered[0],))
    return ask_problem(at)


def status(at: Situation) -> Decision:
    """How the citizen's appeals stand."""
    if at.found.appeal_numbers:
        own = [a for a in at.known.appeals if a.number in at.found.appeal_numbers]
        return TellStatus(appeals=tuple(own)) if own else Say(phrase=Phrase.NOT_YOURS)
    shown = [appeal for appeal in at.known.appeals if appeal.number is not None][:STATUS_SHOWN]
    return TellStatus(appeals=tuple(shown)) if shown else Say(phrase=Phrase.NO_APPEALS)


def _cancel(at: Situation) -> Decision:
    numbered = at.known.numbered
    if at.found.appeal_numbers:
        own = [appeal for appeal in numbered if appeal.number in at.found.appeal_numbers]
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


def cancel_by(at: Situation, number: str) -> Decision:
    """Take back the appeal with this number."""
    own = next((a for a in at.known.numbered if a.number == number), None)
    return Withdraw(appeal=own) if own is not None else Say(phrase=Phrase.NOTHING_TO_CANCEL)
