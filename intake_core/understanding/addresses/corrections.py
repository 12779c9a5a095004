"""What the citizen takes back: «ой, не 110, а 114», «не Абая, а Чехова 30», «110 емес, 114»."""

from __future__ import annotations

from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.houses import House, house_of
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.reading import Reading

_RUSSIAN_NOT: Final = keys("не")
_KAZAKH_NOT: Final = keys("емес")
_BUT: Final = keys("а")
_PASSED: Final = words.HOUSE_WORDS | words.ON | keys("на номер это") | frozenset(",.-–—:№")
_CUE_REACH: Final = 4  # tokens between «ой» and what replaces


def is_taken_back(mention: Mention, reading: Reading) -> bool:
    """«не Абая …», «Абай емес», «Абай 28 емес»."""
    before = mention.first - 1
    if reading.key(before) in words.ON:
        before -= 1
    last = mention.house.last if mention.house and mention.house.first > mention.last else mention.last
    return (
        reading.key(before) in _RUSSIAN_NOT
        or reading.key(mention.last + 1) in _KAZAKH_NOT
        or reading.key(last + 1) in _KAZAKH_NOT
    )


def is_correction(mention: Mention, reading: Reading) -> bool:
    """Whether words of correction lead to this mention."""
    return _has_cue(reading, mention.first)


def corrected_house(reading: Reading, behind: int) -> House | None:
    """The house that replaces the one read before the token `behind`, or None."""
    for at in sorted(reading.numbers):
        number = reading.free_number(at)
        if at < behind or number is None:
            continue
        house = house_of(reading, number)
        if reading.key(house.last + 1) in _KAZAKH_NOT or _is_negated(reading, at):
            continue
        if _replaces(reading, at) or _has_cue(reading, at):
            return house
    return None


def _is_negated(reading: Reading, at: int) -> bool:
    before = _passed_back(reading, at)
    return reading.key(before) in _RUSSIAN_NOT


def _replaces(reading: Reading, at: int) -> bool:
    """«не 110, а 114», «110 емес, 114»: the denial stands right before."""
    before = _passed_back(reading, at)
    if reading.key(before) in _KAZAKH_NOT:
        return True
    return reading.key(before) in _BUT and any(
        reading.key(index) in _RUSSIAN_NOT for index in range(before - 6, before)
    )


def _passed_back(reading: Reading, at: int) -> int:
    before = at - 1
    while before >= 0 and reading.key(before) in _PASSED:
        before -= 1
    return before


def _has_cue(reading: Reading, at: int) -> bool:
    return any(reading.key(index) in words.CORRECTION for index in range(at - _CUE_REACH, at))
