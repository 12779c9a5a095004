"""An address in a few words, as a reply or a list shows it."""

from __future__ import annotations

from typing import Final

from intake_core.understanding.addresses.address import Address
from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.addresses.places import PlaceKind

# Names that say themselves what they are need no «мкр.».
_SAYS_ITS_KIND: Final = ("микрорайон", "квартал", "ж.м.", "ЖК", "СО ", "район", "зона", "ряды", "Центр")


def format_ru(address: Address, gazetteer: Gazetteer | None = None) -> str:
    """«Алтынсарина 110», «мкр. Юбилейный, 9», «Абая 28, 2 подъезд»; "" for an empty one.

    With the gazetteer only microdistricts are called «мкр.»; without it everything that does not say its kind.
    """
    parts = [*_place_ru(address, gazetteer), *_details_ru(address)]
    return ", ".join(part for part in parts if part)


def _place_ru(address: Address, gazetteer: Gazetteer | None) -> list[str]:
    parts: list[str] = []
    if address.outside:
        parts.append(address.outside)
    if address.microdistrict and not _is_in_name(address.microdistrict, address.street):
        parts.append(_area_ru(address.microdistrict, gazetteer))
    if address.street:
        street = f"{address.street} {address.house}" if address.house else address.street
        parts.append(f"угол {street} и {address.cross}" if address.cross else street)
    else:
        if address.candidates:
            parts.append(" или ".join(address.candidates))
        if address.house:
            parts.append(address.house if parts else f"дом {address.house}")
    if address.landmark:
        parts.append(address.landmark)
    return parts


def _is_in_name(area: str, street: str | None) -> bool:
    """«Абая (ж.м. Амангельды)» says its district itself."""
    inside = (street or "").rpartition("(")[2].rstrip(")")
    return bool(inside) and set(area.split()) == set(inside.split())


def _area_ru(name: str, gazetteer: Gazetteer | None) -> str:
    place = gazetteer.place(name) if gazetteer else None
    says = any(word in name for word in _SAYS_ITS_KIND)
    is_microdistrict = place is None or place.kind is PlaceKind.MICRODISTRICT
    return name if says or not is_microdistrict else f"мкр. {name}"


def _details_ru(address: Address) -> list[str]:
    return [
        f"{address.entrance} подъезд" if address.entrance else "",
        f"{address.floor} этаж" if address.floor else "",
        f"кв. {address.flat}" if address.flat else "",
    ]


def format_kk(address: Address, gazetteer: Gazetteer) -> str:
    """«Алтынсарин көшесі, 110», «Юбилейный шағынауданы, 9», «Абай даңғылы, 28, 2-кіреберіс»; "" for an empty one."""
    parts: list[str] = []
    if address.outside:
        parts.append(_outside_kk(address.outside, gazetteer))
    if address.microdistrict and not _is_in_name(address.microdistrict, address.street):
        parts.append(_name_kk(address.microdistrict, gazetteer))
    if address.street:
        street = _name_kk(address.street, gazetteer)
        parts.append(f"{street} мен {_name_kk(address.cross, gazetteer)} қиылысы" if address.cross else street)
    if address.candidates:
        parts.append(" әлде ".join(_name_kk(name, gazetteer) for name in address.candidates))
    parts += [
        address.house or "",
        _name_kk(address.landmark, gazetteer) if address.landmark else "",
        f"{address.entrance}-кіреберіс" if address.entrance else "",
        f"{address.floor}-қабат" if address.floor else "",
        f"{address.flat}-пәтер" if address.flat else "",
    ]
    return ", ".join(part for part in parts if part)


def _name_kk(name_ru: str, gazetteer: Gazetteer) -> str:
    place = gazetteer.place(name_ru)
    return place.name_kk if place is not None else name_ru


def _outside_kk(name_ru: str, gazetteer: Gazetteer) -> str:
    return next((one.name_kk for one in gazetteer.neighbours if one.name_ru == name_ru), name_ru)
