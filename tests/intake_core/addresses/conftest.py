"""The gazetteer of Kostanay, read from the city's own tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from intake_core.understanding.addresses import Gazetteer, Neighbour, Place, PlaceKind

_CITY = Path(__file__).parents[3] / "cities" / "kostanay"


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split(";") if cell.strip())


def city_places() -> list[Place]:
    with (_CITY / "streets.csv").open(encoding="utf-8") as table:
        return [
            Place(
                name_ru=row["name_ru"],
                name_kk=row["name_kk"],
                kind=PlaceKind(row["kind"]),
                forms=_cells(row["short_forms"]),
                old_names=_cells(row["old_names"]),
                district=row["district"] or None,
                point=(float(row["lat"]), float(row["lon"])) if row["lat"] else None,
            )
            for row in csv.DictReader(table)
        ]


def city_neighbours() -> list[Neighbour]:
    city = yaml.safe_load((_CITY / "city.yaml").read_text(encoding="utf-8"))
    return [Neighbour(one["ru"], one["kk"], tuple(one["aliases"])) for one in city["neighbours"]]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.build(city_places(), city_neighbours())
