"""House numbers in all their shapes: 28, 28А, 28 «А», 28/3, 28 корп 3, 110-45, 28-үй, дом № 27."""

from __future__ import annotations

from typing import Final, NamedTuple

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.details import detail_at
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.numbers import Number
from intake_core.understanding.addresses.reading import Reading

_DASHES: Final = frozenset("-–—‑")
_QUOTES: Final = frozenset("«»\"“”„'’`")
_SEPARATORS: Final = frozenset(",.:;-–—№#(")
_BEFORE: Final = words.HOUSE_WORDS | keys("№ # это")
_LETTERS: Final = frozenset("абвгдежзкл")
_LATIN_LETTERS: Final = dict(zip("abvgdezkl", "абвгдезкл", strict=True))
# As capitals some Latin letters are typed for the Cyrillic ones they look like.
_LATIN_CAPITALS: Final = dict(zip("ABCEK", "АВСЕК", strict=True))
# A blank and one of these: a conjunction or a preposition more often than a part of the number.
_WORDLIKE: Final = frozenset("авк")
_FRACTION: Final = keys("дробь др")
_AFTER_CONJUNCTION: Final = keys(
    """
    у не где когда почему то вы мы он они там тут теперь потом также еще уже на в во по с свет света вода воды нам
    вам это все если
    как кто что сколько до так только сейчас именно у нас когда именно
    """
)
_SUFFIXES: Final = keys(
    """
    й го му м ой ым ом ша ші шы да де та те дан ден тан тен нан нен дың дің тың тің ның нің ға ге қа ке ды ді ты ті
    ны ні
    дағы дегі тағы тегі нші ншы үй үйі үйде үйдің үйге үйден үйлер үйлерге үйлердің үйлерде дом дома доме
    """
)


class House(NamedTuple):
    """A house number in the tokens first..last."""

    value: str
    first: int
    last: int
    flat: str | None = None


def house_after(reading: Reading, at: int) -> House | None:
    """The house that follows a name which ends before this token: «, дом 28», « 28/3», « в доме № 5»."""
    for _ in range(5):
        if at >= len(reading.tokens):
            return None
        number = reading.free_number(at)
        if number is not None:
            believable = not number.spelt or _is_believable(reading, number)
            return house_of(reading, number) if believable else None
        token = reading.tokens[at]
        in_house = token.key in _IN and reading.key(at + 1) in words.HOUSE_WORDS
        if not (token.text in _SEPARATORS or token.key in _BEFORE or in_house):
            return None
        at += 1
    return None


_IN: Final = keys("в во на по у")


def house_before(reading: Reading, at: int) -> House | None:
    """The house whose marked number ends before a name: «28 дом по», «в доме 28 на», «110 үй»; or a message's start."""
    end = at - 1
    marked = False
    for _ in range(4):
        if end < 0:
            return None
        key = reading.key(end)
        if reading.tokens[end].is_number or end in reading.numbers:
            break
        marked = marked or key in words.HOUSE_AFTER
        if not (key in words.HOUSE_AFTER or key in _FILL or reading.tokens[end].text in ",-–"):
            return None
        end -= 1
    number = reading.free_number(end)
    if number is None:
        return None
    house = house_of(reading, number)
    starts = end == 0
    named = reading.key(reading.word_before(end)) in _BEFORE or reading.key(end - 1) in _BEFORE
    return house if marked or starts or named else None


_FILL: Final = keys("по на в й ші шы го") | words.STREET_MARKERS | words.AREA_MARKERS


def marked_house(reading: Reading) -> House | None:
    """The first house of the message that says so itself, wherever it stands: «дом 67», «27-үй», «в 5-м доме»."""
    for at in reading.numbers:
        number = reading.free_number(at)
        if number is None:
            continue
        house = house_of(reading, number)
        before = at - 1
        while before >= 0 and (reading.tokens[before].text in "№#." or reading.key(before) in _NUMBER_WORDS):
            before -= 1
        if reading.key(before) in words.HOUSE_WORDS - _NUMBER_WORDS and not _is_plain_letter(reading, before):
            return house
        if _house_word_behind(reading, house):
            return house
    return None


_NUMBER_WORDS: Final = keys("номер ном no nomer")


def _is_plain_letter(reading: Reading, at: int) -> bool:
    """«г д 5»: a lone «д» is a house only with its full stop."""
    return reading.tokens[at].is_letter and reading.tokens[at + 1].text != "."


def _house_word_behind(reading: Reading, house: House) -> bool:
    end = house.last
    return reading.key(end) in words.HOUSE_AFTER or reading.key(end + 1) in words.HOUSE_AFTER


def house_of(reading: Reading, number: Number) -> House:
    """The number with its fraction, letter, block, flat and Kazakh or ordinal ending."""
    value, last = number.value, number.last
    fraction = _fraction(reading, last + 1)
    if fraction is not None:
        value, last = f"{value}/{fraction[0]}", fraction[1]
    letter = _letter(reading, last + 1)
    if letter is not None:
        value, last = value + letter[0], letter[1]
    block = _block(reading, last + 1) if fraction is None else None
    if block is not None:
        value, last = value + block[0], block[1]
    flat, last = _tail(reading, last + 1)
    return House(value, number.first, last, flat)


