"""Danger to life, now: which number to call first, and which words said so.

What counts as danger is data (`cities/<city>/rules/emergencies.yaml`); this module only knows how a danger is talked
away: denied ("газом не пахнет"), supposed ("а если запахнет?"), long past, told in the news, or a figure of speech.
In doubt danger wins: a needless line with a number costs less than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from classifier.dangers import Dangers
from classifier.normalise import fold_kazakh, normalise
from intake_core.understanding.clauses import Clauses, read_clauses
from intake_core.understanding.phrases import Sign, Spot, Vocabulary, Word, find, read_sign

_MOST_SPOTS: Final = 20  # spots of one sign that are weighed; a text that needs more repeats itself


ALARM_FROM: Final = 0.5
"""A text that sounds so much like danger (`classifier.dangers`) raises the alarm without a rule's word."""

LEARNED: Final = "learned"
"""The kind of a danger that no rule named."""

_HEARD: Final = 4000  # characters
_SENTENCE: Final = re.compile(r"[.!?…\n]+")


class EmergencyNumber(StrEnum):
    """Kazakhstan's emergency numbers."""

    FIRE = "101"
    POLICE = "102"
    AMBULANCE = "103"
    GAS = "104"
    RESCUE = "112"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """A danger that a message speaks of. `words` are the folded words that said so, in the message's order."""

    number: EmergencyNumber
    kind: str  # a key of the city's rules: gas_leak, fire, trapped …
    words: tuple[str, ...]


class Scope(StrEnum):
    """Where a guard must stand to silence a sign."""

    BEFORE = "before"  # in the sign's clause, before its first word
    CLAUSE = "clause"
    SENTENCE = "sentence"
    MESSAGE = "message"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Guard(_Part):
    scope: Scope
    signs: list[str] = Field(min_length=1)
    unless: list[str] = []  # signs in the same sentence that take the guard away


class _Denial(_Part):
    before: list[str]  # right before a word of the sign: не
    beside: list[str]  # right before or after a word that can be denied: нет
    after: list[str]  # right after the sign's last word: жоқ
    deniable: list[str]


class _Kind(_Part):
    kind: str = Field(pattern=r"^[a-z_]+$")
    number: EmergencyNumber
    signs: list[str] = Field(min_length=1)
    unless: list[str] = []  # signs nearby that make it something harmless
    unless_scope: Scope = Scope.CLAUSE


class _RulesFile(_Part):
    groups: dict[str, list[str]]
    guards: dict[str, _Guard]
    denial: _Denial
    no_slips: list[str]
    kinds: list[_Kind] = Field(min_length=1)

    @model_validator(mode="after")
    def _kinds_are_distinct(self) -> _RulesFile:
        names = [kind.kind for kind in self.kinds]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
        return self


@dataclass(frozen=True, slots=True)
class _ReadGuard:
    scope: Scope
    signs: tuple[Sign, ...]
    unless: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class _ReadKind:
    kind: str
    number: EmergencyNumber
    signs: tuple[Sign, ...]
    unless: tuple[Sign, ...]
    unless_scope: Scope


