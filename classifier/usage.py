"""How characteristic each feature is of each group of phrasings: of a service, of a sphere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log, log1p
from typing import Final

from classifier.features import Features

_PRIOR: Final = 6.0  # phrasings' worth of doubt about a group's own words

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

    def evidence(self, found: Features) -> list[float]:
        """For each group, the logarithm of how much more it than the average says these things; features weighted."""
        known = [(self._gains[feature], weight) for feature, weight in found.items() if feature in self._gains]
        total = sum(weight for _, weight in known)
        scores = [loss * total for loss in self._losses]
        for gains, weight in known:
            for at, gain in gains.items():
                scores[at] += weight * gain
        return scores

    def gain(self, feature: str, group: int) -> float:
        """How much more the group says this than the average, above nought; 0 if it never does."""
        return self._gains.get(feature, {}).get(group, 0.0)
