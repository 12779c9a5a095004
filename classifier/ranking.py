"""Evidence from a message's whole and its parts → the probability of each service.

A message is about one of its clauses or about all of them together. So the whole and every clause are ranked the same
way, and their probabilities are mixed: a long story cannot drown its one telling sentence, and of two problems each
comes near the top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.calibration import EVIDENCE
from classifier.model import Model
from classifier.space import Vector
from classifier.table import Ints, Sums
from classifier.terms import Clause

_PARTS: Final = 6  # are ranked by themselves: those that tell most
_WINDOW: Final = 9  # words; a longer clause is also read in pieces
_CLOSEST: Final = 60  # phrasings that are looked at;
_TOGETHER: Final = 3  # of a service say how like it the text is
_FIRST: Final = 24  # services by their words' weights are candidates too
_OF_WHOLE: Final = 0.7  # of the mixture is the whole's, when there are parts
_WIDEST_MARGIN: Final = 3.0  # beyond, more margin tells nothing more

Probabilities = NDArray[np.float64]  # one a service


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate: a row of `calibration.EVIDENCE` each."""

    candidates: Ints
    rows: NDArray[np.float64]
    none: float  # the linear score of "no municipal matter"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found out about one message."""

    probabilities: Probabilities  # of each service, among the services
    whole: Evidence
    known: float  # share of the informative words that are known
    words: int  # informative words
    pieces: tuple[tuple[Clause, Probabilities], ...]  # the parts that were ranked by themselves

    def best(self) -> list[int]:
        """The services that anything speaks for, the likeliest first; equals in the catalog's order."""
        found = np.flatnonzero(self.probabilities)
        order: list[int] = found[np.lexsort((found, -self.probabilities[found]))].tolist()
        return order


def ranked(model: Model, parts: Sequence[Clause]) -> Ranking | None:
    """All services that anything speaks for; None if nothing does. Linear in the parts."""
    whole = evidence(model, parts)
    if whole is None:
        return None
    probabilities = _among(model, whole)
    pieces = [
        (piece, vector)
        for clause in parts
        for piece in _pieces(clause)
        if len((vector := _vector(model, piece)).features)
    ]
    alone: list[tuple[Clause, Probabilities]] = []
    if len(pieces) > 1:
        most = nlargest(_PARTS, pieces, key=lambda one: one[1].telling)
        told = sum(vector.telling for _, vector in most) or 1.0
        probabilities = _OF_WHOLE * probabilities
        for piece, vector in most:
            of_piece = _among(model, _evidence(model, vector))
            probabilities += (1 - _OF_WHOLE) * vector.telling / told * of_piece
            alone.append((piece, of_piece))
    words = [word for clause in parts for word in clause]
    return Ranking(
        probabilities=probabilities,
        whole=whole,
        known=sum(map(model.space.knows, words)) / max(len(words), 1),
        words=len(words),
        pieces=tuple(alone),
    )


def evidence(model: Model, parts: Sequence[Clause]) -> Evidence | None:
    """What speaks for the services that the clauses together may mean; None if no word is known."""
    vector = model.space.vector(parts)
    return _evidence(model, vector) if len(vector.features) else None


def signals(ranking: Ranking) -> tuple[float, ...]:
    """What the calibration looks at, in the order of `calibration.SIGNALS`."""
    first, *others = ranking.best()
    margin = math.log(ranking.probabilities[first] / ranking.probabilities[others[0]]) if others else _WIDEST_MARGIN
    row = dict(zip(ranking.whole.candidates.tolist(), ranking.whole.rows.tolist(), strict=True))
    linear, likest = row.get(first, (0.0, 0.0))
    return (
        1.0,
        linear,
        min(margin, _WIDEST_MARGIN),
        float(ranking.probabilities[first]),
        likest,
        ranking.known,
        math.log1p(ranking.words),
        max(ranking.whole.none - linear, -_WIDEST_MARGIN),
    )


def _vector(model: Model, piece: Clause) -> Vector:
    return model.space.vector([piece])


def _evidence(model: Model, vector: Vector) -> Evidence:
    linear = model.linear(vector)
    services = linear[: model.services]
    owners, likest = _likest(model, *model.closest(vector, _CLOSEST))
    of_service = owners < model.services
    first = np.argpartition(-services, _FIRST)[:_FIRST] if len(services) > _FIRST else np.arange(len(services))
    candidates = np.union1d(first, owners[of_service]).astype(np.int32)
    rows = np.zeros((len(candidates), len(EVIDENCE)))
    rows[:, 0] = services[candidates]
    rows[np.searchsorted(candidates, owners[of_service]), 1] = likest[of_service]
    return Evidence(candidates, rows, none=float(linear[model.services :].max(initial=-_WIDEST_MARGIN)))


def _pieces(clause: Clause) -> list[Clause]:
    """A clause, or its overlapping windows when it runs on without a stop."""
    if len(clause) <= _WINDOW:
        return [clause]
    return [clause[at : at + _WINDOW] for at in range(0, len(clause) - _WINDOW // 2, _WINDOW // 2)]


def _likest(model: Model, closest: Ints, likeness: Sums) -> tuple[Ints, Sums]:
    """The services of the closest phrasings, and how like their three closest the text is; one may be a chance."""
    owners = model.owners[closest]
    order = np.argsort(owners, kind="stable")  # the closest of each service stay first
    owners, likeness = owners[order], likeness[order]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    sizes = np.diff(starts, append=len(owners))
    is_counted = np.arange(len(owners)) - np.repeat(starts, sizes) < _TOGETHER
    sums = np.add.reduceat(likeness * is_counted, starts) if len(starts) else np.zeros(0)
    return owners[starts], sums / _TOGETHER


def _among(model: Model, found: Evidence) -> Probabilities:
    """The probability of each service, by the fitted weights of the evidence."""
    logits = found.rows @ np.array(model.calibration.evidence)
    powers = np.exp(logits - logits.max())
    probabilities = np.zeros(model.services)
    probabilities[found.candidates] = powers / powers.sum()
    return probabilities
