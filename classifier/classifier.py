"""Text → ranked services with the probability that each is meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from classifier.bands import ACT
from classifier.explaining import speaking
from classifier.model import Learner, Model
from classifier.ranking import ranked, signals
from classifier.terms import Clause, clauses, is_filler

KNOWN: Final = 0.95
"""How sure a text is at least that says what a phrasing says, word for word in any order: "света нет" is no riddle.

The calibration is fitted on messages *unlike* the phrasings, where three words are little to go by."""

_CLAUSES_READ: Final = 24
_SEVERAL: Final = 2
_MADE_OF: Final = 2  # informative words at least, for a clause to be a problem of its own


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that a message may mean."""

    code: str
    confidence: float  # 0 to 1, the probability that it is right
    words: tuple[str, ...]  # of the message, normalised: what spoke for it


class Classifier(Learner):
    """Ranks services (or standing questions)."""

    def __init__(self, model: Model, among: Collection[str], *, fillers_tell: bool = False) -> None:
        """`among`: the codes that may be answered; others, of an older catalog, the model may still know.

        `fillers_tell`: a text of nothing but fillers ("который час") may mean something. Otherwise it does only if it
        says a phrasing word for word ("привет" is no service).
        """
        super().__init__(model)
        self._among = frozenset(among)
        self._fillers_tell = fillers_tell

    def rank(self, text: str, limit: int = 5) -> list[Candidate]:
        """The services that the text may mean, best first, at most `limit`; [] for a text without known words.

        Confidences do not rise along the list. Any text is taken, in time bounded by a cap on the words read.
        """
        # Who says the same thing ten times complains once: the one other sentence must not drown.
        parts = list(dict.fromkeys(clauses(text)))[:_CLAUSES_READ]
        model = self.model
        found = self._likeliest(model, parts, limit)
        if not found:
            return []
        words = speaking(model, parts, [at for at, _ in found])
        return [
            Candidate(model.codes[at], confidence, spoke) for (at, confidence), spoke in zip(found, words, strict=True)
        ]

    def problems(self, text: str) -> list[str]:
        """The different services that the text surely speaks of, each in a clause of its own, in the text's order.

        [] for a text with one problem, or with none: who describes one thing twice must not be heard as two.
        """
        parts = [part for part in dict.fromkeys(clauses(text)) if len(part) >= _MADE_OF][:_CLAUSES_READ]
        if len(parts) < _SEVERAL:
            return []
        model = self.model
        spoken: dict[str, str] = {}  # sphere → service
        for part in parts:
            for at, confidence in self._likeliest(model, [part], 1):
                if confidence >= ACT:
                    spoken.setdefault(sphere_of(model.codes[at]), model.codes[at])
        return list(spoken.values()) if len(spoken) >= _SEVERAL else []

    def _likeliest(self, model: Model, parts: Sequence[Clause], limit: int) -> list[tuple[int, float]]:
        """Services, by their number in the model, with the confidence in each; the best first."""
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
        return list(zip(best, [first, *(min(first, left * share / rest) for share in shares[1:])], strict=True))


def said(parts: Sequence[Clause]) -> str:
    """A text's informative words in no order, whatever address and fillers stand around them."""
    return " ".join(sorted(word.term for clause in parts for word in clause))


def sphere_of(code: str) -> str:
    """heating-001 → heating."""
    return code.rpartition("-")[0]
