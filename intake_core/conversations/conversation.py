"""What the service remembers of one citizen on one channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from intake_core.messages import ChannelName

QUESTION_EXPIRES: Final = timedelta(minutes=30)
"""An unanswered question is given up after this long: the appeal goes to the inspector as it is."""


class Language(StrEnum):
    """The languages a citizen is answered in."""

    RU = "ru"
    KK = "kk"


class QuestionKind(StrEnum):
    """The few things the service asks, one at a time."""

    ADDRESS = "address"
    WHICH_STREET = "which_street"  # the name belongs to several places
    SERVICE = "service"  # one of three likely ones
    PROBLEM = "problem"  # a photo or a greeting without a word of what is wrong
    WHICH_APPEAL = "which_appeal"  # to cancel


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question that waits for its answer. `options`: the values offered, in the order shown."""

    kind: QuestionKind
    asked_at: datetime
    appeal_id: int | None = None
    options: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One citizen on one channel, as of the beginning of a turn."""

    id: int
    channel: ChannelName
    chat_id: str
    language: Language | None = None
    phone: str | None = None
    open_question: OpenQuestion | None = None
    questions_asked: int = 0
    review_reason: str | None = None
