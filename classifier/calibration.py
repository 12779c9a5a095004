"""Scores → probabilities that are kept: 0.9 is right nine times in ten."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SIGNALS: Final = ("one", "score", "margin", "share", "known", "words", "none")
"""What the probability that the first candidate is right is read from, see `classifier.ranking.signals`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """All fitted numbers of a model but its features' weights."""

    sharpness: float  # scores → logits of the services among one another
    signals: tuple[float, ...]  # weights of `SIGNALS`
    others: float  # how often the right service is among the others when the first is wrong

    @classmethod
    def from_mapping(cls, fitted: Mapping[str, Any]) -> Calibration:
        """Raises KeyError for a number that is missing."""
        signals = tuple(float(fitted["signals"][name]) for name in SIGNALS)
        return cls(float(fitted["sharpness"]), signals, float(fitted["others"]))

    def to_mapping(self) -> dict[str, Any]:
        """The numbers by name."""
        signals = dict(zip(SIGNALS, self.signals, strict=True))
        return {"sharpness": self.sharpness, "signals": signals, "others": self.others}

    def probability(self, found: Sequence[float]) -> float:
        """That the first service is right, from its signals."""
        return logistic(sum(w * x for w, x in zip(self.signals, found, strict=True)))


def logistic(x: float) -> float:
    """1 / (1 + e^-x), without overflow for any x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