def _fraction(reading: Reading, at: int) -> tuple[str, int] | None:
    """«/3», «\\ 3», «дробь 3»."""
    if at >= len(reading.tokens):
        return None
    if reading.tokens[at].text not in "/\\" and reading.key(at) not in _FRACTION:
        return None
    number = reading.numbers.get(at + 1)
    if number is None or number.ordinal:
        return None
    return number.value, number.last


def detail_after(reading: Reading, at: int) -> bool:
    return at < len(reading.tokens) and detail_at(reading.tokens, at) is not None


def _letter(reading: Reading, at: int) -> tuple[str, int] | None:
    """«а», « А», «-а», «/а», « «А»» as a capital Cyrillic letter."""
    if at >= len(reading.tokens):
        return None
    token = reading.tokens[at]
    if token.text in _QUOTES and reading.key(at + 2) and reading.tokens[at + 2].text in _QUOTES:
        letter = _as_letter(reading, at + 1)
        return (letter, at + 2) if letter else None
    if token.glued and (token.text in _DASHES or token.text in "/\\") and reading.is_word(at + 1):
        glued = reading.tokens[at + 1].glued
        letter = _as_letter(reading, at + 1) if glued else None
        return (letter, at + 1) if letter else None
    letter = _as_letter(reading, at)
    if letter is None or not (token.glued or _stands_alone(reading, at)):
        return None
    if token.key == "к" and _block(reading, at) is not None:
        return None  # 28к3, 28 к. 3
    return letter, at


def _as_letter(reading: Reading, at: int) -> str | None:
    if at >= len(reading.tokens) or not reading.tokens[at].is_letter:
        return None
    text = reading.tokens[at].text
    letter = _LATIN_CAPITALS.get(text) or _LATIN_LETTERS.get(text.lower()) or text.lower()
    return letter.upper() if letter.lower() in _LETTERS | {"с", "е"} else None


def _stands_alone(reading: Reading, at: int) -> bool:
    """Whether a letter behind a blank is the house's: «28 А», «28 б», «28 а нет света», not «28 а у нас», «28 в 9»."""
    token, after = reading.tokens[at], at + 1
    ends = after >= len(reading.tokens) or reading.tokens[after].text in ",.;)!?\n"
    if ends:
        return token.key not in _SPOKEN
    if token.text.isupper() and not reading.is_shouted:
        return True
    if token.key in _SPOKEN or token.key in {"в", "к", "с"}:
        return False
    if token.key == "а":
        following = reading.tokens[after]
        opens = following.is_word and following.key not in _AFTER_CONJUNCTION
        return opens or detail_after(reading, after + 1)
    return token.key in _LETTERS


_SPOKEN: Final = frozenset("иосу")


def _block(reading: Reading, at: int) -> tuple[str, int] | None:
    """«корп 3», «к3», «к. 3» → "/3"; «корпус Б» → "Б"."""
    if at < len(reading.tokens) and reading.tokens[at].text == ",":
        at += 1
    if at >= len(reading.tokens):
        return None
    word = reading.tokens[at]
    beside = reading.tokens[at + 1 : at + 2]
    short = word.key == "к" and (word.glued or any(token.text == "." or token.glued for token in beside))
    if word.key not in words.BLOCK_WORDS and not short:
        return None
    following = at + 1
    while following < len(reading.tokens) and reading.tokens[following].text in ".№":
        following += 1
    number = reading.numbers.get(following)
    if number is not None and not number.ordinal:
        return f"/{number.value}", number.last
    letter = _as_letter(reading, following)
    return (letter, following) if letter is not None else None


def _tail(reading: Reading, at: int) -> tuple[str | None, int]:
    """A flat behind a hyphen (110-45), or an ending that is passed over (28-үй, 28-й, 110 үйде); the last token."""
    last = at - 1
    if at >= len(reading.tokens):
        return None, last
    token = reading.tokens[at]
    if token.text in _DASHES and at + 1 < len(reading.tokens):
        number = reading.free_number(at + 1)
        if number is not None and not number.spelt and not _is_range(reading, at - 1, number):
            return number.value, number.last
        if reading.key(at + 1) in _SUFFIXES and reading.tokens[at + 1].glued:
            return None, at + 1
        return None, last
    if token.is_word and token.glued and token.key in _SUFFIXES:
        return None, at
    return None, last


def _is_range(reading: Reading, last: int, flat: Number) -> bool:
    """«дома 1–45», «28-30 үйлер»: houses from one to another."""
    before = reading.key(reading.word_before(last))
    return before in _HOUSES or reading.key(flat.last + 1) in _HOUSES or reading.key(flat.last + 2) in _HOUSES


_HOUSES: Final = keys("дома домов домах үйлер үйлері үйлерге үйлерде үйлердің")


def _is_believable(reading: Reading, number: Number) -> bool:
    """A spelt number is a house if it has two words, is large, is said to be one, or ends the phrase."""
    after = number.last + 1
    ends = after >= len(reading.tokens) or reading.tokens[after].is_sign
    marked = reading.key(number.first - 1) in words.HOUSE_WORDS or reading.key(after) in words.HOUSE_AFTER
    return number.last > number.first or int(number.value) >= 20 or ends or marked or reading.key(after) in _FRACTION
