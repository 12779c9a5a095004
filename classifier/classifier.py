"""Text → ranked services with the probability that each is meant."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from classifier.calibration import Calibration, fitted
from classifier.index import Index, features
from classifier.ranking import Ranking, ranked
from classifier.terms import Clause

ACT: Final = 0.85
"""From this confidence on the service is taken without asking."""
ASK: Final = 0.35
"""From this confidence on the citizen is asked to choose among the first three; below, an inspector looks."""

_WORDS_SHOWN: Final = 6
_NO_NAMES: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that a message may mean."""

    code: str
    confidence: float  # 0 to 1, the probability that it is right
    words: tuple[str, ...]  # of the message, normalised: what spoke for it


class Classifier:
    """Ranks a fixed set of services (or FAQ entries). Immutable once built; safe to share between threads."""

    def __init__(self, index: Index, calibration: Calibration) -> None:
        self._index = index
        self._calibration = calibration

    @classmethod
    def build(
        cls, phrasings: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]] = _NO_NAMES
    ) -> Classifier:
        """`phrasings`: code → texts as citizens write them; the code's part before "-" is its sphere.

        `names` are the services' official names; they count a little.
        """
        return cls(Index(phrasings, names), fitted())

    def rank(self, text: str, limit: int = 5) -> list[Candidate]:
        """The services that the text may mean, best first, at most `limit`; [] for a text without words.

        Confidences do not rise along the list. Any text is taken, in time bounded by a cap on the words read.
        """
        ranking = ranked(self._index, text)
        best = sorted(ranking.scores.items(), key=lambda item: (-item[1], item[0]))[: max(limit, 0)]
        if not best:
            return []
        confidences = self._confidences(ranking, [score for _, score in best])
        return [
            Candidate(self._index.codes[at], confidence, self._words(ranking.parts, at))
            for (at, _), confidence in zip(best, confidences, strict=True)
        ]

    def _confidences(self, ranking: Ranking, best: Sequence[float]) -> list[float]:
        found = signals(ranking)
        first = self._calibration.probability(found)
        total = sum(math.exp(score - best[0]) for score in ranking.scores.values())
        shares = [math.exp(score - best[0]) / total for score in best]
        rest = max(1 - shares[0], 1e-9)
        left = (1 - first) * self._calibration.second
        return [first, *(min(first, left * share / rest) for share in shares[1:])]

    def _words(self, parts: Sequence[Clause], service: int) -> tuple[str, ...]:
        gains: dict[str, float] = {}
        for clause in parts:
            for word in clause:
                weighted = self._index.weighted(features((word,)))
                gain = sum(
                    weight * dict(self._index.by_service.gains.get(f, ())).get(service, 0.0)
                    for f, weight in weighted.items()
                )
                if gain > 0:
                    gains[word.text] = max(gain, gains.get(word.text, 0.0))
        shown = sorted(gains, key=lambda text: -gains[text])[:_WORDS_SHOWN]
        return tuple(text for text in gains if text in shown)


def signals(ranking: Ranking) -> tuple[float, ...]:
    """What the calibration looks at, in the order of `calibration.FEATURES`."""
    scores = sorted(ranking.scores.values(), reverse=True)
    second = scores[1] if len(scores) > 1 else scores[0] - 10
    total = sum(math.exp(score - scores[0]) for score in scores)
    return (
        1.0,
        scores[0],
        min(scores[0] - second, 10.0),
        ranking.likest,
        ranking.known,
        math.log1p(ranking.words),
        1 / total,
    )
