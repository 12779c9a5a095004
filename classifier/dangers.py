"""How much a text sounds like danger to life now, and which number is called for such a thing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.model import Model
from classifier.terms import clauses


@dataclass(frozen=True, slots=True)
class Danger:
    """The likeliest danger in a text."""

    number: str
    score: float  # above 0: rather this danger than not; see `intake_core.understanding.emergencies` for what it takes
    words: tuple[str, ...]  # that spoke for it, normalised


class Dangers:
    """Learned from examples of danger and of what only sounds like it. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        """`model`: its codes are the numbers to call."""
        self._model = model

    @property
    def model(self) -> Model:
        """What it hears by."""
        return self._model

    def use(self, model: Model) -> None:
        """Hear by another model from now on."""
        self._model = model

    def likeliest(self, text: str) -> Danger | None:
        """The danger that the text sounds most like, however little; None for a text without known words."""
        model = self._model
        parts = clauses(text)
        vector = model.space.vector(parts)
        if not len(vector.features):
            return None
        scores = model.scores(vector)[: model.services]
        best = int(np.argmax(scores))
        words = {word.text: word for clause in parts for word in clause}
        told = {
            text: model.scores(model.space.vector([(word,)]))[best] - model.bias[best] for text, word in words.items()
        }
        speaking = tuple(text for text, gain in told.items() if gain > 0)
        return Danger(model.codes[best], float(scores[best]), speaking)
