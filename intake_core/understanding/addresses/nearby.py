"""The place nearest to a shared location."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.addresses.places import Place

_EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius, IUGG
FAR_M: Final = 1000.0


def distance_m(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Metres between two points (latitude, longitude in degrees) along a great circle: the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, two))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS_M * asin(sqrt(min(1.0, half)))


def nearest(point: tuple[float, float], gazetteer: Gazetteer) -> Place | None:
    """The nearest place of known coordinates within a kilometre, or None."""
    known = [(distance_m(point, place.point), place) for place in gazetteer.places if place.point is not None]
    found = min(known, key=lambda pair: pair[0], default=None)
    return found[1] if found is not None and found[0] <= FAR_M else None
