"""`intake catalog` and `intake city check`: what the city's tables hold, as programs and editors read it."""

from __future__ import annotations

from pathlib import Path

from intake_core.city import City
from tests.command import intake


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
