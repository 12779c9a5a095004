"""The lookup, with places of a city that is not Kostanay."""

from __future__ import annotations

import pytest

from intake_core.understanding.addresses import (
    Address,
    Gazetteer,
    Neighbour,
    Place,
    PlaceKind,
    format_kk,
    format_ru,
    nearest,
    read_address,
)
from tests.intake_core.addresses.expected import area, at, outside, read

OTHER_CITY = Gazetteer.build(
    [
        Place("Сейфуллина", "Сейфуллин көшесі", PlaceKind.STREET, (), ("Дворцовая@..1991", "Новая@pending")),
        Place("Весновка", "Весновка", PlaceKind.MICRODISTRICT, (), (), None, (43.2400, 76.9000)),
        Place("Горный", "Таулы шағынауданы", PlaceKind.DISTRICT, (), (), None, (43.2450, 76.9000)),
    ],
    [Neighbour("Талгар", "Талғар", ("город Талгар",))],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сейфуллина 5", at("Сейфуллина", "5")),
        ("Сейфуллин көшесінің 5 үйі", at("Сейфуллина", "5")),
        ("на сейфулина 5", at("Сейфуллина", "5")),
        ("дворцовая 5", at("Сейфуллина", "5")),
        ("в весновке нет воды", area("Весновка")),
        ("в Талгаре нет воды", outside("Талгар")),
        ("абая 28", None),
    ],
)
def test_nothing_is_known_but_the_table(text: str, expected: Address | None) -> None:
    """Cases, nominatives and old names come from the rules, for any city."""
    assert read(text, OTHER_CITY) == expected


def test_an_empty_gazetteer_reads_no_street() -> None:
    """A city without tables still starts."""
    assert read_address("абая 28", Gazetteer.build([])) is None


@pytest.mark.parametrize(
    ("point", "name"),
    [((43.2401, 76.9001), "Весновка"), ((43.2449, 76.9), "Горный"), ((43.30, 76.90), None), ((-43.0, -76.0), None)],
)
def test_the_nearest_place(point: tuple[float, float], name: str | None) -> None:
    """Within a kilometre; places without coordinates take no part."""
    found = nearest(point, OTHER_CITY)
    assert (found and found.name_ru) == name


@pytest.mark.parametrize(
    ("address", "russian", "kazakh"),
    [
        (at("Алтынсарина", "110"), "Алтынсарина 110", "Алтынсарин көшесі, 110"),
        (at("Абая", "28", entrance="2"), "Абая 28, 2 подъезд", "Абай даңғылы, 28, 2-кіреберіс"),
        (at("Абая", "28/3", floor="3", flat="7"), "Абая 28/3, 3 этаж, кв. 7", "Абай даңғылы, 28/3, 3-қабат, 7-пәтер"),
        (area("Юбилейный", "9"), "мкр. Юбилейный, 9", "Юбилейный шағынауданы, 9"),
        (area("9 микрорайон", "5"), "9 микрорайон, 5", "9-шағынаудан, 5"),
        (at("Абая", cross="Чехова"), "угол Абая и Чехова", "Абай даңғылы мен Чехов көшесі қиылысы"),
        (Address(landmark="Школа №10"), "Школа №10", "№10 мектеп"),
        (Address(landmark="магазин Светлана"), "магазин Светлана", "магазин Светлана"),
        (Address(outside="Качар"), "Качар", "Қашар"),
        (Address(candidates=("Киевская", "Киевский")), "Киевская или Киевский", "Киев көшесі әлде Киевский кенті"),
        (Address(house="28"), "дом 28", "28"),
        (Address(), "", ""),
    ],
)
def test_an_address_in_words(address: Address, russian: str, kazakh: str, gazetteer: Gazetteer) -> None:
    """Short, in the citizen's language."""
    assert format_ru(address) == russian
    assert format_kk(address, gazetteer) == kazakh


def test_with_the_gazetteer_only_microdistricts_are_called_so(gazetteer: Gazetteer) -> None:
    """«мкр. КСК» would be wrong."""
    assert format_ru(area("КСК"), gazetteer) == "КСК"
    assert format_ru(area("Юбилейный", "9"), gazetteer) == "мкр. Юбилейный, 9"
