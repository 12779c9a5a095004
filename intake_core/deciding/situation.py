"""All that a decision is made from, and what several of its parts ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from classifier.bands import ASK, Band
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.joining import joined
from intake_core.appeals.place import place_of
from intake_core.city import Service
from intake_core.conversations.conversation import Conversation
from intake_core.inbox.turns import Turn
from intake_core.lookups import Lookups
from intake_core.understanding.findings import Findings

MAX_QUESTIONS: Final = 2
"""So many questions a citizen is asked before a person sees the case."""

FILES_BELONG: Final = timedelta(minutes=30)
"""Files without words that come so soon after an appeal belong to it."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A turn, what it says, and what is known of its citizen."""

    talk: Conversation
    turn: Turn
    found: Findings
    known: Lookups
    services: Mapping[str, Service]
    now: datetime

    @property
    def may_ask(self) -> bool:
        """Whether the citizen may be asked one more question."""
        return self.talk.questions_asked < MAX_QUESTIONS

    def case(self) -> Case:
        """What the turn alone tells."""
        return Case(
            description=self.turn.text,
            service_code=self.sure_service(),
            place=place_of(self.found.address, self.turn.location),
        )

    def sure_service(self) -> str | None:
        """The likeliest service, if it is worth naming."""
        if self.found.problems:
            return self.found.problems[0]
        top = self.found.top
        return top.code if top is not None and top.confidence >= ASK else None

    def joined(self, before: Appeal, more: Case) -> Case:
        """An appeal and what the turn adds to it."""
        return joined(before, more, surely=self.found.band is Band.ACT)

    def is_recent(self, appeal: Appeal) -> bool:
        """Whether what comes now may belong to this appeal."""
        return self.now - appeal.updated_at <= FILES_BELONG

    def chosen(self) -> str | None:
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
