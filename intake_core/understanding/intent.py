"""What a citizen wants of us with a message.

The words that show it are data (`cities/<city>/rules/intents.yaml`); this module decides which of them wins when
several speak, and that order is the whole of it: see `IntentRules._decide`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from classifier.letters import is_known, likeness
from classifier.normalise import fold_kazakh, normalise
from intake_core.understanding.clauses import Clauses, read_clauses
from intake_core.understanding.phrases import Sign, Vocabulary, Word, find, read_sign

_LIKELY: Final = 0.5  # a service this likely makes a message a problem by itself
_POSSIBLE: Final = 0.3  # … and this likely does beside a word of complaint's neighbour: a contrast, a greeting
_APPEAL_NUMBER: Final = re.compile(r"(?<!\d)109(?:[-–— ]\d{3}[-–— ]\d{4}|\d{7})(?!\d)")
_SLIPS_FROM: Final = 7  # letters: cues are everyday words, and продают is no slip of продаю
_SHORT: Final = 3  # words of a message that a lone cue may make up


class Intent(StrEnum):
    """What a message is for."""

    PROBLEM = "problem"
    OUTAGE_QUESTION = "outage_question"
    STATUS = "status"
    CANCEL = "cancel"
    FAQ = "faq"
    SMALL_TALK = "small_talk"
    THANKS = "thanks"
    SUGGESTION = "suggestion"
    OPERATOR = "operator"
    OUT_OF_SCOPE = "out_of_scope"
    UNCLEAR = "unclear"


class Cue(StrEnum):
    """What the rules can hear in a message."""

    OPERATOR = "operator"
    CANCEL = "cancel"
    STATUS = "status"
    THANKS = "thanks"
    GREETING = "greeting"
    CONTRAST = "contrast"
    DONE = "done"
    COMPLAINT = "complaint"
    OUTAGE_QUESTION = "outage_question"
    ELSEWHERE = "elsewhere"
    OUT_OF_SCOPE = "out_of_scope"
    STANDING = "standing"
    FAQ = "faq"
    SUGGESTION = "suggestion"


class _CueRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    signs: list[str] = Field(min_length=1)
    alone: list[str] = []  # words that are this cue only where a message has no others
    unless: list[str] = []  # in the same sentence: the cue is silent


class _RulesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: dict[str, list[str]]
    cues: dict[Cue, _CueRules]


@dataclass(frozen=True, slots=True)
class _ReadCue:
    signs: tuple[Sign, ...]
    unless: tuple[Sign, ...]
    alone: frozenset[str]


class IntentRules:
    """A city's cues, read and ready. Make it with `from_data`."""

    def __init__(self, file: _RulesFile) -> None:
        def read(lines: list[str]) -> tuple[Sign, ...]:
            return tuple(read_sign(line, file.groups) for line in lines)

        self._cues = {
            cue: _ReadCue(
                read(rules.signs), read(rules.unless), frozenset(fold_kazakh(normalise(line)) for line in rules.alone)
            )
            for cue, rules in file.cues.items()
        }
        self._vocabulary = Vocabulary(
            (sign for cue in self._cues.values() for sign in (*cue.signs, *cue.unless)), slips_from=_SLIPS_FROM
        )

    @classmethod
    def from_data(cls, data: object) -> IntentRules:
        """The parsed YAML of `rules/intents.yaml` → rules. Raises ValueError that names the faulty line."""
        return cls(_RulesFile.model_validate(data))

    def find(self, text: str, *, has_services: float) -> Intent:
        """See `find_intent`."""
        clauses = read_clauses(text)
        if not any(word.isalpha() for word in clauses.words):
            return _wordless(text)
        index = self._vocabulary.index(clauses)
        heard = {cue for cue, rules in self._cues.items() if _is_heard(rules, clauses, index)}
        has_number = _APPEAL_NUMBER.search(text) is not None
        return self._decide(heard, clauses, has_services=has_services, has_number=has_number)

    def _decide(self, heard: Collection[Cue], clauses: Clauses, *, has_services: float, has_number: bool) -> Intent:
        """The order of what wins: what is asked of the centre itself, then complaints, then courtesies."""
        complains = Cue.COMPLAINT in heard or has_services >= _LIKELY
        for cue in (Cue.CANCEL, Cue.OPERATOR, Cue.STATUS):
            if cue in heard:
                return Intent(cue)
        if Cue.STANDING in heard:
            return Intent.FAQ
        if Cue.ELSEWHERE in heard:
            return Intent.OUT_OF_SCOPE
        if has_number and Cue.COMPLAINT not in heard:
            return Intent.STATUS
        if {Cue.THANKS, Cue.DONE} <= set(heard) and Cue.CONTRAST not in heard:
            return Intent.THANKS
        for cue in (Cue.OUTAGE_QUESTION, Cue.SUGGESTION):
            if cue in heard:
                return Intent(cue)
        if Cue.FAQ in heard and (Cue.COMPLAINT not in heard or clauses.asks):
            return Intent.FAQ
        if Cue.OUT_OF_SCOPE in heard and not (Cue.COMPLAINT in heard and has_services >= _POSSIBLE):
            return Intent.OUT_OF_SCOPE
        if Cue.COMPLAINT in heard:
            return Intent.PROBLEM
        if Cue.THANKS in heard:
            # What is thanked for names a service too: only a turn of speech makes it a complaint.
            return Intent.PROBLEM if Cue.CONTRAST in heard and has_services >= _POSSIBLE else Intent.THANKS
        if complains or (has_services >= _POSSIBLE and not _is_brief(clauses)):
            return Intent.PROBLEM
        if Cue.GREETING in heard:
            return Intent.SMALL_TALK
        return Intent.UNCLEAR


def find_intent(text: str, rules: IntentRules, *, has_services: float) -> Intent:
    """What a message is for. `has_services` is the confidence in the likeliest catalog service, 0…1.

    Never raises. Linear in the text.
    """
    return rules.find(text, has_services=has_services)


def _wordless(text: str) -> Intent:
    """A message of digits, signs and pictures only."""
    if _APPEAL_NUMBER.search(text):
        return Intent.STATUS
    if text.strip() == "+" or any(unicodedata.category(char) == "So" for char in text[:200]):
        return Intent.SMALL_TALK
    return Intent.UNCLEAR


def _is_heard(rules: _ReadCue, clauses: Clauses, index: dict[Word, list[int]]) -> bool:
    if len(clauses.words) <= _SHORT and " ".join(clauses.words) in rules.alone:
        return True
    silenced = {clauses.sentence[spot.first] for sign in rules.unless for spot in find(sign, clauses, index)}
    return any(
        clauses.sentence[spot.first] not in silenced for sign in rules.signs for spot in find(sign, clauses, index)
    )


def _is_brief(clauses: Clauses) -> bool:
    """One or two words, or letters that are no words at all: too little to take for a complaint unasked."""
    sense = [word for word in clauses.words if is_known(word) or max(likeness(word)) > -3.6]
    return len(sense) < 2
