"""Scores → probabilities that are kept: 0.9 is right nine times in ten.

The numbers stand in `calibration.json`, which `python -m classifier.fit` writes; here they are only read and used.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

SIGNALS: Final = ("one", "raw", "margin", "share", "likest", "known", "words")
"""What the probability is read from, see `classifier.classifier.signals`."""
DATA: Final = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """All fitted numbers."""

    evidence: tuple[float, ...]  # weights of `ranking.EVIDENCE`
    signals: tuple[float, ...]  # weights of `SIGNALS`
    others: float  # how often the right service is among the others when the first is wrong

    @classmethod
    def from_mapping(cls, fitted: Mapping[str, Any], evidence: Sequence[str]) -> Calibration:
        """Raises KeyError for a number that is missing."""
        return cls(
            tuple(float(fitted["evidence"][name]) for name in evidence),
            tuple(float(fitted["signals"][name]) for name in SIGNALS),
            float(fitted["others"]),
        )

    def probability(self, found: Sequence[float]) -> float:
        """That the first service is right, from its signals."""
        return logistic(sum(w * x for w, x in zip(self.signals, found, strict=True)))


def logistic(x: float) -> float:
    """1 / (1 + e^-x), without overflow for any x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


@cache
def fitted(evidence: tuple[str, ...]) -> Calibration:
    """The numbers that came with this version."""
    return Calibration.from_mapping(json.loads(DATA.read_text("utf-8")), evidence)
