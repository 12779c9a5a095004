"""What each member of staff may do. The desk asks for rights; only this table knows the roles."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The desk roles."""

    INSPECTOR = "inspector"
    OPERATOR = "operator"
    QUALITY_INSPECTOR = "quality_inspector"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What the desk lets somebody do. Whoever is signed in may read."""

    REPLY = "reply"  # write to citizens, take a conversation out of the queue
    CORRECT = "correct"  # an appeal's service, address, executor
    MOVE = "move"  # an appeal from state to state
    RESTORE = "restore"  # say that a utility is back
    SEE_PERSONAL = "see_personal"  # names, phones, numbers as the citizen wrote them; others see them masked
    READ_AUDIT = "read_audit"
    MANAGE_STAFF = "manage_staff"


RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.INSPECTOR: frozenset({Right.REPLY, Right.CORRECT, Right.MOVE, Right.RESTORE, Right.SEE_PERSONAL}),
    # Operators answer and run the digest; which executor an appeal goes to is the inspector's business.
    Role.OPERATOR: frozenset({Right.REPLY, Right.RESTORE}),
    # Closes or reopens after hearing the citizen, and never touches what she judges.
    Role.QUALITY_INSPECTOR: frozenset({Right.MOVE, Right.SEE_PERSONAL}),
    Role.SUPERVISOR: frozenset(),
    Role.ADMINISTRATOR: frozenset(Right),
}


def may(role: Role, right: Right) -> bool:
    """Whether this role has this right."""
    return right in RIGHTS[role]
