"""`intake catalog` and `intake city check`: what the city's tables hold, as programs and editors read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake_core.city import City
from tests.command import intake
from tests.spoiled_city import copy_of_city, spoil


def test_every_service_is_a_line(city: City) -> None:
    """With its fields, in both languages; the due time is the service's own or its class's."""
    done = intake("catalog", "--jsonl")
    assert (done.code, done.err) == (0, "")
    rows = {row["code"]: row for row in done.rows}
    assert rows.keys() == city.services.keys()
    assert (
        rows["house-001"].items()
        >= {
            "code": "house-001",
            "sphere": "house",
            "category": city.services["house-001"].category,
            "name_ru": city.services["house-001"].name.ru,
            "name_kk": city.services["house-001"].name.kk,
            "criticality": city.services["house-001"].criticality,
            "due": str(city.services["house-001"].due),
            "routing": city.services["house-001"].routing,
        }.items()
    )
    assert {row["sphere"] for row in rows.values()} <= city.spheres.keys()
    assert all(row["due"].startswith("P") or row["due"].endswith("wd") for row in rows.values())


def test_the_citys_tables_hold() -> None:
    """The shipped city has no faults; the command counts what it read."""
    done = intake("city", "check")
    assert (done.code, done.err) == (0, "")
    assert "No faults." in done.out


def test_a_folder_that_is_no_city(tmp_path: Path) -> None:
    """One sentence, and 1."""
    done = intake("city", "check", "--city", tmp_path)
    assert done.code == 1
    assert "no city folder" in done.sentence


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('{"notices": [', '{"notices": [,', "sample_digest.json:1: no valid JSON", id="no JSON"),
        pytest.param('"hot_water"', '"hot_watr"', "notice 1: utility", id="an unknown utility"),
        pytest.param('"day": -1', '"day": "yesterday"', '"starts_at": {"day": 0', id="a day that is no number"),
    ],
)
def test_the_sample_day_is_checked_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A first look that breaks is worse than none."""
    folder = copy_of_city(tmp_path)
    spoil(folder, "sample_digest.json", old, new)
    done = intake("city", "check", "--city", folder)
    assert done.code == 1
    assert said in done.sentence
