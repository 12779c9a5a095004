"""Places that are told by what stands there: «возле школы №12», «у магазина Светлана», «остановка Чайка».

Named landmarks of the city come from the gazetteer; this module reads the kind and number or name of any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.inflections import declined
from intake_core.understanding.addresses.normalise import kazakh_stems, key_of, keys
from intake_core.understanding.addresses.reading import Reading

_NUMBERED: Final = {
    "Школа": "школа сш шк мектеп мектебі",
    "Гимназия": "гимназия",
    "Лицей": "лицей",
    "Детский сад": "садик детсад сад балабақша бөбекжай",
    "Поликлиника": "поликлиника емхана",
    "Больница": "больница аурухана",
    "Аптека": "аптека дәріхана",
    "Магазин": "магазин дүкен",
    "Котельная": "котельная қазандық",
}
_NAMED: Final = {
    "магазин": "магазин маг дүкен дүкені супермаркет маркет",
    "аптека": "аптека дәріхана",
    "кафе": "кафе ресторан столовая",
    "остановка": "остановка аялдама аялдамасы",
    "рынок": "рынок базар базары",
    "ТЦ": "тц трц тд тк",
    "парк": "парк сквер саябақ саябағы",
    "гостиница": "гостиница отель",
    "мечеть": "мечеть мешіт",
    "кинотеатр": "кинотеатр",
    "АЗС": "азс заправка",
    "банк": "банк",
    "стадион": "стадион",
    "садик": "садик детсад балабақша",
    "больница": "больница",
}
_QUOTES_OPEN: Final = frozenset('«"“„')
_QUOTES: Final = frozenset("«»\"“”„'")


def _kinds(table: dict[str, str]) -> dict[str, str]:
    """Every case of every noun → the kind."""
    return {
        key_of(form): kind
        for kind, nouns in table.items()
        for noun in nouns.split()
        for form in (noun, *declined(noun))
        if len(form) > 1
    }


_NUMBERED_KIND: Final = _kinds(_NUMBERED)
_NAMED_KIND: Final = _kinds(_NAMED)


LANDMARK_NOUNS: Final = frozenset(_NUMBERED_KIND) | frozenset(_NAMED_KIND)


class Landmark(NamedTuple):
    name: str
    first: int
    last: int


def numbered_landmarks(reading: Reading) -> list[Landmark]:
    """Every «школа №12» of the text; their numbers are no houses."""
    found: list[Landmark] = []
    for at, token in enumerate(reading.tokens):
        if token.is_word and (kind := _kind_at(token.key, _NUMBERED_KIND)):
            landmark = _numbered(reading, at, kind)
            if landmark is not None:
                found.append(landmark)
    return found


def unlisted_landmark(reading: Reading, numbered: Sequence[Landmark], taken: set[int]) -> Landmark | None:
    """The first landmark of the text that the gazetteer does not know; `taken` are tokens already read."""
    free = [landmark for landmark in numbered if landmark.first not in taken and landmark.last not in taken]
    named = _first_named(reading, taken)
    return min((*free, *([named] if named else [])), key=lambda landmark: landmark.first, default=None)


def _first_named(reading: Reading, taken: set[int]) -> Landmark | None:
    for at, token in enumerate(reading.tokens):
        if token.is_word and at not in taken and (kind := _kind_at(token.key, _NAMED_KIND)):
            found = _named(reading, at, kind, taken)
            if found is not None:
                return found
    return None


def _kind_at(key: str, kinds: dict[str, str]) -> str | None:
    return kinds.get(key) or next((kinds[stem] for stem, _ in kazakh_stems(key) if stem in kinds), None)


def _numbered(reading: Reading, at: int, kind: str) -> Landmark | None:
    """«школа № 12», «12 школа», «12-й садик», «№12 мектеп»."""
    after = at + 1
    while after < len(reading.tokens) and reading.tokens[after].text in "№#":
        after += 1
    signed = after > at + 1
    number = reading.numbers.get(after)
    if number is not None and (signed or not _is_spoken_for(reading, after)):
        return Landmark(f"{kind} №{number.value}", at, number.last)
    before = at - 1
    while before >= 0 and (reading.tokens[before].text in "-–" or reading.key(before) in _ORDINAL_ENDS):
        before -= 1
    number = reading.numbers.get(before)
    if number is None or number.last > before:
        return None
    return Landmark(f"{kind} №{number.value}", before, at)


_ORDINAL_ENDS: Final = keys("й я ая ой ий ый ей ую ше ші шы")


def _is_spoken_for(reading: Reading, at: int) -> bool:
    return at in reading.noise or at in reading.details.taken


def _named(reading: Reading, at: int, kind: str, taken: set[int]) -> Landmark | None:
    """A kind with a name in quotes, or with a capital in the midst of a sentence."""
    first = at + 1
    quoted = first < len(reading.tokens) and reading.tokens[first].text in _QUOTES_OPEN
    last = first if quoted else first - 1
    while last + 1 < len(reading.tokens) and last - at < 4:
        token = reading.tokens[last + 1]
        if token.text in _QUOTES or (not token.is_word) or last + 1 in taken:
            break
        if not quoted and (token.text[0].islower() or reading.is_shouted):
            break
        last += 1
    start = first + 1 if quoted else first
    if last < start or (not quoted and reading.key(first) in words.FOLLOWERS):
        return None
    name = reading.text[reading.tokens[start].start : reading.tokens[last].end]
    return Landmark(f"{kind} {name}", at, last)
