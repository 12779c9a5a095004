"""Which standing question a text asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from classifier.classifier import Candidate, Classifier
from classifier.normalise import normalise

LONGEST_QUESTION: Final = 200
"""Characters; longer texts tell a story, they do not ask a standing question."""

ALMOST_LITERAL: Final = 82.0
"""From this likeness (rapidfuzz token_sort_ratio, 0 to 100) on a text is a known phrasing with a typo or two."""


@dataclass(frozen=True, slots=True)
class FaqIndex:
    """The phrasings of the standing questions, ready to be looked up.

    A classifier of their own finds them by their telling words. Questions like "который час" have none (every word of
    it is a filler in a complaint), so a text that is almost a known phrasing counts whatever its words.
    """

    classifier: Classifier
    _phrasings: Mapping[str, str]  # normalised → id

    @classmethod
    def build(cls, classifier: Classifier, phrasings: Mapping[str, Sequence[str]]) -> FaqIndex:
        """An index over id → phrasings in all languages; `classifier` was trained on them."""
        return cls(classifier, {normalise(text): id_ for id_, texts in phrasings.items() for text in texts})

    def find(self, text: str) -> Candidate | None:
        """The likeliest standing question, with how sure it is; None if nothing speaks for one."""
        ranked = next(iter(self.classifier.rank(text, 1)), None)
        literal = self.literally(text)
        if literal is None or (ranked is not None and ranked.confidence > literal.confidence):
            return ranked
        return literal

    def literally(self, text: str) -> Candidate | None:
        """The question whose phrasing the text is, but for a typo or two and the order of words."""
        if len(text) > LONGEST_QUESTION:
            return None
        found = process.extractOne(
            normalise(text), self._phrasings.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALMOST_LITERAL
        )
        if found is None:
            return None
        phrasing, likeness, _ = found
        return Candidate(self._phrasings[phrasing], likeness / 100, tuple(phrasing.split()))
