"""Evidence from clauses and the whole text → one score a service."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from classifier.index import Features, Index, features, joined
from classifier.terms import Clause, clauses

_CLAUSES_READ: Final = 24
_WINDOW: Final = 9  # words; a longer clause is also read in pieces

EVIDENCE: Final = ("likest", "likest_three", "usage", "sphere", "clause_likest", "clause_usage")
WEIGHTS: Final[dict[str, float]] = {
    "likest": 6.0,
    "likest_three": 4.0,
    "usage": 0.5,
    "sphere": 0.3,
    "clause_likest": 4.0,
    "clause_usage": 0.3,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found out about one message."""

    scores: dict[int, float]  # service → logit among the services
    likest: float  # cosine of the best phrasing of the best service
    known: float  # share of the informative words that are known
    words: int  # informative words
    parts: tuple[Clause, ...]


def ranked(index: Index, text: str) -> Ranking:
    """All services that anything speaks for. Linear in the text, which is capped."""
    read = [index.understood(clause) for clause in clauses(text)[:_CLAUSES_READ]]
    parts = [clause for clause, _ in read if clause]
    words = sum(len(clause) for clause in parts)
    known = sum(share for _, share in read) / max(len(read), 1)
    table = evidence(index, parts)
    scores = {
        at: sum(WEIGHTS[name] * value for name, value in zip(EVIDENCE, row, strict=True)) for at, row in table.items()
    }
    best = max(scores, key=lambda at: scores[at], default=None)
    likest = max(table[best][0], table[best][4]) if best is not None else 0.0
    return Ranking(scores, likest, known, words, tuple(parts))


def evidence(index: Index, parts: list[Clause]) -> dict[int, tuple[float, ...]]:
    """Service → its evidence, in the order of `EVIDENCE`."""
    pieces = [piece for clause in parts for piece in _pieces(clause)]
    bags = [bag for piece in pieces if (bag := index.weighted(features(piece)))]
    if not bags:
        return {}
    whole = index.weighted(joined(features(clause) for clause in parts))
    likest, three, usage, sphere = _of(index, whole)
    if len(bags) == 1:
        clause_likest, clause_usage = likest, usage
    else:
        clause_likest, clause_usage = _best_of(index, bags)
    return {
        at: (
            likest.get(at, 0.0),
            three.get(at, 0.0),
            usage[at],
            sphere[index.sphere_of[at]],
            clause_likest.get(at, 0.0),
            clause_usage[at],
        )
        for at in {*likest, *clause_likest}
    }


def _pieces(clause: Clause) -> list[Clause]:
    """A clause, or its overlapping windows when it runs on without a stop."""
    if len(clause) <= _WINDOW:
        return [clause]
    return [clause[at : at + _WINDOW] for at in range(0, len(clause) - _WINDOW // 2, _WINDOW // 2)]


def _of(index: Index, bag: Features) -> tuple[dict[int, float], dict[int, float], list[float], list[float]]:
    cosines: dict[int, list[float]] = {}
    for phrasing, cosine in index.closest(bag).items():
        cosines.setdefault(index.owners[phrasing], []).append(cosine)
    likest = {at: found[0] for at, found in cosines.items()}
    three = {at: sum(found[:3]) / 3 for at, found in cosines.items()}
    scale = _scale(bag)
    usage = [value / scale for value in index.by_service.evidence(bag)]
    sphere = [value / scale for value in index.by_sphere.evidence(bag)]
    return likest, three, usage, sphere


def _scale(bag: Features) -> float:
    """Features are not independent: their evidence grows as the root of their number."""
    return math.sqrt(sum(bag.values())) or 1.0


def _best_of(index: Index, bags: list[Features]) -> tuple[dict[int, float], list[float]]:
    likest: dict[int, float] = {}
    usage = [-math.inf] * len(index.codes)
    for bag in bags:
        found, _, of_bag, _ = _of(index, bag)
        for at, cosine in found.items():
            likest[at] = max(cosine, likest.get(at, 0.0))
        usage = list(map(max, usage, of_bag))
    return likest, usage
