"""What can be decided about a turn. One type an outcome; `road.py` carries each out, `wording.py` words it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.place import Place
from intake_core.conversations.conversation import QuestionKind
from intake_core.digest.notices import Notice


class Review(StrEnum):
    """Why a person is needed."""

    EMERGENCY = "emergency"
    UNSURE_SERVICE = "unsure_service"
    NO_ADDRESS = "no_address"
    NO_ANSWER = "no_answer"
    OPERATOR = "operator"
    UNCLEAR = "unclear"
    SUGGESTION = "suggestion"
    SET_ASIDE = "set_aside"
    WINDOW_CLOSED = "window_closed"
    NOT_DELIVERED = "not_delivered"
    EVIDENCE_LOST = "evidence_lost"
    CITIZEN_WROTE = "citizen_wrote"


class Phrase(StrEnum):
    """Short answers that need nothing looked up; each is a text in the reply files."""

    GREETING = "greeting"
    THANKS = "thanks"
    OUT_OF_SCOPE = "out-of-scope"
    NO_APPEALS = "no-appeals"
    NOT_YOURS = "not-yours"
    NOTHING_TO_CANCEL = "nothing-to-cancel"
    UNKNOWN_KIND = "unknown-kind"
    PHONE_KEPT = "phone-kept"
    PHONE_NOT_YOURS = "phone-not-yours"
    ASK_PROBLEM = "ask-problem"
    QUESTION_DROPPED = "question-dropped"
    PRESSED_LATE = "pressed-late"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A notice in force explains it: nobody is disturbed. `draft`: the draft that is settled so."""

    notices: tuple[Notice, ...]
    place: Place
    draft: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFaq:
    """A standing answer."""

    faq_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One short question; the case waits as a draft, if there is one.

    `options` are values, `titles` what is shown; both empty for a question in free words. `want_house`: the street is
    known, its house decides.
    """

    kind: QuestionKind
    case: Case | None
    draft: int | None = None
    options: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    want_house: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """An appeal. `call_first`: the emergency number. `ask_address`: registered at once, the place is asked after."""

    case: Case
    draft: int | None = None
    review: Review | None = None
    call_first: str | None = None
    ask_address: bool = False
    left: Appeal | None = None  # another matter, whose question is given up for this one: registered as it is
    also: tuple[Case, ...] = ()  # the message's further problems, each an appeal of its own
    notices: tuple[Notice, ...] = ()  # explain further problems of the message


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """What the citizen adds to or corrects in an appeal that is open already."""

    appeal: Appeal
    case: Case
    call_first: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same complaint of the same citizen: no second appeal."""

    appeal: Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """Only evidence came: it belongs to this appeal (or draft)."""

    appeal: Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStatus:
    """How the citizen's own appeals stand."""

    appeals: tuple[Appeal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The citizen takes an appeal back."""

    appeal: Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """The place lies outside the city. `outside`: its name_ru; `draft`: the draft that is none of ours then."""

    outside: str
    draft: Appeal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A person takes it from here."""

    reason: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A short answer. `keeps_question`: what was asked before is still asked."""

    phrase: Phrase
    keeps_question: bool = False


Decision = (
    Answer | AnswerFaq | Ask | Register | Amend | Repeat | Attach | TellStatus | Withdraw | Redirect | HandOver | Say
)
