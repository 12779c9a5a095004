"""An appeal and what is said of it later, as one case. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.place import Place
from intake_core.understanding.addresses.address import Address

_HOUSE: Final = re.compile(r"(?:дом|д\.?|үй|№)?\s*(\d{1,3}(?:\s?[а-яё]|/\d{1,3})?)(?:\s*-?\s*үй)?", re.IGNORECASE)


def case_of(appeal: Appeal) -> Case:
    """What an appeal is about."""
    return Case(
        description=appeal.description,
        service_code=appeal.service_code,
        place=appeal.place,
        emergency=appeal.emergency,
    )


def joined(before: Appeal, more: Case, *, surely: bool) -> Case:
    """An appeal and what was added to it: the newer place stands, and the newer service if it is `surely` meant."""
    keeps_service = before.service_code is not None and not surely
    return Case(
        description="\n".join(part for part in (before.description, more.description) if part),
        service_code=before.service_code if keeps_service else more.service_code or before.service_code,
        place=merged(before.place, more.place),
        emergency=more.emergency or before.emergency,
    )


def merged(before: Place, more: Place) -> Place:
    """The newer place, completed from the older one where it says nothing: "28" after "Абая" is Абая 28."""
    if more.street is not None and before.street not in {None, more.street}:
        return replace(more, point=more.point or before.point)
    return Place(
        street=more.street or before.street,
        house=more.house or before.house,
        entrance=more.entrance or before.entrance,
        flat=more.flat or before.flat,
        microdistrict=more.microdistrict or before.microdistrict,
        landmark=more.landmark or before.landmark,
        point=more.point or before.point,
    )


def told_later(place: Place, named: Place, details: Address | None, corrects: bool) -> Place:
    """An appeal's place after a few words more: `named` or only `details`; the same if they are of another matter.

    Only what `corrects` replaces what was known; else a house or flat fills a gap, and another street is another case.
    """
    if named.is_known and (corrects or not place.is_known or named.street == place.street):
        return merged(place, named)
    if details is None or not place.is_known:
        return place
    more = Place(house=details.house, entrance=details.entrance, flat=details.flat)
    return merged(place, more) if corrects else merged(more, place)


def bare_house(text: str) -> str | None:
    """A house written alone, as an answer to "which house?": 28, 28а, дом 28/3."""
    match = _HOUSE.fullmatch(text.strip())
    return match[1].upper().replace(" ", "") if match else None
