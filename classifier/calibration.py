"""Scores → probabilities that are kept: 0.9 is right nine times in ten."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FEATURES: Final = ("one", "best", "margin", "likest", "known", "words", "share")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over what was found out about a message (`FEATURES`)."""

    weights: tuple[float, ...]
    second: float  # how often the right service is among the others when the first is wrong

    @classmethod
    def from_mapping(cls, fitted: Mapping[str, object]) -> Calibration:
        weights = fitted["weights"]
        if not isinstance(weights, Mapping):
            raise TypeError("calibration.json: weights is not a mapping")
        return cls(tuple(float(weights[name]) for name in FEATURES), float(str(fitted["second"])))

    def probability(self, found: Sequence[float]) -> float:
        """That the first service is right."""
        return logistic(sum(w * x for w, x in zip(self.weights, found, strict=True)))


def logistic(x: float) -> float:
    """Without overflow for any x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


@cache
def fitted() -> Calibration:
    """The curve that `python -m classifier.fit` left beside this module."""
    return Calibration.from_mapping(json.loads(Path(__file__).with_name("calibration.json").read_text("utf-8")))
