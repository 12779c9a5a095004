"""Text → ranked services with the probability that each is meant."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from types import MappingProxyType
from typing import Final

from classifier.calibration import Calibration, fitted
from classifier.features import Features, features
from classifier.index import Index
from classifier.ranking import EVIDENCE, Ranking, ranked
from classifier.terms import clauses, is_filler

Said = tuple[str, ...]

ACT: Final = 0.85
"""From this confidence on the service is taken without asking."""
ASK: Final = 0.35
"""From this confidence on the citizen is asked to choose among the first three; below, an inspector looks."""

KNOWN: Final = 0.95
"""How sure a text is at least that says what a phrasing says, word for word in any order: "света нет" is no riddle.

The calibration is fitted on messages *unlike* the phrasings, where three words are little to go by."""

MUCH_SHORTER: Final = 0.6

_WORDS_SHOWN: Final = 6
_WIDEST_MARGIN: Final = 6.0  # beyond, more margin tells nothing more
_NO_NAMES: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that a message may mean."""

    code: str
    confidence: float  # 0 to 1, the probability that it is right
    words: tuple[str, ...]  # of the message, normalised: what spoke for it


class Classifier:
    """Ranks a fixed set of services (or FAQ entries). Immutable once built; safe to share between threads."""

    def __init__(
        self, index: Index, calibration: Calibration, literal: Mapping[Said, str], *, fillers_tell: bool
    ) -> None:
        self._index = index
        self._fillers_tell = fillers_tell
        self._calibration = calibration
        self._literal = literal

    @classmethod
    def build(
        cls,
        phrasings: Mapping[str, Sequence[str]],
        names: Mapping[str, Sequence[str]] = _NO_NAMES,
        *,
        fillers_tell: bool = False,
    ) -> Classifier:
        """`phrasings`: code → texts as citizens write them; the code's part before "-" is its sphere.

        `names` are the services' official names; they count a little. `fillers_tell`: a text of nothing but fillers
        ("который час") may mean something; otherwise only if it says a phrasing word for word ("привет" is no service).
        Less than a second for 250 services.
        """
        with _collector_resting():
            return cls(Index(phrasings, names), fitted(EVIDENCE), _literal(phrasings), fillers_tell=fillers_tell)

    def rank(self, text: str, limit: int = 5) -> list[Candidate]:
        """The services that the text may mean, best first, at most `limit`; [] for a text without words.

        Confidences do not rise along the list. Any text is taken, in time bounded by a cap on the words read.
        """
        ranking = ranked(self._index, text, self._calibration.evidence)
        best = ranking.best(limit)
        if not best:
            return []
        known = self._literal.get(_said(text)) == self._index.codes[best[0]]
        if not known and not self._fillers_tell and all(map(is_filler, chain.from_iterable(ranking.parts))):
            return []
        words = {word.text: self._index.weighted(features([word])) for clause in ranking.parts for word in clause}
        return [
            Candidate(self._index.codes[at], confidence, self._speaking(words, at))
            for at, confidence in zip(best, self._confidences(ranking, best, KNOWN if known else 0.0), strict=True)
        ]

    def _confidences(self, ranking: Ranking, best: Sequence[int], at_least: float) -> list[float]:
        first = max(at_least, self._calibration.probability(signals(ranking)))
        shares = [math.exp(ranking.scores[at]) for at in best]
        rest = max(1 - shares[0], sum(shares[1:]), 1e-12)
        left = (1 - first) * self._calibration.others
        return [first, *(min(first, left * share / rest) for share in shares[1:])]

    def _speaking(self, words: Mapping[str, Features], service: int) -> tuple[str, ...]:
        """The words that this service uses more than others do, in the message's order."""
        gain = self._index.by_service.gain
        gains = {text: sum(weight * gain(f, service) for f, weight in bag.items()) for text, bag in words.items()}
        shown = nlargest(_WORDS_SHOWN, (text for text, gained in gains.items() if gained > 0), key=gains.__getitem__)
        return tuple(text for text in words if text in shown)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """All that a build makes stays: the garbage collector's walks over it took a quarter of the time."""
    works = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if works:
            gc.enable()


def _said(text: str) -> Said:
    """A text's informative words in no order, whatever address and fillers stand around them."""
    return tuple(sorted(word.term for clause in clauses(text) for word in clause))


def _literal(phrasings: Mapping[str, Sequence[str]]) -> dict[Said, str]:
    """What each phrasing says → its service.

    Where two services' phrasings say the same, the much shorter one says it literally ("нет света" beside "у соседей
    свет есть, у нас нет"); if neither is, it is told of none.
    """
    found: dict[Said, dict[str, int]] = {}
    for service, texts in phrasings.items():
        for text in texts:
            shortest = found.setdefault(_said(text), {})
            shortest[service] = min(len(text), shortest.get(service, len(text)))
    literal = {said: _shortest(lengths) for said, lengths in found.items() if said}
    return {said: code for said, code in literal.items() if code is not None}


def _shortest(lengths: Mapping[str, int]) -> str | None:
    first, *others = sorted(lengths, key=lengths.__getitem__)
    return first if not others or lengths[first] <= MUCH_SHORTER * lengths[others[0]] else None


def signals(ranking: Ranking) -> tuple[float, ...]:
    """What the calibration looks at, in the order of `calibration.SIGNALS`. The ranking must not be empty."""
    first, *others = (ranking.scores[at] for at in ranking.best(2))
    margin = first - others[0] if others else _WIDEST_MARGIN
    return (
        1.0,
        ranking.raw,
        min(margin, _WIDEST_MARGIN),
        math.exp(first),
        ranking.likest,
        ranking.known,
        math.log1p(ranking.words),
    )
