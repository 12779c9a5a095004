"""Text → ranked services with the probability that each is meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, islice
from typing import Final

import numpy as np

from classifier.model import Model
from classifier.ranking import ranked, signals
from classifier.terms import Clause, clauses, is_filler

ACT: Final = 0.85
"""From this confidence on the service is taken without asking."""
ASK: Final = 0.35
"""From this confidence on the citizen is asked to choose among the first three; below, an inspector looks."""

KNOWN: Final = 0.95
"""How sure a text is at least that says what a phrasing says, word for word in any order: "света нет" is no riddle.

The calibration is fitted on messages *unlike* the phrasings, where three words are little to go by."""

_CLAUSES_READ: Final = 24
_WORDS_SHOWN: Final = 6
_SEVERAL: Final = 2
_MADE_OF: Final = 2  # informative words at least, for a clause to be a problem of its own


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that a message may mean."""

    code: str
    confidence: float  # 0 to 1, the probability that it is right
    words: tuple[str, ...]  # of the message, normalised: what spoke for it


class Classifier:
    """Ranks services (or standing questions). Safe to share between threads."""

    def __init__(self, model: Model, among: Collection[str], *, fillers_tell: bool = False) -> None:
        """`among`: the codes that may be answered; others, of an older catalog, the model may still know.

        `fillers_tell`: a text of nothing but fillers ("который час") may mean something. Otherwise it does only if it
        says a phrasing word for word ("привет" is no service).
        """
        self._model = model
        self._among = frozenset(among)
        self._fillers_tell = fillers_tell

    @property
    def model(self) -> Model:
        """What it ranks by."""
        return self._model

    def use(self, model: Model) -> None:
        """Rank by another model from now on; a ranking that is under way ends with the one it began with."""
        self._model = model

    def rank(self, text: str, limit: int = 5) -> list[Candidate]:
        """The services that the text may mean, best first, at most `limit`; [] for a text without known words.

        Confidences do not rise along the list. Any text is taken, in time bounded by a cap on the words read.
        """
        # Who says the same thing ten times complains once: the one other sentence must not drown.
        return self._ranked(list(dict.fromkeys(clauses(text)))[:_CLAUSES_READ], limit)

    def problems(self, text: str) -> list[Candidate]:
        """The different services that the text surely speaks of, each in a clause of its own, in the text's order.

        [] for a text with one problem, or with none: who describes one thing twice must not be heard as two.
        """
        spoken: dict[str, Candidate] = {}
        parts = [part for part in dict.fromkeys(clauses(text)) if len(part) >= _MADE_OF][:_CLAUSES_READ]
        if len(parts) < _SEVERAL:
            return []
        for part in parts:
            found = next(iter(self._ranked([part], 1)), None)
            if found is not None and found.confidence >= ACT:
                spoken.setdefault(_sphere(found.code), found)
        return list(spoken.values()) if len(spoken) >= _SEVERAL else []

    def _ranked(self, parts: Sequence[Clause], limit: int) -> list[Candidate]:
        model = self._model
        ranking = ranked(model, parts)
        if ranking is None:
            return []
        answerable = (at for at in ranking.order.tolist() if model.codes[at] in self._among)
        best = list(islice(answerable, max(limit, 0)))
        if not best:
            return []
        known = model.literal.get(said(parts)) == best[0]
        if not known and not self._fillers_tell and all(map(is_filler, chain.from_iterable(parts))):
            return []
        first = max(KNOWN if known else 0.0, model.calibration.probability(signals(ranking)))
        shares = [float(ranking.probabilities[at]) for at in best]
        rest = max(1 - shares[0], sum(shares[1:]), 1e-12)
        left = (1 - first) * model.calibration.others
        confidences = [first, *(min(first, left * share / rest) for share in shares[1:])]
        words = _speaking(model, parts, best)
        return [
            Candidate(model.codes[at], confidence, spoke)
            for at, confidence, spoke in zip(best, confidences, words, strict=True)
        ]


def said(parts: Sequence[Clause]) -> str:
    """A text's informative words in no order, whatever address and fillers stand around them."""
    return " ".join(sorted(word.term for clause in parts for word in clause))


def _sphere(code: str) -> str:
    return code.rpartition("-")[0]


def _speaking(model: Model, parts: Sequence[Clause], services: Sequence[int]) -> list[tuple[str, ...]]:
    """For each service, the words whose features speak for it most, in the message's order."""
    space = model.space
    words = {word.text: space.of_word(word) for clause in parts for word in clause}
    texts = list(words)
    numbers = [number for told in words.values() for number, _ in told]
    weights = np.array([weight for told in words.values() for _, weight in told], dtype=np.float32)
    word_of = np.repeat(np.arange(len(texts)), [len(told) for told in words.values()])
    rows = np.array(numbers, dtype=np.int32)
    weights = weights * space.importance[rows] if len(rows) else weights
    place, columns, values = model.weights.cells(rows)
    asked = np.full(model.weights.width, -1)
    asked[services] = np.arange(len(services))
    is_asked = asked[columns] >= 0
    place, columns, values = place[is_asked], columns[is_asked], values[is_asked]
    cell = asked[columns] * len(texts) + word_of[place]
    gains = np.bincount(cell, values * weights[place], minlength=len(services) * len(texts))
    found = []
    for of_service in gains.reshape(len(services), len(texts)):
        shown = nlargest(_WORDS_SHOWN, np.flatnonzero(of_service > 0).tolist(), key=of_service.__getitem__)
        found.append(tuple(texts[at] for at in sorted(shown)))
    return found
