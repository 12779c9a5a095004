"""The places that an address can name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    STREET = "street"
    AVENUE = "avenue"
    MICRODISTRICT = "microdistrict"
    DISTRICT = "district"
    GARDEN = "garden"
    COMPLEX = "complex"
    QUARTER = "quarter"
    LANDMARK = "landmark"

    @property
    def is_street(self) -> bool:
        return self in {PlaceKind.STREET, PlaceKind.AVENUE}

    @property
    def is_area(self) -> bool:
        return not self.is_street and self is not PlaceKind.LANDMARK


@dataclass(frozen=True)
class Place:
    """A street, district or landmark of the city, with every name that people use."""

    name_ru: str  # the canonical key of all outputs
    name_kk: str
    kind: PlaceKind
    forms: tuple[str, ...] = ()  # what people say; cases and missing Kazakh letters need not be listed
    # «Гагарина@..2019-08»: its name until then; «X@pending»: a name decided but not in force. Both are understood.
    old_names: tuple[str, ...] = ()
    district: str | None = None  # name_ru of the place it lies in, where that tells namesakes apart
    point: tuple[float, float] | None = None  # latitude, longitude

    @property
    def is_street(self) -> bool:
        return self.kind.is_street

    @property
    def is_area(self) -> bool:
        return self.kind.is_area


@dataclass(frozen=True)
class Neighbour:
    """A place outside the city that its citizens also write from or about."""

    name_ru: str
    name_kk: str
    forms: tuple[str, ...] = ()

    # It is told from streets as a district is, by the same markers.
    is_street = False
    is_area = True
