"""The phrasings of all services, turned round: from what a text says to the services that are described so.

Two views of the same words. By phrasing: how much a text is like one phrasing (cosine of weighted features). By service
and by sphere: how much more often their phrasings use these words than all phrasings do (`classifier.usage`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from math import log, sqrt
from operator import itemgetter
from typing import Final

from classifier.concepts import concept_of
from classifier.features import Features, features, joined
from classifier.letters import fold_kazakh
from classifier.normalise import stem
from classifier.terms import NEGATION, Clause, Word, clauses
from classifier.usage import Counts, Usage, counted, regrouped
from classifier.vocabulary import Vocabulary

_SCATTERED: Final = 0.5  # what is left of a feature that no service repeats
_COMMON: Final = 150  # phrasings from which a feature only adds to phrasings found by rarer ones
_NAME: Final = 0.6  # a service's name against a phrasing: staff words, not citizens'

_Read = tuple[int, list[Clause], float]  # a service's phrasing, and how much it counts


class Index:
    """Built once from all phrasings; read by any number of threads."""

    def __init__(self, phrasings: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]]) -> None:
        self.codes: tuple[str, ...] = tuple(phrasings)
        read = list(_read(phrasings, names))
        words = [[fold_kazakh(word.text) for clause in parts for word in clause] for _, parts, _ in read]
        self.spelled: list[str] = list(map(" ".join, words))
        self._vocabulary = Vocabulary(word for of_phrasing in words for word in of_phrasing)
        bags = [(at, joined(map(features, parts)), scale) for at, parts, scale in read]
        counts = counted(bags)
        self.idf = _importance(counts, len(bags))
        self.owners: list[int] = [at for at, _, _ in bags]  # phrasing → service
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)  # feature → phrasing → weight
        self._fill(bags)
        self.by_service, self.by_sphere, self.sphere_of = self._usages(counts, bags)

    def _fill(self, bags: Iterable[tuple[int, Features, float]]) -> None:
        for phrasing, (_, bag, scale) in enumerate(bags):
            told = self.weighted(bag)
            share = scale / (sqrt(sum(w * w for w in told.values())) or 1.0)
            for feature, weight in told.items():
                self._postings[feature][phrasing] = weight * share

    def _usages(
        self, counts: Counts, bags: Sequence[tuple[int, Features, float]]
    ) -> tuple[Usage, Usage, tuple[int, ...]]:
        sphere_of_code = [code.rpartition("-")[0] or code for code in self.codes]
        place = {sphere: at for at, sphere in enumerate(dict.fromkeys(sphere_of_code))}
        sphere_of = tuple(place[sphere] for sphere in sphere_of_code)
        services, spheres = [0.0] * len(self.codes), [0.0] * len(place)
        for at, _, scale in bags:
            services[at] += scale
            spheres[sphere_of[at]] += scale
        return Usage(counts, services), Usage(regrouped(counts, sphere_of), spheres), sphere_of

    def understood(self, clause: Clause) -> tuple[Clause, float]:
        """The clause with unknown words read as the closest known ones; and the share of its words that are known."""
        read: list[Word] = []
        known = 0.0
        for word in clause:
            if word.concepts or word.term in self.idf or word.term.removeprefix(NEGATION) in self.idf:
                known += 1
                read.append(word)
            elif close := self._vocabulary.closest(fold_kazakh(word.text)):
                known += close[1]
                read.append(_as_if(word, *close))
        return tuple(read), known / max(len(clause), 1)

    def weighted(self, found: Features) -> Features:
        """Features by what they tell; what no phrasing has is left out."""
        idf = self.idf
        return {f: weight * idf[f] for f, weight in found.items() if f in idf}

    def closest(self, weighted: Features, limit: int) -> dict[int, float]:
        """Phrasing → cosine with the text, for at most `limit` phrasings, the best first."""
        norm = sqrt(sum(w * w for w in weighted.values()))
        scores: dict[int, float] = {}
        by_rarity = sorted(((self._postings[f], weight) for f, weight in weighted.items()), key=lambda p: len(p[0]))
        for postings, weight in by_rarity:
            if len(postings) <= _COMMON or len(scores) < limit:
                for at, w in postings.items():
                    scores[at] = scores.get(at, 0.0) + weight * w
            else:
                shared = scores.keys() & postings.keys()  # walks the smaller of the two
                for at in shared:
                    scores[at] += weight * postings[at]
        return {at: score / norm for at, score in nlargest(limit, scores.items(), key=itemgetter(1))}


def _read(phrasings: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]]) -> Iterator[_Read]:
    for at, code in enumerate(phrasings):
        for text in phrasings[code]:
            yield at, clauses(text), 1.0
        for text in names.get(code, ()):
            yield at, clauses(text), _NAME


def _importance(counts: Counts, phrasings: int) -> Features:
    """How much a feature tells: a rare one more, and one that a service repeats more than one that is scattered."""
    told: Features = {}
    for feature, by_service in counts.items():
        count = sum(by_service.values())
        repeated = min(1.0, max(0.0, count / len(by_service) - 1) / 2)
        told[feature] = log(1 + phrasings / (count + 0.5)) * (_SCATTERED + repeated)
    return told


def _as_if(word: Word, known: str, alike: float) -> Word:
    """The word as it would be, spelled `known`; it counts less, the less alike they are."""
    denied = word.term.startswith(NEGATION)
    term = NEGATION * denied + stem(known)
    return Word(word.text, term, concept_of(known, denied=denied), word.weight * alike)
