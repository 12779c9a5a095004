"""Whether a text sounds like danger to life now, and which number is called for such a thing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from classifier.explaining import speaking
from classifier.model import Learner
from classifier.terms import clauses


@dataclass(frozen=True, slots=True)
class Danger:
    """The likeliest danger in a text."""

    number: str
    words: tuple[str, ...]  # that spoke for it, normalised


class Dangers(Learner):
    """Learned from examples of danger and of what only sounds like it; its codes are the numbers to call."""

    def likeliest(self, text: str, at_least: float) -> Danger | None:
        """The danger that the text sounds most like; None if it sounds like it by less than this score.

        Above 0: rather this danger than not.
        """
        model = self.model
        parts = clauses(text)
        vector = model.space.vector(parts)
        if not len(vector.features):
            return None
        scores = model.scores(vector)[: model.services]
        best = int(np.argmax(scores))
        if scores[best] < at_least:
            return None
        return Danger(model.codes[best], speaking(model, parts, [best])[0])
