"""The address in a message: street, house, entrance, or whatever else says where.

`read_address` is pure, never raises, and takes time linear in the text. It reads one address, that of the problem
(`sites`); it reads none where nothing names a place: numbers alone (a bus, a time, a flat) are no address. What names
may mean is decided in `homonyms`, what counts as a name in `mentions`, what a number is not in `noise`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.address import Address, Stretch
from intake_core.understanding.addresses.corrections import corrected_house
from intake_core.understanding.addresses.details import Detail
from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.addresses.houses import House, house_after, marked_house
from intake_core.understanding.addresses.landmarks import Landmark, numbered_landmarks, unlisted_landmark
from intake_core.understanding.addresses.mentions import mentions_of
from intake_core.understanding.addresses.places import Place
from intake_core.understanding.addresses.reading import Reading
from intake_core.understanding.addresses.sites import Site, area_near, outside_near, problem_site, sites_of

_DETAILS_REACH = 6  # tokens: details farther from the address do not widen its span


def read_address(text: str, gazetteer: Gazetteer, district: str | None = None) -> Address | None:
    """Where the problem is, in any mixture of Russian, Kazakh and their Latin spellings; None if no place is named.

    `district`: what was named before this text; a street that it has for its own is meant before its namesakes.
    """
    reading = Reading.of(text)
    numbered = numbered_landmarks(reading)
    reading.noise.update(at for one in numbered for at in range(one.first, one.last + 1) if at in reading.numbers)
    sites = sites_of(mentions_of(reading, gazetteer), reading, district)
    chosen = problem_site(sites, reading)
    outside = outside_near(chosen, sites)
    if outside is not None and outside.target is not None:
        used = _tokens_of(outside)
        return Address(outside=outside.target.name_ru, span=_span(reading, used), named=_stretches(reading, used))
    listed = next((site for site in sites if site.is_landmark), None)
    if chosen is None:
        return _at_landmark(reading, listed, numbered)
    return _at_site(reading, chosen, sites, listed, numbered)


def read_details(text: str) -> Address | None:
    """House, entrance, floor and flat alone: for the answer to a question that asked for them («28, кв 5»)."""
    reading = Reading.of(text)
    house = corrected_house(reading, 0) or marked_house(reading) or house_after(reading, 0)
    if house is None and not reading.details.values:
        return None
    used = set(range(house.first, house.last + 1)) if house else set()
    return _address(reading, house=house, used=used | reading.details.taken)


def is_corrected(text: str) -> bool:
    """Whether the text takes something back: «ой, не 110, а 114», «ошиблась, Чехова 5», «110 емес, 114»."""
    reading = Reading.of(text)
    return corrected_house(reading, 0) is not None or any(token.key in words.CORRECTION for token in reading.tokens)


def _at_site(
    reading: Reading, site: Site, sites: Sequence[Site], listed: Site | None, numbered: Sequence[Landmark]
) -> Address:
    house = site.mention.house or _house_elsewhere(reading, sites)
    if house is not None:
        house = corrected_house(reading, house.last + 1) or house
    area = site if site.is_area else area_near(site, sites) if site.is_street else None
    used = _tokens_of(site) | (_tokens_of(area) if area else set())
    landmark = _landmark_name(reading, listed, numbered, _all_tokens(sites, house))
    return _address(
        reading,
        house=house,
        used=used,
        street=site.target.name_ru if site.is_street and site.target else None,
        microdistrict=area.target.name_ru if area and area.target else None,
        cross=site.cross_name,
        candidates=_candidates(site),
        areas=tuple(target.name_ru for target in site.targets if target.is_area) if site.target is None else (),
        landmark=landmark,
    )


def _at_landmark(reading: Reading, listed: Site | None, numbered: Sequence[Landmark]) -> Address | None:
    if listed is not None:
        house = listed.mention.house
        return _address(reading, house=house, used=_tokens_of(listed), landmark=listed.targets[0].name_ru)
    unlisted = unlisted_landmark(reading, numbered, set())
    if unlisted is None:
        return None
    used = set(range(unlisted.first, unlisted.last + 1))
    return _address(reading, house=None, used=used, landmark=unlisted.name)


def _address(
    reading: Reading,
    *,
    house: House | None,
    used: set[int],
    street: str | None = None,
    microdistrict: str | None = None,
    cross: str | None = None,
    candidates: tuple[str, ...] = (),
    areas: tuple[str, ...] = (),
    landmark: str | None = None,
) -> Address:
    details = reading.details.values
    if house is not None:
        used = used | set(range(house.first, house.last + 1))
    near = {at for at in reading.details.taken if any(abs(at - one) <= _DETAILS_REACH for one in used)}
    return Address(
        street=street,
        house=house.value if house else None,
        entrance=details.get(Detail.ENTRANCE),
        floor=details.get(Detail.FLOOR),
        flat=details.get(Detail.FLAT) or (house.flat if house else None),
        microdistrict=microdistrict,
        landmark=landmark,
        cross=cross,
        candidates=candidates,
        areas=areas,
        span=_span(reading, used | near),
        named=_stretches(reading, used),
    )


def _candidates(site: Site) -> tuple[str, ...]:
    if site.target is not None:
        return ()
    return tuple(dict.fromkeys(target.name_ru for target in site.targets if isinstance(target, Place)))


def _house_elsewhere(reading: Reading, sites: Sequence[Site]) -> House | None:
    """A house that says so itself, when no place of the message has one beside it."""
    if any(site.mention.house is not None for site in sites):
        return None
    return marked_house(reading)


def _landmark_name(reading: Reading, listed: Site | None, numbered: Sequence[Landmark], taken: set[int]) -> str | None:
    if listed is not None:
        return listed.targets[0].name_ru
    unlisted = unlisted_landmark(reading, numbered, taken)
    return unlisted.name if unlisted else None


def _tokens_of(site: Site) -> set[int]:
    found: set[int] = set()
    for mention in (site.mention, site.cross):
        if mention is not None:
            found.update(range(mention.first, mention.last + 1))
            if mention.house is not None:
                found.update(range(mention.house.first, mention.house.last + 1))
    return found


def _all_tokens(sites: Iterable[Site], house: House | None) -> set[int]:
    found = set(range(house.first, house.last + 1)) if house else set()
    return found.union(*map(_tokens_of, sites))


def _span(reading: Reading, used: set[int]) -> Stretch:
    if not used:
        return 0, 0
    return reading.tokens[min(used)].start, reading.tokens[max(used)].end


def _stretches(reading: Reading, used: set[int]) -> tuple[Stretch, ...]:
    """The used tokens as stretches of the text: neighbours are one."""
    found: list[Stretch] = []
    for at in sorted(used):
        token = reading.tokens[at]
        joins = at - 1 in used and found
        found[-1 if joins else len(found) :] = [(found[-1][0] if joins else token.start, token.end)]
    return tuple(found)
