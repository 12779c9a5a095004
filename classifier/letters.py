"""What Russian and Kazakh look like, letter by letter.

A small letter model (three letters at a time) learned at import from `classifier.lexicon`. It tells how much a
string resembles a word of either language: enough to choose between two readings of a Latin spelling, to see a
forgotten keyboard switch, and to choose the stemmer of a word. All of it works on folded letters, because half
of the citizens have no Kazakh keyboard.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from classifier.lexicon import KAZAKH, RUSSIAN, SHARED, words

_FOLD: Final = str.maketrans("әіңғүұқөһё", "аингуукохе")
_LETTERS: Final = 34  # of the folded alphabet and the word's edge
_SEEN_ENOUGH: Final = 3.0  # sightings of a pair at which three letters are believed as much as two
_KAZAKH_ENDINGS: Final = words("""
    лар лер дар дер тар тер нын нин дын дин тын тин мыз миз ныз низ сыз сиз сыздар сиздер ндар ндер йды йди пты пти
    ыпты ипти ган ген кен ында инде
""")
_MEMORY: Final = 1 << 16  # triples remembered; the two languages have a third of it
_LONGEST: Final = 40  # letters of a word that are looked at: no word is longer


def fold_kazakh(word: str) -> str:
    """The word without the letters that a Russian keyboard lacks (and without ё): "өшірілді" → "оширилди".

    Both spellings of a Kazakh word fold to the same string. Length is kept.
    """
    return _folded(word) if len(word) <= _LONGEST else word.translate(_FOLD)


@lru_cache(maxsize=1 << 15)
def _folded(word: str) -> str:
    return word.translate(_FOLD)


class LetterModel:
    """How probable a word's letters are in one language; a mean of natural logarithms, so length does not count."""

    def __init__(self, words: Iterable[str]) -> None:
        self._triples: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()
        self._pair_starts: Counter[str] = Counter()
        self._singles: Counter[str] = Counter()
        self._followed = _Remembered(self._logarithm)
        for word in words:
            edged = f"^{word}$"
            self._singles.update(edged[:-1])
            for at in range(len(edged) - 1):
                self._pairs[edged[at : at + 2]] += 1
            for at in range(len(edged) - 2):
                self._triples[edged[at : at + 3]] += 1
                self._pair_starts[edged[at : at + 2]] += 1

    def likeness(self, word: str) -> float:
        """About -1.8 for a word of the language, -4 and less for noise. Empty: -9."""
        edged = f"^{word[:_LONGEST]}$"
        if len(edged) < 3:
            return -9.0
        triples = [edged[at : at + 3] for at in range(len(edged) - 2)]
        total = self._followed[edged[:2]] + sum(map(self._followed.__getitem__, triples))
        return total / (len(edged) - 1)

    def _logarithm(self, letters: str) -> float:
        """log P(the last letter | the one or two before it), leaning on one where two were seldom seen."""
        by_pair = (self._pairs[letters[-2:]] + 0.1) / (self._singles[letters[-2]] + 0.1 * _LETTERS)
        seen = self._pair_starts[letters[:-1]] if len(letters) > 2 else 0
        if not seen:
            return math.log(by_pair)
        return math.log((self._triples[letters] + _SEEN_ENOUGH * by_pair) / (seen + _SEEN_ENOUGH))


class _Remembered(dict[str, float]):
    """Answers of a function, looked up without a call: words share their triples."""

    def __init__(self, answer: Callable[[str], float]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, asked: str) -> float:
        if len(self) >= _MEMORY:  # strange scripts must not fill it for ever
            self.clear()
        made = self[asked] = self._answer(asked)
        return made


RUSSIAN_WORDS: Final = frozenset(map(fold_kazakh, RUSSIAN))
KAZAKH_WORDS: Final = frozenset(map(fold_kazakh, KAZAKH))
SHARED_WORDS: Final = frozenset(map(fold_kazakh, SHARED))
KNOWN_WORDS: Final = RUSSIAN_WORDS | KAZAKH_WORDS | SHARED_WORDS
# Sorted: a set's order changes from run to run, and sums of floats with it.
_RUSSIAN_LETTERS: Final = LetterModel(sorted(RUSSIAN_WORDS | SHARED_WORDS))
_KAZAKH_LETTERS: Final = LetterModel(sorted(KAZAKH_WORDS))


@lru_cache(maxsize=1 << 15)
def likeness(word: str) -> tuple[float, float]:
    """How Russian and how Kazakh a word looks (both kept, folded here), as `LetterModel.likeness` counts."""
    folded = fold_kazakh(word[:_LONGEST])
    return _RUSSIAN_LETTERS.likeness(folded), _KAZAKH_LETTERS.likeness(folded)


def is_known(word: str) -> bool:
    """Whether the word, folded, is among the common words of either language."""
    return fold_kazakh(word) in KNOWN_WORDS


def kazakh_lean(word: str) -> float:
    """Above 0: rather Kazakh; below: rather Russian. Words of both languages lean nowhere: 0."""
    folded = fold_kazakh(word)
    in_russian, in_kazakh = folded in RUSSIAN_WORDS, folded in KAZAKH_WORDS
    if folded in SHARED_WORDS or (in_russian and in_kazakh):
        return 0.0
    if in_russian or in_kazakh:
        return 2.0 if in_kazakh else -2.0
    russian, kazakh = likeness(folded)
    return kazakh - russian + (0.6 if folded.endswith(_KAZAKH_ENDINGS) and len(folded) > 4 else 0.0)
