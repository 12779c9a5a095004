"""Where an appeal is: what is known of it, which may be little."""

from __future__ import annotations

from dataclasses import dataclass

from intake_core.messages import Location
from intake_core.understanding.addresses.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An appeal's place. `street` and `microdistrict` are the table's `name_ru`."""

    street: str | None = None
    house: str | None = None
    entrance: str | None = None
    flat: str | None = None
    microdistrict: str | None = None
    landmark: str | None = None
    point: Location | None = None

    @property
    def is_known(self) -> bool:
        """Whether an executor could find it: a street, a district, a landmark or a point."""
        return bool(self.street or self.microdistrict or self.landmark or self.point)

    @property
    def is_exact(self) -> bool:
        """Whether one house or one point is meant."""
        return bool((self.street or self.microdistrict) and self.house) or self.point is not None

    def same_spot(self, other: Place) -> bool:
        """Whether both name the same house, or the same street or landmark where no house is known."""
        return (self.street, self.microdistrict, self.house, self.landmark) == (
            other.street,
            other.microdistrict,
            other.house,
            other.landmark,
        )


def place_of(address: Address | None, point: Location | None = None) -> Place:
    """The place that a read address and a pin give together."""
    if address is None:
        return Place(point=point)
    return Place(
        street=address.street,
        house=address.house,
        entrance=address.entrance,
        flat=address.flat,
        microdistrict=address.microdistrict,
        landmark=address.landmark,
        point=point,
    )
