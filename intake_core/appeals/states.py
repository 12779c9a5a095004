"""An appeal's states and the moves between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class AppealState(StrEnum):
    """Where an appeal stands."""

    DRAFT = "draft"  # a question to the citizen is open; it has no number yet
    REGISTERED = "registered"
    IN_WORK = "in_work"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset(
    {AppealState.DRAFT, AppealState.REGISTERED, AppealState.IN_WORK, AppealState.ANSWERED, AppealState.REOPENED}
)
NUMBERED_OPEN: Final = OPEN - {AppealState.DRAFT}
UNDONE: Final = frozenset({AppealState.REGISTERED, AppealState.IN_WORK, AppealState.REOPENED})
"""Somebody still has to do something: these can be overdue."""

MOVES: Final[dict[AppealState, frozenset[AppealState]]] = {
    AppealState.DRAFT: frozenset({AppealState.REGISTERED, AppealState.ANSWERED, AppealState.WITHDRAWN}),
    AppealState.REGISTERED: frozenset(
        {AppealState.IN_WORK, AppealState.ANSWERED, AppealState.CLOSED, AppealState.WITHDRAWN}
    ),
    AppealState.IN_WORK: frozenset({AppealState.ANSWERED, AppealState.CLOSED, AppealState.WITHDRAWN}),
    AppealState.ANSWERED: frozenset({AppealState.CLOSED, AppealState.REOPENED, AppealState.WITHDRAWN}),
    AppealState.CLOSED: frozenset({AppealState.REOPENED}),
    AppealState.REOPENED: frozenset(
        {AppealState.IN_WORK, AppealState.ANSWERED, AppealState.CLOSED, AppealState.WITHDRAWN}
    ),
    AppealState.WITHDRAWN: frozenset(),
}


class WrongMove(ValueError):
    """An appeal cannot go from its state to this one."""


def check_move(before: AppealState, after: AppealState) -> None:
    """Raises WrongMove unless an appeal may go from `before` to `after`."""
    if after not in MOVES[before]:
        raise WrongMove(f"an appeal that is {before} cannot become {after}")
