"""Short ways to write what a message should be read as."""

from __future__ import annotations

from dataclasses import replace

from intake_core.understanding.addresses import Address, Gazetteer, read_address


def at(street: str, house: str | None = None, **more: str) -> Address:
    return Address(street=street, house=house, **more)  # type: ignore[arg-type]


def area(name: str, house: str | None = None, **more: str) -> Address:
    return Address(microdistrict=name, house=house, **more)  # type: ignore[arg-type]


def mark(name: str) -> Address:
    return Address(landmark=name)


def either(*names: str, house: str | None = None) -> Address:
    return Address(candidates=names, house=house)


def outside(name: str) -> Address:
    return Address(outside=name)


def read(text: str, gazetteer: Gazetteer) -> Address | None:
    """What the text is read as, without the span."""
    found = read_address(text, gazetteer)
    return found and replace(found, span=(0, 0))
