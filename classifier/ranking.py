"""Evidence from a message's whole and its parts → one logit a service.

A message is about one of its clauses or about all of them together. So the whole and every clause are ranked the same
way, and their probabilities are mixed: a long story cannot drown its one telling sentence, and of two problems each
comes near the top.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from operator import itemgetter
from typing import Final

from rapidfuzz.fuzz import token_set_ratio

from classifier.features import features, joined
from classifier.index import Index
from classifier.letters import fold_kazakh
from classifier.terms import Clause, clauses

_CLAUSES_READ: Final = 24
_PARTS: Final = 6  # are ranked by themselves: those that tell most
_WINDOW: Final = 9  # words; a longer clause is also read in pieces
_CANDIDATES: Final = 200  # phrasings that are looked at for the whole text,
_CANDIDATES_OF_PART: Final = 60  # and for one of its parts
_SPELLED: Final = 0.15  # of them are compared letter by letter
_OF_WHOLE: Final = 0.7  # of the mixture is the whole's, when there are parts
_LEAST: Final = 1e-9  # probability of a service that a part does not speak of

EVIDENCE: Final = ("likest", "usage", "sphere", "spelling", "silence")
Row = tuple[float, float, float, float, float]
Weights = tuple[float, ...]  # of `EVIDENCE`, in its order


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found out about one message."""

    scores: dict[int, float]  # service → logarithm of its probability among the services
    likest: float  # the best service's likeness to its closest phrasings
    raw: float  # the best service's evidence, weighted
    known: float  # share of the informative words that are known
    words: int  # informative words
    parts: tuple[Clause, ...]

    def best(self, limit: int) -> list[int]:
        """The first services; equals in the catalog's order."""
        return sorted(self.scores, key=lambda at: (-self.scores[at], at))[: max(limit, 0)]


def ranked(index: Index, text: str, weights: Weights) -> Ranking:
    """All services that anything speaks for; `weights` in the order of `EVIDENCE`. Linear in the capped text."""
    parts, known = read(index, text)
    whole = evidence(index, parts)
    logits = _weighted(whole, weights)
    scores = _normalised(logits)
    pieces = [(piece, _telling(index, piece)) for clause in parts for piece in _pieces(clause)]
    if len(pieces) > 1:
        most = nlargest(_PARTS, pieces, key=itemgetter(1))
        scores = _mixed(scores, [(_part(index, piece, weights), telling) for piece, telling in most])
    best = max(scores, key=scores.__getitem__, default=-1)
    return Ranking(
        scores=scores,
        likest=whole[best][0] if best in whole else 0.0,
        raw=logits.get(best, 0.0),
        known=known,
        words=sum(map(len, parts)),
        parts=tuple(parts),
    )


def _telling(index: Index, piece: Clause) -> float:
    return sum(index.idf.get(word.term, 0.0) * word.weight for word in piece)


def _part(index: Index, piece: Clause, weights: Weights) -> dict[int, float]:
    return _normalised(_weighted(evidence(index, [piece], _CANDIDATES_OF_PART), weights))


def read(index: Index, text: str) -> tuple[list[Clause], float]:
    """The text's clauses as the index understands them, and the share of their words that it knows."""
    # Who says the same thing ten times complains once: the one other sentence must not drown.
    read = [index.understood(clause) for clause in list(dict.fromkeys(clauses(text)))[:_CLAUSES_READ]]
    return [clause for clause, _ in read if clause], sum(share for _, share in read) / max(len(read), 1)


def evidence(index: Index, parts: Sequence[Clause], candidates: int = _CANDIDATES) -> dict[int, Row]:
    """Service → its evidence, in the order of `EVIDENCE`; for the services of that many closest phrasings."""
    bag = index.weighted(joined(features(clause) for clause in parts))
    if not bag:
        return {}
    closest = index.closest(bag, candidates)
    spelling = _spelling(index, closest, [word.text for clause in parts for word in clause])
    # Features are not independent: their evidence grows as the root of their number.
    scale = math.sqrt(sum(bag.values()))
    usage, sphere = index.by_service.evidence(bag), index.by_sphere.evidence(bag)
    silence = index.by_service.silence(bag)
    return {
        at: (like, usage[at] / scale, sphere[index.sphere_of[at]] / scale, spelling.get(at, 0.0), silence[at])
        for at, like in _likest(index, closest).items()
    }


def _pieces(clause: Clause) -> list[Clause]:
    """A clause, or its overlapping windows when it runs on without a stop."""
    if len(clause) <= _WINDOW:
        return [clause]
    return [clause[at : at + _WINDOW] for at in range(0, len(clause) - _WINDOW // 2, _WINDOW // 2)]


def _likest(index: Index, closest: dict[int, float]) -> dict[int, float]:
    """Service → how like its three closest phrasings the text is; one alone may be a chance."""
    cosines: dict[int, list[float]] = {}
    for phrasing, cosine in closest.items():
        cosines.setdefault(index.owners[phrasing], []).append(cosine)
    return {at: sum(found[:3]) / 3 for at, found in cosines.items()}


def _spelling(index: Index, closest: dict[int, float], words: Iterable[str]) -> dict[int, float]:
    """Service → how much the text is spelled like its closest phrasing, 0 to 1."""
    text = fold_kazakh(" ".join(words))
    best: dict[int, float] = {}
    for phrasing in islice(closest, int(_SPELLED * len(closest)) + 1):  # the best come first
        at = index.owners[phrasing]
        alike = token_set_ratio(text, index.spelled[phrasing]) / 100
        best[at] = max(alike, best.get(at, 0.0))
    return best


def _weighted(table: dict[int, Row], weights: Weights) -> dict[int, float]:
    by_like, by_usage, by_sphere, by_spelling, by_silence = weights
    return {
        at: by_like * like + by_usage * usage + by_sphere * sphere + by_spelling * spelling + by_silence * silence
        for at, (like, usage, sphere, spelling, silence) in table.items()
    }


def _normalised(logits: dict[int, float]) -> dict[int, float]:
    """Logits → logarithms of probabilities."""
    if not logits:
        return {}
    top = max(logits.values())
    total = top + math.log(sum(math.exp(logit - top) for logit in logits.values()))
    return {at: logit - total for at, logit in logits.items()}


def _mixed(whole: dict[int, float], parts: Sequence[tuple[dict[int, float], float]]) -> dict[int, float]:
    """The mixture of the whole's probabilities and its parts', the telling parts more."""
    told = sum(telling for _, telling in parts) or 1.0
    mixed = {at: _OF_WHOLE * math.exp(score) for at, score in whole.items()}
    for scores, telling in parts:
        share = (1 - _OF_WHOLE) * telling / told
        for at, score in scores.items():
            mixed[at] = mixed.get(at, 0.0) + share * math.exp(score)
    return {at: math.log(max(probability, _LEAST)) for at, probability in mixed.items()}
