"""What the database knows that bears on a turn. Values; the road fills them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.bands import ASK
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.place import Place
from intake_core.appeals.states import NUMBERED_OPEN
from intake_core.city import Service
from intake_core.digest.notices import Notice, Utility
from intake_core.understanding.findings import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A notice that this conversation was answered from lately, and the place it had asked about."""

    notice: Notice
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """What is known.

    `notices` are near any place the turn or the draft names, or was told of; `appeals` are this conversation's own, the
    newest first, drafts included; `edited_appeals` came from the messages that this turn corrects; `heard` is newest
    first.
    """

    notices: Sequence[Notice] = ()
    appeals: Sequence[Appeal] = ()
    edited_appeals: Sequence[Appeal] = ()
    heard: Sequence[Heard] = ()

    def draft(self, appeal_id: int | None) -> Appeal | None:
        """The draft or appeal that an open question is about."""
        return next((appeal for appeal in self.appeals if appeal.id == appeal_id), None)

    @property
    def numbered(self) -> list[Appeal]:
        """The open appeals that have a number."""
        return [appeal for appeal in self.appeals if appeal.state in NUMBERED_OPEN]


def utilities_of(found: Findings, services: Mapping[str, Service], *codes: str | None) -> frozenset[Utility]:
    """The utilities whose notices may explain what was written."""
    top = found.top.code if found.top and found.top.confidence >= ASK else None
    named = (services[code].utility for code in (top, *codes) if code is not None and code in services)
    return frozenset(utility for utility in named if utility is not None)
