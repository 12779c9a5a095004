"""From a place to everything that people may call it, each with how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.inflections import nominative, spoken_of_place, spoken_of_street
from intake_core.understanding.addresses.normalise import TokenKind, key_of, keys, tokens_of
from intake_core.understanding.addresses.numbers import is_ordinal
from intake_core.understanding.addresses.places import Neighbour, Place


class Rank(IntEnum):
    """Whose name it is first: a place's own name beats another's nickname, which beats another's former name."""

    OWN = 0
    ALIAS = 1
    OLD = 2


class Trust(StrEnum):
    """What must stand beside a name before it is read as a place."""

    SURE = "sure"  # nothing: it is hardly anything else
    CAREFUL = "careful"  # some sign: it is also a word or a person (Победы, Чехов)
    MARKED = "marked"  # a marker: numbers too go with the ordinary word (мектеп 10)
    DATED = "dated"  # a marker or a house number: it is also a date (5 Декабря)


class Spelling(NamedTuple):
    keys: tuple[str, ...]
    target: Place | Neighbour
    rank: Rank
    trust: Trust


_AREA_WORDS: Final = words.AREA_MARKERS | keys("коттеджи город район ауданы қаласы ауылы село тұрғын бқ массив")
_REGION_WORDS: Final = keys("район ауданы")
_RAREST: Final = words.NEEDS_MARKER | words.COOPERATIVES
_SINGLE_LETTERS: Final = frozenset("пгсд")


def spellings(target: Place | Neighbour) -> Iterator[Spelling]:
    """Every spelling of the target, inflected, without its markers. Some come twice."""
    for name, rank in _names(target):
        plain = _plain(name)
        if not plain:
            continue
        core = _unmarked(plain, target)
        if core != plain and not target.is_street and rank is Rank.OWN:
            # «Амангельды» alone is the street first: the district calls itself «ж.м. Амангельды».
            yield from _inflected(plain, target, rank)
            yield from _inflected(core, target, Rank.ALIAS)
        else:
            yield from _inflected(core, target, rank)


def _names(target: Place | Neighbour) -> Iterator[tuple[str, Rank]]:
    own, _, apart = target.name_ru.partition(" (")
    yield own, Rank.ALIAS if apart else Rank.OWN
    yield target.name_kk.partition(" (")[0], Rank.ALIAS if apart else Rank.OWN
    for form in target.forms:
        yield form, Rank.ALIAS
    if isinstance(target, Place):
        for old in target.old_names:
            name, _, when = old.partition("@")
            yield name, Rank.ALIAS if when == "pending" else Rank.OLD


def _plain(name: str) -> tuple[str, ...]:
    """The words and numbers of a name, in lower case with ё as е."""
    return tuple(
        token.text.casefold().replace("ё", "е") for token in tokens_of(name) if token.kind is not TokenKind.SIGN
    )


def _unmarked(plain: tuple[str, ...], target: Place | Neighbour) -> tuple[str, ...]:
    """The name without its marker words at either end, as long as a word of two letters stays."""
    street = target.is_street
    markers = words.STREET_MARKERS if street else _AREA_WORDS
    if isinstance(target, Neighbour):
        markers = markers - _REGION_WORDS  # «Қостанай ауданы» is not «Қостанай»
    pairs = words.STREET_PAIRS if street else words.AREA_PAIRS
    core = plain
    for _ in range(3):
        for shorter in _shorter(core, markers, pairs, street=street):
            if any(len(word) > 1 and not word.isdigit() and not is_ordinal(word) for word in shorter):
                core = shorter
                break
        else:
            return core
    return core


def _shorter(
    core: tuple[str, ...], markers: frozenset[str], pairs: frozenset[tuple[str, str]], *, street: bool
) -> Iterator[tuple[str, ...]]:
    found = tuple(map(key_of, core))
    if found[:2] in pairs:
        yield core[2:]
    if found[-2:] in pairs:
        yield core[:-2]
    if len(core) > 1 and (found[0] in markers or (not street and found[0] in words.IN | words.ON | _SINGLE_LETTERS)):
        yield core[1:]
    if len(core) > 1 and found[-1] in markers:
        yield core[:-1]


def _inflected(plain: tuple[str, ...], target: Place | Neighbour, rank: Rank) -> Iterator[Spelling]:
    trust = _trust(plain, target)
    if target.is_street:
        forms = {(*plain[:-1], last) for last in spoken_of_street(plain[-1])}
    else:
        forms = spoken_of_place(plain) if len(plain) <= 3 else {plain}
    base = nominative(plain[-1])
    for form in forms:
        of_person = target.is_street and base is not None and form != plain
        yield Spelling(
            tuple(map(key_of, form)), target, rank, Trust.CAREFUL if of_person and trust is Trust.SURE else trust
        )


def _trust(plain: tuple[str, ...], target: Place | Neighbour) -> Trust:
    first, last = key_of(plain[0]), key_of(plain[-1])
    if last in words.MONTHS and len(plain) <= 3 and (first.isdigit() or is_ordinal(first)):
        return Trust.SURE if any(word.startswith("лет") for word in plain) else Trust.DATED
    if len(plain) == 1:
        if first in _RAREST or len(first) < 3:
            return Trust.MARKED
        if first in words.ORDINARY or len(first) < 4:
            return Trust.CAREFUL
    if target.is_street and _is_person(plain[-1], target.name_ru):
        return Trust.CAREFUL
    return Trust.SURE


def _is_person(word: str, name_ru: str) -> bool:
    """Whether the word is the person whom the street is named after, not the street: Чехов beside Чехова."""
    own = _plain(name_ru.partition(" (")[0])[-1]
    key, base = key_of(word), nominative(own)
    return (base is not None and key == key_of(base)) or (key != key_of(own) and key_of(own).startswith(key))
