"""Where a message names places: all names that the gazetteer knows, with the markers and the house beside each.

A name whose signs do not suffice (`signs`) is not read at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.gazetteer import Gazetteer, Match
from intake_core.understanding.addresses.houses import house_after, house_before
from intake_core.understanding.addresses.landmarks import LANDMARK_NOUNS
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.reading import Reading
from intake_core.understanding.addresses.signs import is_of_person, suffices
from intake_core.understanding.addresses.spellings import Rank, Trust

_MOST_MENTIONS: Final = 48  # more names make a list, not a complaint; the first ones tell where it is


def mentions_of(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """All believed mentions in order; they do not overlap."""
    reading.noise.update(_numbers_in_names(reading, gazetteer))
    found: list[Mention] = []
    at = 0
    while at < len(reading.tokens) and len(found) < _MOST_MENTIONS:
        match = _match(reading, gazetteer, at)
        if match is None:
            at += 1
            continue
        mention = _mention(reading, match, gazetteer)
        believed = _believed(reading, mention, match)
        if believed is not None:
            found.append(believed)
        at = match.last + 1
    return found


def _numbers_in_names(reading: Reading, gazetteer: Gazetteer) -> set[int]:
    """Numbers that are part of a name («9 мкр», «5 Апреля»): no name before them has them for its house."""
    return {
        at
        for at in reading.numbers
        if (match := gazetteer.match(reading.tokens, at)) is not None
        and match.last > at
        and not _belongs_to_next(reading, gazetteer, match)
    }


def _match(reading: Reading, gazetteer: Gazetteer, at: int) -> Match | None:
    token = reading.tokens[at]
    if token.is_sign:
        return None
    match = gazetteer.match(reading.tokens, at)
    if match is not None:
        if token.is_letter and match.last > at and reading.key(at + 1) != ".":
            return None  # «и Алтынсарина» is no initial; the name itself follows
        if token.is_number and _belongs_to_next(reading, gazetteer, match):
            return None
        return match
    return _misspelt(reading, gazetteer, at)


def _belongs_to_next(reading: Reading, gazetteer: Gazetteer, match: Match) -> bool:
    """«дом 6 мкр Юбилейный»: the number is the house's and the marker the next name's."""
    if reading.key(match.last) not in words.AREA_MARKERS:
        return False
    following = match.last + 1
    while following < len(reading.tokens) and reading.tokens[following].text in '.«"':
        following += 1
    after = gazetteer.match(reading.tokens, following) if reading.is_word(following) else None
    return after is not None and any(entry.target.is_area for entry in after.entries)


def _misspelt(reading: Reading, gazetteer: Gazetteer, at: int) -> Match | None:
    """A wrongly typed name, asked for only where its surroundings speak of a place."""
    token = reading.tokens[at]
    if not token.is_word or len(token.key) < 5 or token.key in _NEVER_NAMES:
        return None
    marked = any(
        reading.is_street_marker(marker) or reading.is_area_marker(marker)
        for marker in (reading.marker_before(at), reading.marker_after(at + 1))
    )
    numbered = reading.free_number(at + 1) is not None or (
        reading.key(at + 1) in {",", "дом"} and house_after(reading, at + 1) is not None
    )
    placed = reading.key(at - 1) in words.ON and len(token.key) >= _LONG
    if not (marked or numbered or placed):
        return None
    entries = gazetteer.alike(token.key, most=2 if marked or numbered else 1)
    if not (marked or numbered):
        entries = tuple(entry for entry in entries if entry.trust is Trust.SURE and entry.rank is Rank.OWN)
    if not entries:
        return None
    return Match(at, at, entries, local=False, typed_wrong=True)


_LONG: Final = 8  # letters of a name that only «на» or «по» announces
_NEVER_NAMES: Final = (
    LANDMARK_NOUNS
    | words.HOUSE_WORDS
    | words.FOLLOWERS
    | words.STREET_MARKERS
    | words.AREA_MARKERS
    | words.VAGUE_MARKERS
    | words.MONTHS
    | words.CORNER
    | words.NEAR
    | words.PERSON_BEFORE
    | words.LIKE_NAMES
)


def _mention(reading: Reading, match: Match, gazetteer: Gazetteer) -> Mention:
    before, after = reading.marker_before(match.first), reading.marker_after(match.last + 1)
    if after is not None and _leads_to_next(reading, gazetteer, after):
        after = None
    first = before[0] if before else match.first
    first = _over_initials(reading, first)
    last = after[1] if after else match.last
    sides = [marker for marker in (before, after) if marker is not None]
    house = house_after(reading, last + 1)
    if house is None and last != match.last and not reading.is_street_marker(after):
        # «Абая мкр Юбилейный»: the marker behind may be the next name's.
        house = house_after(reading, match.last + 1)
    if house is None:
        house = house_before(reading, first)
    return Mention(
        first=first,
        last=last,
        entries=match.entries,
        street_marker=any(map(reading.is_street_marker, sides)),
        area_marker=any(map(reading.is_area_marker, sides)),
        preposition=reading.key(reading.word_before(first)),
        local=match.local,
        house=house,
    )


def _leads_to_next(reading: Reading, gazetteer: Gazetteer, marker: tuple[int, int]) -> bool:
    """«Затобольск ул. Калинина», «Абая мкр Юбилейный»: Russian puts the marker before the name, Kazakh behind it."""
    following = marker[1] + 1
    while following < len(reading.tokens) and reading.tokens[following].text in '.«"':
        following += 1
    behind = reading.key(marker[1]) in _KAZAKH_MARKERS
    return not behind and reading.is_word(following) and gazetteer.match(reading.tokens, following) is not None


def _over_initials(reading: Reading, first: int) -> int:
    """«К. », «Л.Н. » before a name."""
    for _ in range(2):
        if first >= 2 and reading.tokens[first - 1].text == "." and reading.tokens[first - 2].is_letter:
            if reading.tokens[first - 2].key in _ABBREVIATIONS:
                return first
            first -= 2
    return first


_KAZAKH_MARKERS: Final = keys(
    "көшесі көшесінде көшесіндегі көшесінің көше к-сі даңғылы даңғылында шағынаудан шағынауданы ауданы"
)
_ABBREVIATIONS: Final = keys("г с п д у")


def _believed(reading: Reading, mention: Mention, match: Match) -> Mention | None:
    """The mention with the readings that its signs suffice for, or None."""
    if not mention.is_marked and (is_of_person(reading, match) or reading.key(match.last + 1) in words.CLASSROOM):
        return None
    kept = tuple(entry for entry in mention.entries if suffices(reading, mention, match, entry))
    if not kept:
        return None
    return replace(mention, entries=kept)
