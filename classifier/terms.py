"""What a text says, in the units that are compared: clauses of informative words, negation read.

Citizens and phrasings go through the same door, so that both meet: `clauses` cuts the text where a thought ends,
drops fillers and addresses and marks what is negated. Pure; raises for no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
_ABBREVIATION: Final = re.compile(r"\b(ул|пр|просп|мкр|кв|д|г|им|пер|корп|к|под|эт|көш)\.", re.IGNORECASE)
_TURNS: Final = frozenset(["но", "а", "зато", "однако", "ал", "бирак", "алайда", "хотя", "притом"])
_AND: Final = frozenset(["и", "еще", "также", "жане", "тагы"])
_MADE_OF: Final = 2  # informative words at least, for a side of an «и» to be a thought of its own
_PRESENT: Final = frozenset(
    """
    есть имеется дали включили появилась появился появилось пустили вернули работает работают идет норм нормально
    бар берди косты келди косылды жумыс истейди жаксы
    """.split()
)
_KAZAKH_NOT: Final = re.compile(
    r"..+[мбп][ае](?:й(?:ды|ди|сыз|сиз|сыздар|сиздер|сындар|сиңдер|мын|мин|мыз|миз|тын|тин)?|"
    r"д[ыи][мнк]?|ган|ген|с|са|се|пты|пти|й[мт]ын|й[мт]ин)$"
)
_KAZAKH_WITHOUT: Final = re.compile(r"(?:[^аейнң\W]|..[н])с[ыи]з$")
_BESIDE: Final = frozenset(
    "возле около рядом напротив у от до к перед за мимо вдоль недалеко через позади между".split()
)
_KAZAKH_BESIDE: Final = frozenset(
    "жанында жанындагы касында касындагы алдында алдындагы манында манындагы карсысында тусында артында".split()
)
_LANDMARKS: Final = frozenset(
    "school kindergarten shop hospital stop crossing park plant garage gate cafe playground garbage bins river".split()
)
_PLACE: Final = 0.6
_IN_ORDER: Final = GOOD_THINGS | PLACES
_OF_A_STREET: Final = ("ская", "ского", "ской", "ова", "ева", "ина", "ов", "ев")
_LONGEST: Final = 40  # letters of a word that are read
NEGATION: Final = "¬"
LACK: Final = "lack"


@dataclass(frozen=True, slots=True)
class Word:
    """An informative word of a message."""

    text: str  # normalised, Kazakh letters kept
    term: str  # what is compared: its stem, with ¬ before it if it is negated
    concepts: tuple[str, ...]
    weight: float = 1.0  # below 1: it only says where («возле школы»)

    @property
    def head(self) -> str:
        """The one thing that stands for the word in pairs."""
        return self.concepts[0] if self.concepts else self.term


Clause = tuple[Word, ...]
_Spoken = tuple[str, str]  # a word as it is shown, and folded


def clauses(text: str) -> list[Clause]:
    """The text's clauses, each with at least one informative word, in order; if there is none, with its fillers.

    A clause that only says what is in order («вода есть, но ржавая») is left out when another remains; what it was
    about goes over to a next one that names no such thing itself.
    """
    if len(text) > _HEAD_CHARACTERS + _TAIL_CHARACTERS:
        text = f"{text[:_HEAD_CHARACTERS]}. {text[-_TAIL_CHARACTERS:]}"
    if "." in text:
        text = _ABBREVIATION.sub(r"\1 ", text)
    normal = normalise(_BREAK.sub(f" {_BREAK_WORD} ", text))
    words = list(zip(normal.split(), fold_kazakh(normal).split(), strict=True))
    parts = _parts(words)
    found = [(clause, _is_satisfied(part, clause)) for part in parts if (clause := _read(part, FILLERS))]
    if not found:  # «который час» is made of fillers, and still asks something
        return [clause for part in parts if (clause := _read(part, frozenset()))]
    complaints = [clause for clause, satisfied in found if not satisfied]
    if not complaints or len(complaints) == len(found):
        return [clause for clause, _ in found]
    if not any(GOOD_THINGS.intersection(word.concepts) for clause in complaints for word in clause):
        topic = next(clause for clause, satisfied in found if satisfied)
        complaints[0] = (*(word for word in topic if GOOD_THINGS.intersection(word.concepts)), *complaints[0])
    return complaints


def is_filler(word: Word) -> bool:
    """Whether the word says nothing of a problem; such words are read only where a text has no others."""
    return fold_kazakh(word.text) in FILLERS


def _parts(words: Sequence[_Spoken]) -> list[list[_Spoken]]:
    parts: list[list[_Spoken]] = [[]]
    for word in words:
        if word[1] == _BREAK_WORD or word[1] in _TURNS:
            parts.append([])
        else:
            parts[-1].append(word)
    return [piece for part in parts for piece in _split_at_and(part)]


def _split_at_and(part: list[_Spoken]) -> list[list[_Spoken]]:
    """«яма на дороге и фонарь не горит» are two; «темно и страшно» is one."""
    for at, (_, folded) in enumerate(part):
        if folded in _AND and _told(part[:at]) >= _MADE_OF <= _told(part[at + 1 :]):
            return [part[:at], *_split_at_and(part[at + 1 :])]
    return [part] if part else []


def _told(part: Sequence[_Spoken]) -> int:
    return sum(folded not in FILLERS for _, folded in part)


def _read(part: Sequence[_Spoken], fillers: frozenset[str]) -> Clause:
    """The informative words of one clause; «не» marks the next of them, «емес» the last."""
    found: list[Word] = []
    negated = beside = False
    for at, (word, folded) in enumerate(part):
        if folded == "не":
            negated = True
        elif folded == "емес" and found:
            found[-1:] = _word(found[-1].text, negated=True)
        elif folded in _BESIDE:
            beside = True
        elif folded in _KAZAKH_BESIDE:
            found[-1:] = map(_as_place, found[-1:])
        elif folded not in fillers and not _is_address(part, at):
            read = _word(word[:_LONGEST], negated=negated)
            found.extend(map(_as_place, read) if beside else read)
            negated = beside = False
    return tuple(found)


def _as_place(word: Word) -> Word:
    return replace(word, weight=_PLACE) if _LANDMARKS.intersection(word.concepts) else word


def _is_address(part: Sequence[_Spoken], at: int) -> bool:
    """Whether the word is a number, or the name that a number or a word for a street shows to be a name."""
    word = part[at][1]
    before = part[at - 1][1] if at else ""
    after = part[at + 1][1] if at + 1 < len(part) else ""
    if not word.isalpha():
        return any(letter.isdigit() for letter in word)
    if len(word) == 1 and before[-1:].isdigit():  # 28 а
        return True
    return before in BEFORE_NAMES or after in AFTER_NAMES or (after[:1].isdigit() and word.endswith(_OF_A_STREET))


@lru_cache(maxsize=1 << 15)
def _word(word: str, *, negated: bool) -> tuple[Word, ...]:
    folded = fold_kazakh(word)
    kazakh = kazakh_lean(folded) > 0
    if kazakh and len(folded) > 4 and _KAZAKH_WITHOUT.search(folded):
        return (Word(word, stem(folded), concept_of(folded)), Word(word, LACK, (LACK,)))
    denied = negated or (kazakh and _KAZAKH_NOT.match(folded) is not None)
    return (Word(word, NEGATION * denied + stem(folded), concept_of(folded, denied=denied)),)


def _is_satisfied(part: Sequence[_Spoken], clause: Clause) -> bool:
    """Whether the clause says that something good is there, and nothing else."""
    said = [folded for _, folded in part]
    if "не" in said or _PRESENT.isdisjoint(said) or any(word.term.startswith(NEGATION) for word in clause):
        return False
    subjects = [word for word in clause if fold_kazakh(word.text) not in _PRESENT]
    return any(GOOD_THINGS.intersection(word.concepts) for word in subjects) and all(
        _IN_ORDER.intersection(word.concepts) for word in subjects
    )
