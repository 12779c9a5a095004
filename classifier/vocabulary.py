"""The closest known word to one that nobody knows: a typo, a lost letter, an ending the stemmer missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA

_SHORTEST: Final = 4  # letters: in a shorter word one slip makes another word
_LONGEST: Final = 24
_COMPARED: Final = 24  # words that share most letters are measured
_MEMORY: Final = 1 << 14  # answers kept
_CLOSE: Final = 0.74  # similarity from which two words are one; about one slip in four letters


class Vocabulary:
    """Folded words, found again by what is close to them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if _SHORTEST <= len(word) <= _LONGEST})
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self._words):
            for gram in _grams(word):
                self._by_gram[gram].append(at)
        self._answers: dict[str, tuple[str, float] | None] = {}

    def closest(self, word: str) -> tuple[str, float] | None:
        """The known word that is most like `word` (folded) and how alike they are, 0 to 1; None if none is."""
        if not _SHORTEST <= len(word) <= _LONGEST:
            return None
        if word not in self._answers:
            if len(self._answers) >= _MEMORY:
                self._answers.clear()
            self._answers[word] = self._measure(word)
        return self._answers[word]

    def _measure(self, word: str) -> tuple[str, float] | None:
        shared: Counter[int] = Counter()
        for gram in _grams(word):
            shared.update(self._by_gram.get(gram, ()))
        best: tuple[str, float] | None = None
        for at, _ in shared.most_common(_COMPARED):
            other = self._words[at]
            alike = _alike(word, other)
            if alike >= (best[1] if best else _CLOSE):
                best = (other, alike)
        return best


def _alike(word: str, other: str) -> float:
    alike = OSA.normalized_similarity(word, other)
    # People get the start of a word right; what differs only at its end is a form of it.
    return alike if word[0] == other[0] else alike - 0.08


def _grams(word: str) -> set[str]:
    edged = f"^{word}$"
    return {edged[at : at + 3] for at in range(len(edged) - 2)} | {edged[at : at + 2] for at in range(len(edged) - 1)}
