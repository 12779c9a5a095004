"""Numbers in a message: digits, words («двадцать восемь», «жүз он төрт») and ordinals («второй», «екінші»)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from intake_core.understanding.addresses.normalise import Token, key_of

_SMALL: Final = (
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
    "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
).split()
_TENS: Final = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
_HUNDREDS: Final = "сто двести триста четыреста пятьсот".split()
_SMALL_KK: Final = "бір екі үш төрт бес алты жеті сегіз тоғыз".split()
_TENS_KK: Final = "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан".split()
_ORDINALS: Final = "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат".split()
_ORDINALS_KK: Final = ("бірінші екінші үшінші төртінші бесінші алтыншы жетінші сегізінші тоғызыншы оныншы").split()
_ORDINAL_ENDINGS: Final = ("ый", "ой", "ий", "ом", "ем", "ьем", "ого", "ьего", "ому", "ьему", "ая", "ую", "ья")

_CARDINAL: Final = (
    {key_of(word): value for value, word in enumerate(_SMALL, 1)}
    | {key_of(word): value * 10 for value, word in enumerate(_TENS, 2)}
    | {key_of(word): value * 100 for value, word in enumerate(_HUNDREDS, 1)}
    | {key_of(word): value for value, word in enumerate(_SMALL_KK, 1)}
    | {key_of(word): value * 10 for value, word in enumerate(_TENS_KK, 1)}
    | {key_of("жүз"): 100, key_of("двести"): 200}
)
_ORDINAL: Final = {
    key_of(stem + ending): value for value, stem in enumerate(_ORDINALS, 1) for ending in _ORDINAL_ENDINGS
} | {key_of(word): value for value, word in enumerate(_ORDINALS_KK, 1)}
_TEN_KK: Final = key_of("он")  # in Russian it is "he"
_HUNDRED_KK: Final = key_of("жүз")
_MOST_DIGITS: Final = 3  # of a house, entrance, floor or flat; longer ones are years, sums, phones


class Number(NamedTuple):
    """A number in the tokens first..last."""

    value: str
    first: int
    last: int
    ordinal: bool = False
    spelt: bool = False


def is_ordinal(word: str) -> bool:
    """Whether the word is an ordinal: «второй», «екінші»."""
    return key_of(word) in _ORDINAL


def numbers_of(tokens: Sequence[Token]) -> dict[int, Number]:
    """All numbers that an address may hold, by their first token."""
    found: dict[int, Number] = {}
    at = 0
    while at < len(tokens):
        number = _number_at(tokens, at)
        if number is not None:
            found[at] = number
            at = number.last
        at += 1
    return found


def _number_at(tokens: Sequence[Token], at: int) -> Number | None:
    token = tokens[at]
    if token.is_number:
        usable = len(token.text) <= _MOST_DIGITS and token.text.lstrip("0") == token.text
        return Number(token.text, at, at) if usable else None
    if not token.is_word:
        return None
    if token.key in _ORDINAL:
        return Number(str(_ORDINAL[token.key]), at, at, ordinal=True, spelt=True)
    if token.key in _CARDINAL:
        return _spelt(tokens, at)
    return None


def _spelt(tokens: Sequence[Token], at: int) -> Number | None:
    """Words of falling size are one number: сто + двадцать + восемь."""
    total, smallest, last = 0, 1000, at
    for index in range(at, min(at + 4, len(tokens))):
        word = tokens[index]
        value = _CARDINAL.get(word.key)
        if value is None:
            if word.key in _ORDINAL and total >= 20 and int(_ORDINAL[word.key]) < 10 and smallest >= 10:
                return Number(str(total + _ORDINAL[word.key]), at, index, ordinal=True, spelt=True)
            break
        if word.key == _HUNDRED_KK and 0 < total < 10:
            total, smallest, last = total * 100, 100, index  # екі жүз
            continue
        if not _follows(value, smallest):
            break
        total, smallest, last = total + value, value, index
    if last == at and tokens[at].key == _TEN_KK:
        return None
    return Number(str(total), at, last, spelt=True)


def _follows(value: int, smallest: int) -> bool:
    """Whether a number word may continue one whose last word was `smallest`: units after tens, tens after hundreds."""
    if smallest >= 1000:
        return True
    if smallest >= 100:
        return value < 100
    return smallest % 10 == 0 and smallest >= 10 and value < 10
