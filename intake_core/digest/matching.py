"""Does a notice explain a complaint? By utility, street, house or district, and time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Final

from intake_core.appeals.place import Place
from intake_core.digest.notices import ALONG_THE_STREET, OVER, Notice, NoticePlace, NoticeStatus, Utility

_RANGE: Final = re.compile(r"(\d+)\S*?\s*[-–—]\s*(\d+)\S*(?:\s+(odd|even))?")
_NUMBER: Final = re.compile(r"\d+")


class Fit(IntEnum):
    """How surely a notice covers a place."""

    NONE = 0
    PERHAPS = 1  # the street is right, but the house is not known or only a segment is named
    SURE = 2


def house_in(house: str, patterns: Iterable[str]) -> bool:
    """Whether a house is among a notice's houses: `28`, `28А`, `28/3`, `5-13 odd`.

    A range holds the houses with a letter or fraction too: 10А is in 10-16.
    """
    wanted = house.upper().replace(" ", "")
    number = _NUMBER.match(wanted)
    for pattern in patterns:
        match = _RANGE.fullmatch(pattern.strip())
        if match is None:
            if pattern.upper().replace(" ", "") == wanted:
                return True
        elif number is not None and int(match[1]) <= int(number[0]) <= int(match[2]):
            parity = match[3]
            if parity is None or (int(number[0]) % 2 == 1) == (parity == "odd"):
                return True
    return False


def fit_of(place: Place, covered: NoticePlace, utility: Utility) -> Fit:
    """How surely one place of a notice covers the citizen's."""
    if covered.street is not None and covered.street == place.street:
        return _fit_on_street(place, covered, utility)
    if covered.street is None and covered.microdistrict is not None and covered.microdistrict == place.microdistrict:
        return _fit_of_houses(place, covered)
    return Fit.NONE


def _fit_on_street(place: Place, covered: NoticePlace, utility: Utility) -> Fit:
    if covered.between:
        return Fit.SURE if utility in ALONG_THE_STREET else Fit.PERHAPS
    return _fit_of_houses(place, covered)


def _fit_of_houses(place: Place, covered: NoticePlace) -> Fit:
    if not covered.houses:
        return Fit.SURE
    if place.house is None:
        return Fit.PERHAPS
    return Fit.SURE if house_in(place.house, covered.houses) else Fit.NONE


def fit(place: Place, notice: Notice) -> Fit:
    """How surely a notice covers the citizen's place."""
    return max((fit_of(place, covered, notice.utility) for covered in notice.places), default=Fit.NONE)


def explaining(
    notices: Sequence[Notice], place: Place, utilities: Iterable[Utility], now: datetime, at_least: Fit = Fit.SURE
) -> list[Notice]:
    """The notices in force that explain an outage of these utilities here, the surest and newest first.

    A notice that was followed by "restored" for the same place and utility explains nothing any more, although the
    rest of its houses may still wait.
    """
    wanted = frozenset(utilities)
    near = [notice for notice in notices if notice.utility in wanted and fit(place, notice) >= at_least]
    over = [notice for notice in near if notice.status in OVER and fit(place, notice) is Fit.SURE]
    found = [notice for notice in near if notice.in_force(now) and not any(_ends(end, notice, now) for end in over)]
    return sorted(found, key=lambda notice: (fit(place, notice), notice.published_at), reverse=True)


def _ends(end: Notice, notice: Notice, now: datetime) -> bool:
    """Whether `end` (restored or cancelled) came after the outage that `notice` tells of began, and is no forecast."""
    if end.utility != notice.utility or end.published_at < notice.published_at:
        return False
    if end.status is NoticeStatus.CANCELLED:
        return True
    moment = end.last_moment
    started = notice.starts_at
    if moment is not None and end.ends_at is not None and end.ends_at > now and not end.ends_on_date:
        return False
    return moment is None or started is None or moment >= started
