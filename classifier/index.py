"""The phrasings of all services, turned round: from what a text says to the services that are described so.

Two views of the same words. By phrasing: how much a text is like one phrasing (cosine of idf-weighted features).
By service: how much more often a service's phrasings use these words than all phrasings do.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from typing import Final

from classifier.concepts import concept_of
from classifier.letters import fold_kazakh
from classifier.normalise import stem
from classifier.terms import Clause, Word, clauses
from classifier.vocabulary import Vocabulary

_STEM, _CONCEPT, _PAIR, _UNDENIED = 1.0, 0.7, 0.8, 0.5  # how much each kind of feature counts
_SCATTERED: Final = 0.5  # what is left of a feature that no service repeats
_COMMON: Final = 150  # phrasings from which a feature only adds to phrasings found by rarer ones
_PRIOR: Final = 6.0  # phrasings' worth of doubt about a service's own words
_NAME: Final = 0.6  # a service's name against a phrasing: staff words, not citizens'

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Phrasing:
    service: int
    norm: float
    scale: float


def features(clause: Iterable[Word]) -> Features:
    """What is compared of one clause: its stems, their groups, and the neighbours among them."""
    found: Features = {}
    before: list[Word] = []
    for word in clause:
        _keep(found, word.term, _STEM * word.weight)
        if word.term.startswith("¬"):
            _keep(found, word.term[1:], _STEM * _UNDENIED * word.weight)
        for concept in word.concepts:
            _keep(found, "@" + concept, _CONCEPT * word.weight)
            if concept.startswith("¬"):
                _keep(found, "@" + concept[1:], _CONCEPT * _UNDENIED * word.weight)
        for other in before[-2:]:
            if other.head != word.head:
                _keep(found, "+".join(sorted((other.head, word.head))), _PAIR * min(other.weight, word.weight))
        before.append(word)
    return found


def _keep(found: Features, feature: str, weight: float) -> None:
    if weight > found.get(feature, 0.0):
        found[feature] = weight


def _importance(bags: Sequence[tuple[int, Features]]) -> Features:
    """How much a feature tells: a rare one more, and one that a service repeats more than one that is scattered."""
    seen = Counter(feature for _, bag in bags for feature in bag)
    spread = Counter(feature for _, feature in {(at, feature) for at, bag in bags for feature in bag})
    return {
        feature: math.log(1 + len(bags) / (count + 0.5)) * (_SCATTERED + min(1.0, (count / spread[feature] - 1) / 2))
        for feature, count in seen.items()
    }


def joined(parts: Iterable[Features]) -> Features:
    """The features of several clauses together."""
    found: Features = {}
    for part in parts:
        for feature, weight in part.items():
            _keep(found, feature, weight)
    return found


class Index:
    """Built once from all phrasings; read by any number of threads."""

    def __init__(self, phrasings: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]]) -> None:
        self.codes: tuple[str, ...] = tuple(phrasings)
        self.spheres: tuple[str, ...] = tuple(code.rpartition("-")[0] or code for code in self.codes)
        texts = [
            (at, text, scale)
            for at, code in enumerate(self.codes)
            for source, scale in ((phrasings[code], 1.0), (names.get(code, ()), _NAME))
            for text in source
        ]
        read = [(at, clauses(text), scale) for at, text, scale in texts]
        bags = [(at, joined(map(features, parts)), scale) for at, parts, scale in read]
        self.spelled = [fold_kazakh(" ".join(w.text for clause in parts for w in clause)) for _, parts, _ in read]
        self._vocabulary = Vocabulary(fold_kazakh(w.text) for _, parts, _ in read for clause in parts for w in clause)
        self.idf = _importance([(at, bag) for at, bag, _ in bags])
        self.owners: list[int] = []
        self._postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        self._bags: list[Features] = []
        self._fill(bags)
        self.by_service = Usage(((at, bag, scale) for at, bag, scale in bags), len(self.codes))
        spheres = sorted(set(self.spheres))
        place = {sphere: at for at, sphere in enumerate(spheres)}
        self.sphere_of: tuple[int, ...] = tuple(place[sphere] for sphere in self.spheres)
        self.by_sphere = Usage(((self.sphere_of[at], bag, scale) for at, bag, scale in bags), len(spheres))

    def _fill(self, bags: Iterable[tuple[int, Features, float]]) -> None:
        for at, bag, scale in bags:
            vector = {f: weight * self.idf[f] for f, weight in bag.items()}
            norm = math.sqrt(sum(w * w for w in vector.values()))
            vector = {f: scale * w / (norm or 1) for f, w in vector.items()}
            for f, w in vector.items():
                ids, weights = self._postings[f]
                ids.append(len(self.owners))
                weights.append(w)
            self.owners.append(at)
            self._bags.append(vector)

    def understood(self, clause: Clause) -> tuple[Clause, float]:
        """The clause with unknown words read as the closest known ones; and the share of its words that are known."""
        read: list[Word] = []
        known = 0.0
        for word in clause:
            if word.concepts or word.term in self.idf or word.term.lstrip("¬") in self.idf:
                known += 1
                read.append(word)
            elif close := self._vocabulary.closest(fold_kazakh(word.text)):
                known += close[1]
                denied = word.term.startswith("¬")
                term = "¬" * denied + stem(close[0])
                read.append(Word(word.text, term, concept_of(close[0], denied=denied), word.weight * close[1]))
        return tuple(read), known / max(len(clause), 1)

    def weighted(self, found: Features) -> Features:
        """Features by their idf; what no phrasing has is left out."""
        idf = self.idf
        return {f: weight * idf[f] for f, weight in found.items() if f in idf}

    def closest(self, weighted: Features, limit: int) -> dict[int, float]:
        """Phrasing → cosine with the text, for at most `limit` phrasings, the best first."""
        norm = math.sqrt(sum(w * w for w in weighted.values()))
        scores: dict[int, float] = {}
        for feature, weight in sorted(weighted.items(), key=lambda item: len(self._postings[item[0]][0])):
            ids, weights = self._postings[feature]
            if len(ids) > _COMMON and len(scores) >= limit:
                for at in scores:
                    scores[at] += weight * self._bags[at].get(feature, 0.0)
                continue
            for at, w in zip(ids, weights, strict=True):
                scores[at] = scores.get(at, 0.0) + weight * w
        best = nlargest(limit, scores.items(), key=itemgetter(1))
        return {at: score / norm for at, score in best}


class Usage:
    """How characteristic each feature is of each group of phrasings."""

    def __init__(self, bags: Iterable[tuple[int, Features, float]], groups: int) -> None:
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        sizes = [0.0] * groups
        for at, bag, scale in bags:
            for feature in bag:
                counts[feature][at] += scale
            sizes[at] += scale
        total = sum(sizes) or 1.0
        self._gains: dict[str, dict[int, float]] = {}
        for feature, by_group in counts.items():
            share = sum(by_group.values()) / total
            self._gains[feature] = {at: math.log1p(count / (_PRIOR * share)) for at, count in by_group.items()}
        self._losses = [math.log(_PRIOR / (_PRIOR + size)) for size in sizes]

    def evidence(self, found: Features) -> list[float]:
        """For each group, the logarithm of how much more it than the average says these things; features weighted."""
        total = sum(weight for f, weight in found.items() if f in self._gains)
        scores = [loss * total for loss in self._losses]
        for feature, weight in found.items():
            for at, gain in self._gains.get(feature, {}).items():
                scores[at] += weight * gain
        return scores

    def gain(self, feature: str, group: int) -> float:
        """How much more the group says this than the average, above nought; 0 if it never does."""
        return self._gains.get(feature, {}).get(group, 0.0)
