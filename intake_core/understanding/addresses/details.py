"""Entrance, floor and flat: «2 подъезд», «подъезд 2», «3 эт.», «кв. 33», «5-пәтер».

Which number belongs to which word is seen from the whole run of them: «28 подъезд 2» has one number more than
words, so the first is a house; «2 подъезд 3 этаж» has as many, so numbers stand before; «подъезд 2 этаж 3» begins
with a word, so they stand behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from intake_core.understanding.addresses.normalise import Token, kazakh_stems, keys
from intake_core.understanding.addresses.numbers import Number


class Detail(StrEnum):
    ENTRANCE = "entrance"
    FLOOR = "floor"
    FLAT = "flat"


_WORDS: Final = {
    Detail.ENTRANCE: keys("подъезд подьезд подезд падъезд подьед подъезде подъезду подъездом подъезда пд под кіреберіс "
                          "кіреберісі podezd podyezd pod'ezd"),
    Detail.FLOOR: keys("этаж этаже этажу этажом этажа эт қабат қабаты etazh etaj"),
    Detail.FLAT: keys("кв квартира квартиры квартире квартиру квартирой пәтер пәтері kv kvartira pater"),
}  # fmt: skip
_DETAIL_OF: Final = {key: detail for detail, known in _WORDS.items() for key in known}
_MOST: Final = {Detail.ENTRANCE: 12, Detail.FLOOR: 25, Detail.FLAT: 999}
_ENTRANCE_LETTER: Final = "п"
_PASSED_OVER: Final = frozenset(".№#-–—‑:") | keys("номер й го м ой ый ом ая ші шы ым")


@dataclass(slots=True)
class Details:
    """What was said, and which tokens said it."""

    values: dict[Detail, str] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)  # tokens: a number among them is no house

    def add(self, detail: Detail, number: Number, word_at: int) -> None:
        self.values.setdefault(detail, number.value)
        self.taken.update(range(number.first, number.last + 1))
        self.taken.add(word_at)


_Item = tuple[Number | None, Detail | None, int]  # a number or a detail's word, and its token


def detail_at(tokens: Sequence[Token], at: int) -> Detail | None:
    """The detail that the word at this place names."""
    if not tokens[at].is_word:
        return None
    key = tokens[at].key
    if key in _DETAIL_OF:
        return _DETAIL_OF[key]
    return next((_DETAIL_OF[stem] for stem, _ in kazakh_stems(key) if stem in _DETAIL_OF), None)


def details_of(tokens: Sequence[Token], numbers: dict[int, Number], noise: set[int]) -> Details:
    """All entrances, floors and flats of the message; of two of a kind the first. Linear."""
    details = Details()
    at = 0
    while at < len(tokens):
        run, at = _run(tokens, at, numbers, noise)
        _assign(run, details)
    return details


def _run(tokens: Sequence[Token], at: int, numbers: dict[int, Number], noise: set[int]) -> tuple[list[_Item], int]:
    """The numbers and detail words from here that nothing else parts, and the token behind them."""
    run: list[_Item] = []
    while at < len(tokens):
        number = numbers.get(at) if at not in noise else None
        if number is not None:
            if _is_compound(tokens, number):
                behind = number.last + 2
                return run, behind + 1 if behind in numbers else behind
            if _is_entrance_letter(tokens, number) and not _number_behind(tokens, number.last + 1, numbers):
                run += [(number, None, at), (None, Detail.ENTRANCE, number.last + 1)]
                at = number.last + 2
                continue
            run.append((number, None, at))
            at = number.last + 1
        elif (detail := _named_at(tokens, at, numbers)) is not None:
            run.append((None, detail, at))
            at += 1
        elif run and tokens[at].key in _PASSED_OVER:
            at += 1
        else:
            return run, at + 1
    return run, at


def _named_at(tokens: Sequence[Token], at: int, numbers: dict[int, Number]) -> Detail | None:
    """The detail named here, by its word or by the «п» before a number."""
    if tokens[at].key == _ENTRANCE_LETTER and _number_behind(tokens, at, numbers):
        return Detail.ENTRANCE
    return detail_at(tokens, at)


def _number_behind(tokens: Sequence[Token], at: int, numbers: dict[int, Number]) -> bool:
    """«п 3», «п.3»."""
    dotted = at + 1 < len(tokens) and tokens[at + 1].text == "."
    return at + 1 + dotted in numbers


def _is_compound(tokens: Sequence[Token], number: Number) -> bool:
    """28/3, 28а, 28 «а»: surely a house."""
    after = number.last + 1
    if after >= len(tokens):
        return False
    token = tokens[after]
    return token.text in "/\\" or (token.is_letter and token.glued and token.key in "абвгде")


def _is_entrance_letter(tokens: Sequence[Token], number: Number) -> bool:
    """«1 п», «2п.»."""
    after = number.last + 1
    return after < len(tokens) and tokens[after].key == _ENTRANCE_LETTER and int(number.value) <= _MOST[Detail.ENTRANCE]


def _assign(run: list[_Item], details: Details) -> None:
    """Pair the run's numbers with its words."""
    named = sum(detail is not None for _, detail, _ in run)
    if not named:
        return
    leading = len(run) > 1 and run[0][0] is not None and run[1][0] is not None
    behind = run[0][1] is not None or (len(run) - named > named and not leading)
    for place, (_, detail, word_at) in enumerate(run):
        if detail is None:
            continue
        sides = (place + 1, place - 1) if behind else (place - 1, place + 1)
        number = next((found for side in sides if (found := _free(run, side, details)) is not None), None)
        if number is not None and int(number.value) <= _MOST[detail]:
            details.add(detail, number, word_at)


def _free(run: list[_Item], place: int, details: Details) -> Number | None:
    """The number at this place of the run, unless another word has it."""
    number = run[place][0] if 0 <= place < len(run) else None
    return None if number is None or number.first in details.taken else number
