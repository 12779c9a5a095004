"""Why a deed is not done, for the desk to say in words."""

from __future__ import annotations

from enum import StrEnum


class NotThere(Exception):
    """There is no such appeal, conversation, message or notice, or it is not in a state in which this can be done."""


class Fault(StrEnum):
    """What is wrong with what was asked."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_EXECUTOR = "unknown_executor"
    UNKNOWN_STREET = "unknown_street"
    UNKNOWN_DISTRICT = "unknown_district"
    STILL_ASKED = "still_asked"  # a draft: the citizen's answer is awaited, it registers itself
    NO_TEXT = "no_text"
    LONG_TEXT = "long_text"
    WRONG_MOVE = "wrong_move"


class Refused(ValueError):
    """The deed is not done. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
