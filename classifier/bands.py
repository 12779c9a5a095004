"""What a confidence allows."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

ACT: Final = 0.85
"""From this confidence on the service is taken without asking."""
ASK: Final = 0.35
"""From this confidence on the citizen is asked to choose among the first three; below, an inspector looks."""


class Band(StrEnum):
    """What the confidence in a service allows."""

    ACT = "act"
    ASK = "ask"
    REVIEW = "review"


def band_of(confidence: float) -> Band:
    """What a confidence allows."""
    if confidence >= ACT:
        return Band.ACT
    return Band.ASK if confidence >= ASK else Band.REVIEW