class EmergencyRules:
    """A city's rules, read and ready. Make it with `from_data`."""

    def __init__(self, file: _RulesFile) -> None:
        def read(lines: Iterable[str]) -> tuple[Sign, ...]:
            return tuple(read_sign(line, file.groups) for line in lines)

        self._guards = tuple(_ReadGuard(g.scope, read(g.signs), read(g.unless)) for g in file.guards.values())
        self._kinds = tuple(
            _ReadKind(kind.kind, kind.number, read(kind.signs), read(kind.unless), kind.unless_scope)
            for kind in file.kinds
        )
        all_signs = [sign for kind in self._kinds for sign in (*kind.signs, *kind.unless)]
        all_signs += [sign for guard in self._guards for sign in (*guard.signs, *guard.unless)]
        self._vocabulary = Vocabulary(all_signs, no_slips=file.no_slips)
        self._not_before = _folded(file.denial.before)
        self._not_beside = _folded(file.denial.beside)
        self._not_after = _folded(file.denial.after)
        self._deniable = _folded(file.denial.deniable)

    @classmethod
    def from_data(cls, data: object) -> EmergencyRules:
        """The parsed YAML of `rules/emergencies.yaml` → rules.

        Raises ValueError (pydantic's ValidationError or PhraseError) that names the faulty line.
        """
        return cls(_RulesFile.model_validate(data))

    def find(self, text: str) -> Emergency | None:
        """See `find_emergency`."""
        clauses = read_clauses(text)
        index = self._vocabulary.index(clauses)
        for kind in self._kinds:
            spot = self._speaking(kind, clauses, index)
            if spot is not None:
                spoken = tuple(clauses.words[place] for place in spot.places)
                return Emergency(number=kind.number, kind=kind.kind, words=spoken)
        return None

    def without_talk(self, text: str) -> list[str]:
        """The text's sentences but those that speak of what was, of what might be, of what is asked or joked about."""
        return [sentence for sentence in _SENTENCE.split(text) if sentence.strip() and not self._is_talk(sentence)]

    def _is_talk(self, sentence: str) -> bool:
        clauses = read_clauses(sentence)
        index = self._vocabulary.index(clauses)
        return any(
            any(True for _ in _all(guard.signs, clauses, index))
            and not any(True for _ in _all(guard.unless, clauses, index))
            for guard in self._guards
        )

    def _speaking(self, kind: _ReadKind, clauses: Clauses, index: dict[Word, list[int]]) -> Spot | None:
        """The first spot of the kind's signs that nothing talks away."""
        for sign in kind.signs:
            for count, spot in enumerate(find(sign, clauses, index)):
                if count >= _MOST_SPOTS:
                    break
                if self._denied(spot, clauses):
                    continue
                harmless = _all(kind.unless, clauses, index)
                if any(_in_scope(spot, other, kind.unless_scope, clauses) for other in harmless):
                    continue
                if not any(_guarded(spot, guard, clauses, index) for guard in self._guards):
                    return spot
        return None

    def _denied(self, spot: Spot, clauses: Clauses) -> bool:
        words, own = clauses.words, set(spot.places)

        def beside(place: int, step: int) -> str:
            near = place + step
            inside = 0 <= near < len(words) and near not in own and clauses.clause[near] == clauses.clause[place]
            return words[near] if inside else ""

        if any(beside(place, -1) in self._not_before for place in spot.places):
            return True
        if beside(spot.last, 1) in self._not_after:
            return True
        return any(
            words[place] in self._deniable and {beside(place, -1), beside(place, 1)} & self._not_beside
            for place in (*spot.places, *_neighbours(spot, clauses))
        )


def find_emergency(text: str, rules: EmergencyRules, dangers: Dangers | None = None) -> Emergency | None:
    """The most pressing danger that a message speaks of, in the rules' order of kinds; None for none.

    Understands both languages, without Kazakh letters, in Latin and with a slip of a letter. Linear; never raises.
    `dangers` hears what no rule has a word for, in the sentences that do not talk it away.
    """
    found = rules.find(text)
    if found is not None or dangers is None:
        return found
    likeliest = dangers.likeliest(". ".join(rules.without_talk(text[:_HEARD])), ALARM_FROM)
    if likeliest is None:
        return None
    return Emergency(number=EmergencyNumber(likeliest.number), kind=LEARNED, words=likeliest.words)


def _folded(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_kazakh(normalise(line)) for line in lines)


def _neighbours(spot: Spot, clauses: Clauses) -> Iterable[int]:
    """The places inside and just around a spot, in its clause: "запаха газа нет" denies the smell, not the gas."""
    around = range(max(0, spot.first - 1), min(len(clauses.words), spot.last + 2))
    return (place for place in around if clauses.clause[place] == clauses.clause[spot.first])


def _all(signs: tuple[Sign, ...], clauses: Clauses, index: dict[Word, list[int]]) -> Iterable[Spot]:
    return (spot for sign in signs for spot in find(sign, clauses, index))


def _guarded(spot: Spot, guard: _ReadGuard, clauses: Clauses, index: dict[Word, list[int]]) -> bool:
    told = set(spot.places)  # «не может встать» is the danger's own word, no «может быть»
    others = (other for other in _all(guard.signs, clauses, index) if not told.issuperset(other.places))
    if not any(_in_scope(spot, other, guard.scope, clauses) for other in others):
        return False
    lifted = _all(guard.unless, clauses, index)
    return not any(_in_scope(spot, other, Scope.SENTENCE, clauses) for other in lifted)


def _in_scope(spot: Spot, other: Spot, scope: Scope, clauses: Clauses) -> bool:
    """Whether another spot stands where it bears on this one."""
    own_clauses = {clauses.clause[place] for place in spot.places}
    own_sentences = {clauses.sentence[place] for place in spot.places}
    match scope:
        case Scope.BEFORE:
            return clauses.clause[other.first] in own_clauses and other.first <= spot.last
        case Scope.CLAUSE:
            return clauses.clause[other.first] in own_clauses
        case Scope.SENTENCE:
            return clauses.sentence[other.first] in own_sentences
        case Scope.MESSAGE:
            return True
