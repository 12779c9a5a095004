"""Texts as sparse vectors over the features that the phrasings have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from classifier.features import PIECE, of_word, pairs
from classifier.table import Floats, Ints
from classifier.terms import Clause, Word

_REMEMBERED: Final = 1 << 15  # words


@dataclass(frozen=True, slots=True)
class Vector:
    """A text: the numbers of its features and their weights.

    Words and pieces of words are two vectors of length one, side by side: a long word has no more say than a short one.
    """

    features: Ints
    weights: Floats


class Space:
    """The features of a catalog: all whole ones first, then the pieces of words. Safe to share between threads."""

    def __init__(self, features: Sequence[str], importance: Floats) -> None:
        """`importance`: how much each feature tells; a rare one more."""
        self.features = features
        self.importance = importance
        self.words = next((at for at, feature in enumerate(features) if feature.startswith(PIECE)), len(features))
        self._number = {feature: at for at, feature in enumerate(features)}
        self._of_words: dict[tuple[str, str], tuple[tuple[int, float], ...]] = {}

    def vector(self, parts: Iterable[Clause]) -> Vector:
        """What the clauses say together; features that no phrasing has are left out."""
        found: dict[int, float] = {}
        for clause in parts:
            for word in clause:
                for number, weight in self.of_word(word):
                    if weight * word.weight > found.get(number, 0.0):
                        found[number] = weight * word.weight
            for pair, weight in pairs(clause):
                number = self._number.get(pair, -1)
                if number >= 0 and weight > found.get(number, 0.0):
                    found[number] = weight
        return self._scaled(found)

    def of_word(self, word: Word) -> tuple[tuple[int, float], ...]:
        """The known features of one word."""
        key = (word.text, word.term)
        known = self._of_words.get(key)
        if known is None:
            if len(self._of_words) >= _REMEMBERED:
                self._of_words.clear()
            number = self._number
            told = of_word(word.text, word.term, word.concepts)
            known = self._of_words[key] = tuple((number[f], weight) for f, weight in told if f in number)
        return known

    def knows(self, word: Word) -> bool:
        """Whether the word, or the group it belongs to, stands in some phrasing."""
        return any(number < self.words for number, _ in self.of_word(word))

    def _scaled(self, found: dict[int, float]) -> Vector:
        order = sorted(found)
        features = np.array(order, dtype=np.int32)
        weights = np.array([found[number] for number in order], dtype=np.float32) * self.importance[features]
        words = int(np.searchsorted(features, self.words))
        for block in (slice(words), slice(words, None)):
            weights[block] /= max(float(np.sqrt(weights[block] @ weights[block])), 1e-9)
        return Vector(features, weights)
