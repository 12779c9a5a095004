"""What a text says, in the units that are compared: clauses of informative words, negation read.

Citizens and phrasings go through the same door, so that both meet: `clauses` cuts the text where a thought ends,
drops fillers and addresses and marks what is negated. Pure; raises for no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from classifier.concepts import GOOD_THINGS, PLACES, concept_of
from classifier.fillers import AFTER_NAMES, BEFORE_NAMES, FILLERS
from classifier.letters import fold_kazakh, kazakh_lean
from classifier.normalise import normalise, stem

_HEAD_CHARACTERS: Final = 1500  # of a text are read from its start: about 230 words
_TAIL_CHARACTERS: Final = 500  # and from its end: what a long story wants often comes last

_BREAK_WORD: Final = "ъъ"  # no word of any language; passes `normalise` untouched
# A mark ends a clause before a space or between Cyrillic letters: in a forgotten keyboard switch , and . are letters.
_BREAK: Final = re.compile(r"[.,;:!?()…]+(?=\s|$)|(?<=[а-яёәіңғүұқөһ])[.,;!?]+(?=[А-Яа-яӘ-ө])|\n+|\s[-–—]\s|[•«»\"]")
_TURNS: Final = frozenset(["но", "а", "зато", "однако", "ал", "бирак", "алайда", "хотя", "притом"])
_PRESENT: Final = frozenset(
    """
    есть имеется дали включили появилась появился появилось пустили вернули работает работают идет норм нормально
    бар берди косты келди косылды жумыс истейди жаксы
    """.split()  # noqa: SIM905
)
_KAZAKH_NOT: Final = re.compile(
    r"..+[мбп][ае](?:й(?:ды|ди|сыз|сиз|сыздар|сиздер|сындар|сиңдер|мын|мин|мыз|миз|тын|тин)?|"
    r"д[ыи][мнк]?|ган|ген|с|са|се|пты|пти|й[мт]ын|й[мт]ин)$"
)
_KAZAKH_WITHOUT: Final = re.compile(r"(?:[^аейнң\W]|..[н])с[ыи]з$")
_NEGATION: Final = "¬"
LACK: Final = "lack"


@dataclass(frozen=True, slots=True)
class Word:
    """An informative word of a message."""

    text: str  # normalised, Kazakh letters kept
    term: str  # what is compared: its stem, with ¬ before it if it is negated
    concepts: tuple[str, ...]

    @property
    def head(self) -> str:
        """The one thing that stands for the word in pairs."""
        return self.concepts[0] if self.concepts else self.term


Clause = tuple[Word, ...]


def clauses(text: str) -> list[Clause]:
    """The text's clauses, each with at least one informative word, in order.

    A clause that only says what is in order («вода есть, но ржавая») is left out when another remains.
    """
    if len(text) > _HEAD_CHARACTERS + _TAIL_CHARACTERS:
        text = f"{text[:_HEAD_CHARACTERS]}. {text[-_TAIL_CHARACTERS:]}"
    words = normalise(_BREAK.sub(f" {_BREAK_WORD} ", text)).split()
    found = [(clause, _is_satisfied(part, clause)) for part in _parts(words) if (clause := _read(part))]
    complaints = [clause for clause, satisfied in found if not satisfied]
    return complaints or [clause for clause, _ in found]


def _parts(words: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == _BREAK_WORD or fold_kazakh(word) in _TURNS:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _read(part: Sequence[str]) -> Clause:
    """The informative words of one clause; «не» marks the next of them."""
    found: list[Word] = []
    negated = False
    for at, word in enumerate(part):
        folded = fold_kazakh(word)
        if folded == "не":
            negated = True
        elif not _is_address(part, at) and folded not in FILLERS:
            found.extend(_words(word, negated=negated))
            negated = False
    return tuple(found)


def _is_address(part: Sequence[str], at: int) -> bool:
    """Whether the word is a number, or the name that a number or a word for a street shows to be a name."""
    word = part[at]
    if any(letter.isdigit() for letter in word) or (len(word) == 1 and at and part[at - 1].isdigit()):
        return True
    if at and part[at - 1] in BEFORE_NAMES:
        return True
    following = fold_kazakh(part[at + 1]) if at + 1 < len(part) else ""
    if following in AFTER_NAMES:
        return True
    return following[:1].isdigit() and word.endswith(("ская", "ского", "ова", "ева", "ина", "ская", "ской", "ов", "ев"))


@lru_cache(maxsize=1 << 15)
def _word(word: str, *, negated: bool) -> tuple[Word, ...]:
    folded = fold_kazakh(word)
    kazakh = kazakh_lean(folded) > 0
    if kazakh and _KAZAKH_WITHOUT.search(folded) and len(folded) > 4:
        return (Word(word, stem(word), concept_of(folded)), Word(word, LACK, (LACK,)))
    denies = kazakh and _KAZAKH_NOT.match(folded) is not None
    concepts = concept_of(folded, denied=negated or denies)
    return (Word(word, (_NEGATION if negated or denies else "") + stem(word), concepts),)


def _words(word: str, *, negated: bool) -> tuple[Word, ...]:
    return _word(word[:40], negated=negated)


def _is_satisfied(part: Sequence[str], clause: Clause) -> bool:
    """Whether the clause says that something good is there, and nothing else."""
    if not any(fold_kazakh(word) in _PRESENT for word in part):
        return False
    subjects = [word for word in clause if fold_kazakh(word.text) not in _PRESENT]
    named = [word for word in subjects if GOOD_THINGS.intersection(word.concepts)]
    return bool(named) and all(
        not word.term.startswith(_NEGATION) and (GOOD_THINGS | PLACES).intersection(word.concepts) for word in subjects
    )
