"""A message prepared for reading: its tokens, and what its numbers are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.details import Details, details_of
from intake_core.understanding.addresses.noise import noise_of
from intake_core.understanding.addresses.normalise import Token, keys, tokens_of
from intake_core.understanding.addresses.numbers import Number, numbers_of


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    tokens: list[Token]
    numbers: dict[int, Number]
    noise: set[int]
    details: Details
    is_shouted: bool  # all in capitals: they mean nothing then

    @classmethod
    def of(cls, text: str) -> Self:
        tokens = tokens_of(text)
        numbers = numbers_of(tokens)
        noise = noise_of(tokens, numbers)
        return cls(text, tokens, numbers, noise, details_of(tokens, numbers, noise), text.isupper())

    def key(self, at: int) -> str:
        """The token's key; "" outside of the text."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def is_word(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.tokens[at].is_word

    def free_number(self, at: int) -> Number | None:
        """The number that begins here, if it may be a house."""
        if at in self.noise or at in self.details.taken:
            return None
        number = self.numbers.get(at)
        return None if number is None or number.ordinal else number

    def word_before(self, at: int) -> int:
        """The nearest token before this one that is no quotation mark or full stop; -1 if none."""
        at -= 1
        while at >= 0 and self.tokens[at].text in "«\"“„'.":
            at -= 1
        return at

    def marker_before(self, at: int) -> tuple[int, int] | None:
        """The marker that ends before this token, as (first, last): «ул.», «пр-т», «мкр»."""
        last = self.word_before(at)
        if last < 0:
            return None
        if last >= 2 and self.tokens[last - 1].text in "-–./" and self._is_pair(last - 2, last):
            return last - 2, last
        key = self.key(last)
        return (last, last) if key in _MARKERS else None

    def marker_after(self, at: int) -> tuple[int, int] | None:
        """The marker that begins with this token: Kazakh puts it behind the name."""
        while at < len(self.tokens) and self.tokens[at].text in "»\"”'":
            at += 1
        if at + 2 < len(self.tokens) and self.tokens[at + 1].text in "-–./" and self._is_pair(at, at + 2):
            return at, at + 2
        if at + 1 < len(self.tokens) and self.key(at) == _HOUSING and self.key(at + 1) in words.AREA_MARKERS:
            return at, at + 1
        return (at, at) if self.key(at) in _MARKERS else None

    def _is_pair(self, first: int, last: int) -> bool:
        return (self.key(first), self.key(last)) in _PAIRS

    def is_street_marker(self, marker: tuple[int, int] | None) -> bool:
        return marker is not None and self._kind_of(marker, words.STREET_MARKERS, words.STREET_PAIRS)

    def is_area_marker(self, marker: tuple[int, int] | None) -> bool:
        return marker is not None and self._kind_of(marker, words.AREA_MARKERS, words.AREA_PAIRS)

    def _kind_of(self, marker: tuple[int, int], single: frozenset[str], pairs: frozenset[tuple[str, str]]) -> bool:
        first, last = marker
        return (self.key(first), self.key(last)) in pairs or self.key(last) in single


_MARKERS = words.STREET_MARKERS | words.AREA_MARKERS | words.VAGUE_MARKERS
_PAIRS = words.STREET_PAIRS | words.AREA_PAIRS | words.VAGUE_PAIRS
(_HOUSING,) = keys("тұрғын")
