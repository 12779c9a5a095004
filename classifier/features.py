"""What is compared of a text: its stems, the groups they belong to, pairs of neighbours, and pieces of its words.

A stem stands as it is, a group after @, a pair as two of them with + between, a piece of three or four letters after #.
Pieces forgive typos and endings that no stemmer knows; they are weighed apart from the words (`classifier.space`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from classifier.letters import fold_kazakh
from classifier.terms import NEGATION, Clause, Word

PIECE: Final = "#"

_STEM: Final = 1.0  # how much each kind counts
_CONCEPT: Final = 0.7
_PAIR: Final = 0.8
_UNDENIED: Final = 0.5  # of «не горячая» goes to «горячая»: it is still about heat
_PIECES: Final = (3, 4)  # letters


def features(parts: Iterable[Clause]) -> set[str]:
    """The features of a text's clauses together."""
    found: set[str] = set()
    for clause in parts:
        for word in clause:
            found.update(feature for feature, _ in of_word(word.text, word.term, word.concepts))
        found.update(pair for pair, _ in pairs(clause))
    return found


@lru_cache(maxsize=1 << 15)
def of_word(text: str, term: str, concepts: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The features of one word, its place in the text aside."""
    found: dict[str, float] = {}

    def keep(feature: str, weight: float) -> None:
        found[feature] = max(weight, found.get(feature, 0.0))

    for feature, weight in ((term, _STEM), *(("@" + concept, _CONCEPT) for concept in concepts)):
        keep(feature, weight)
        if NEGATION in feature:
            keep(feature.replace(NEGATION, ""), weight * _UNDENIED)
    edged = f" {fold_kazakh(text)} "
    for length in _PIECES:
        for at in range(len(edged) - length + 1):
            keep(PIECE + edged[at : at + length], 1.0)
    return tuple(found.items())


def pairs(clause: Clause) -> Iterator[tuple[str, float]]:
    """What stands beside what, or with one word between; the same for both orders: «воды нет» is «нет воды»."""
    before: tuple[Word, ...] = ()
    for word in clause:
        for other in before:
            if other.head != word.head:
                first, second = sorted((other.head, word.head))
                yield f"{first}+{second}", _PAIR * min(other.weight, word.weight)
        before = (*before[-1:], word)
