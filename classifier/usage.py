"""How characteristic each feature is of each group of phrasings: of a service, of a sphere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log, log1p
from typing import Final

from classifier.features import Features

_PRIOR: Final = 6.0  # phrasings' worth of doubt about a group's own words

_OFTEN: Final = 2.0  # phrasings, from which a word is usual in a group
_SURE: Final = 0.95  # no word is quite always said

Counts = dict[str, dict[int, float]]
"""Feature → group → in how many of its phrasings."""


def counted(bags: Iterable[tuple[int, Features, float]]) -> Counts:
    """The counts of (group, features, how much the phrasing counts)."""
    counts: Counts = {}
    for group, bag, scale in bags:
        for feature in bag:
            of_feature = counts.setdefault(feature, {})
            of_feature[group] = of_feature.get(group, 0.0) + scale
    return counts


def regrouped(counts: Counts, group_of: Sequence[int]) -> Counts:
    """The counts of larger groups, `group_of` each smaller one."""
    wider: Counts = {}
    for feature, by_group in counts.items():
        of_feature = wider[feature] = {}
        for group, count in by_group.items():
            of_feature[group_of[group]] = of_feature.get(group_of[group], 0.0) + count
    return wider


def _without(count: float, size: float) -> float:
    """log P(a phrasing of the group lacks the feature)."""
    return log(1 - min(_SURE, count / max(size, 1.0)))


class Usage:
    """Immutable once built."""

    def __init__(self, counts: Counts, sizes: Sequence[float]) -> None:
        """`sizes`: of each group, in phrasings."""
        doubt = _PRIOR / (sum(sizes) or 1.0)
        self._gains: dict[str, Mapping[int, float]] = {}
        for feature, by_group in counts.items():
            expected = doubt * sum(by_group.values())
            self._gains[feature] = {at: log1p(count / expected) for at, count in by_group.items()}
        self._losses = [log(_PRIOR / (_PRIOR + size)) for size in sizes]
        self._unsaid: dict[str, Mapping[int, float]] = {}
        self._silence = [0.0] * len(sizes)
        for feature, by_group in counts.items():
            if "+" not in feature:
                unsaid = {at: _without(count, sizes[at]) for at, count in by_group.items() if count >= _OFTEN}
                self._unsaid[feature] = unsaid
                for at, loss in unsaid.items():
                    self._silence[at] += loss

    def evidence(self, found: Features) -> list[float]:
        """For each group, the logarithm of how much more it than the average says these things; features weighted."""
        known = [(self._gains[feature], weight) for feature, weight in found.items() if feature in self._gains]
        total = sum(weight for _, weight in known)
        scores = [loss * total for loss in self._losses]
        for gains, weight in known:
            for at, gain in gains.items():
                scores[at] += weight * gain
        return scores

    def silence(self, found: Features) -> list[float]:
        """For each group, the logarithm of how probable it is that it leaves its own usual words unsaid, as here."""
        scores = self._silence.copy()
        for feature in found:
            for at, loss in self._unsaid.get(feature, {}).items():
                scores[at] -= loss
        return scores

    def gain(self, feature: str, group: int) -> float:
        """How much more the group says this than the average, above nought; 0 if it never does."""
        return self._gains.get(feature, {}).get(group, 0.0)
