"""What is compared of a text: its stems, the groups they belong to, and the neighbours among them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from classifier.terms import NEGATION, Word

_STEM: Final = 1.0  # how much each kind counts
_CONCEPT: Final = 0.7
_PAIR: Final = 0.8
_UNDENIED: Final = 0.5  # of «не горячая» goes to «горячая»: it is still about heat

Features = dict[str, float]
"""Feature → weight. A stem stands as it is, a group after @, a pair as two of them with + between."""


def features(clause: Iterable[Word]) -> Features:
    """The features of one clause."""
    found: Features = {}
    before: tuple[Word, ...] = ()
    for word in clause:
        for feature, weight in _of_word(word.term, word.concepts):
            _keep(found, feature, weight * word.weight)
        for other in before:
            if other.head != word.head:
                _keep(found, _pair(other.head, word.head), _PAIR * min(other.weight, word.weight))
        before = (*before[-1:], word)
    return found


def joined(parts: Iterable[Features]) -> Features:
    """The features of several clauses together."""
    found: Features = {}
    for part in parts:
        for feature, weight in part.items():
            _keep(found, feature, weight)
    return found


@lru_cache(maxsize=1 << 15)
def _of_word(term: str, concepts: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    found: Features = {}
    for feature, weight in ((term, _STEM), *(("@" + concept, _CONCEPT) for concept in concepts)):
        _keep(found, feature, weight)
        if NEGATION in feature:
            _keep(found, feature.replace(NEGATION, ""), weight * _UNDENIED)
    return tuple(found.items())


def _pair(a: str, b: str) -> str:
    """The same for both orders: «воды нет» is «нет воды»."""
    return f"{a}+{b}" if a < b else f"{b}+{a}"


def _keep(found: Features, feature: str, weight: float) -> None:
    if weight > found.get(feature, 0.0):
        found[feature] = weight
