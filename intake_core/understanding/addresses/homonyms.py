"""Which of its namesakes a mention means, or that only the citizen knows.

The rules, strongest first:

1. A marker decides between a street and a district: «ул. Киевка», «ж.м. Амангельды».
2. «В» goes with districts («в Амангельды»), «по» with streets.
3. «Бывшая», «старая», «бұрынғы» means the place that was called so then; without it the present name wins
   (Гагарина is today's Гагарина, not the avenue that was renamed in 2019).
4. A namesake inside a district is meant where the text names that district, and only there: «абая 5 в амангельды».
5. Among streets alone, or districts alone, a place's own name beats another's nickname: «абая 28» is the avenue.
6. Between a street and a district: with a house number (or «на») it is the street if the name is more the
   street's own («амангельды 12»), without them the district if the name is more the district's own («наримановка»).
   When name and number disagree («наримановка 5») or the name is equally both's («киевка 5»), the answer is
   all of them, and the citizen is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.gazetteer import Entry
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.places import Neighbour, Place
from intake_core.understanding.addresses.reading import Reading
from intake_core.understanding.addresses.spellings import Rank

_FORMER: Final = keys(
    "бывшая бывшей бывшую бывший бывшем бывш быв старая старой старую старый ранее раньше бұрынғы ескі экс"
)


def targets_of(mention: Mention, reading: Reading, named_areas: Collection[str]) -> tuple[Place | Neighbour, ...]:
    """The places that the mention means, best first: one if it is clear, several if only the citizen can tell.

    `named_areas` are the districts that the text names anywhere.
    """
    if len(mention.entries) == 1:
        return (mention.entries[0].target,)
    entries = _of_city(_of_district(mention.entries, named_areas))
    entries = _by_marker(mention, entries)
    entries = _by_time(mention, reading, entries)
    entries = _by_preposition(mention, entries)
    streets = [entry for entry in entries if entry.target.is_street]
    areas = [entry for entry in entries if entry.target.is_area]
    landmarks = [entry for entry in entries if not entry.target.is_street and not entry.target.is_area]
    if landmarks and not (streets or areas):
        return _best(landmarks)
    if landmarks and _beside(mention):
        return _best(landmarks)
    if streets and areas:
        return _between(mention, streets, areas)
    return _best(streets or areas)


def _of_district(entries: Collection[Entry], named_areas: Collection[str]) -> list[Entry]:
    inside = [entry for entry in entries if isinstance(entry.target, Place) and entry.target.district in named_areas]
    if inside:
        return inside
    return [entry for entry in entries if not _is_namesake_inside(entry, entries)]


def _of_city(entries: list[Entry]) -> list[Entry]:
    """A name that is believed to be both in the city and outside is in the city, unless it is outside's own."""
    inside = [entry for entry in entries if isinstance(entry.target, Place)]
    outside = [entry for entry in entries if isinstance(entry.target, Neighbour)]
    if inside and outside:
        return outside if min(e.rank for e in outside) < min(e.rank for e in inside) else inside
    return entries


def _is_namesake_inside(entry: Entry, entries: Collection[Entry]) -> bool:
    """A place in a district that is not named, where a namesake elsewhere has the name for its own."""
    district = isinstance(entry.target, Place) and entry.target.district
    return bool(district) and any(other.rank < entry.rank for other in entries if other.target is not entry.target)


def _by_marker(mention: Mention, entries: list[Entry]) -> list[Entry]:
    if mention.street_marker:
        return [entry for entry in entries if entry.target.is_street] or entries
    if mention.area_marker:
        return [entry for entry in entries if not entry.target.is_street] or entries
    return entries


def _by_time(mention: Mention, reading: Reading, entries: list[Entry]) -> list[Entry]:
    if mention.preposition in _FORMER or reading.key(mention.first - 1) in _FORMER:
        return [entry for entry in entries if entry.rank is Rank.OLD] or entries
    return entries


def _by_preposition(mention: Mention, entries: list[Entry]) -> list[Entry]:
    if mention.is_marked:
        return entries
    if mention.preposition in words.IN:
        return [entry for entry in entries if not entry.target.is_street] or entries
    if mention.preposition in words.ALONG:
        return [entry for entry in entries if entry.target.is_street] or entries
    return entries


def _beside(mention: Mention) -> bool:
    return mention.house is None and not mention.is_marked


def _between(mention: Mention, streets: list[Entry], areas: list[Entry]) -> tuple[Place | Neighbour, ...]:
    street, area = _best(streets), _best(areas)
    street_rank, area_rank = min(e.rank for e in streets), min(e.rank for e in areas)
    if mention.house is not None or mention.preposition in words.ON:
        clear = street if street_rank < area_rank else ()
    else:
        clear = area if area_rank < street_rank else ()
    return clear or (*street, *area)


def _best(entries: Collection[Entry]) -> tuple[Place | Neighbour, ...]:
    """Those of the best rank."""
    least = min((entry.rank for entry in entries), default=Rank.OWN)
    return tuple(entry.target for entry in entries if entry.rank == least)
