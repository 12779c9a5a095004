"""How well strangers' messages are understood: floors under the figures of docs/classifier.md.

They catch a change that breaks the matching, and let the catalog grow. The sealed halves are read by nobody but
`intake evaluate`, for the figures.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.evaluating import evaluated_file
from intake_core.city import City
from intake_core.understanding.emergencies import find_emergency
from tests.command import intake

DATA = Path(__file__).parents[1] / "data"
OPEN = DATA / "messages_open.jsonl"


@pytest.fixture(scope="module")
def figures(city: City) -> dict[str, Any]:
    return evaluated_file(OPEN, city)


@pytest.mark.parametrize(("figure", "floor"), [("top_1", 0.73), ("top_3", 0.87), ("mrr", 0.8), ("sphere", 0.8)])
def test_the_right_service_is_found(figures: dict[str, Any], figure: str, floor: float) -> None:
    assert figures[figure] >= floor


@pytest.mark.parametrize("language", ["ru", "kk", "mixed", "latin"])
def test_no_language_is_left_behind(figures: dict[str, Any], language: str) -> None:
    assert figures["by_language"][language]["top_3"] >= figures["top_3"] - 0.06


def test_what_is_acted_on_alone_is_right(figures: dict[str, Any]) -> None:
    act = figures["bands"]["act"]
    assert act["precision"] >= 0.96
    assert act["coverage"] >= 0.3


def test_confidence_does_not_promise_too_much(figures: dict[str, Any]) -> None:
    """It may be too modest on messages that all mean a service; it may not be too bold."""
    bands = figures["bands"]
    assert bands["act"]["precision"] >= 0.85
    assert bands["ask"]["precision"] >= 0.5
    assert figures["calibration_error"] <= 0.12


def test_danger_is_heard(city: City) -> None:
    records = [json.loads(line) for line in (DATA / "emergencies_open.jsonl").read_text("utf-8").splitlines()]
    heard = [(one, find_emergency(one["text"], city.emergencies, city.dangers)) for one in records]
    dangers = [(one, found) for one, found in heard if one["emergency"]]
    found = [(one, alarm) for one, alarm in dangers if alarm is not None]
    assert len(found) >= 0.9 * len(dangers)
    assert sum(alarm.number == one["emergency"] for one, alarm in found) >= 0.95 * len(found)
    false = [alarm for one, alarm in heard if alarm is not None and not one["emergency"]]
    assert len(false) <= 0.02 * (len(records) - len(dangers))


def test_ordinary_complaints_raise_no_alarm(city: City) -> None:
    records = [json.loads(line) for line in OPEN.read_text("utf-8").splitlines()]
    ordinary = [one for one in records if city.services[one["service"]].emergency is None]
    alarms = [one for one in ordinary if find_emergency(one["text"], city.emergencies, city.dangers)]
    assert len(alarms) <= 0.04 * len(ordinary)


def test_the_command_prints_the_figures(tmp_path: Path) -> None:
    """For programs one object; a faulty line is named, and nothing is evaluated."""
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(OPEN.read_text("utf-8").splitlines()[:12]), "utf-8")
    (row,) = intake("evaluate", file, "--json").rows
    assert row["messages"] == 12
    assert row["bands"].keys() == {"act", "ask", "review"}
    assert "in three" in intake("evaluate", file).out
    file.write_text('{"text": "нет воды", "service": "water-000"}\n{"text": 1}\n', "utf-8")
    done = intake("evaluate", file)
    assert done.code == 1
    assert f"{file}:1: service: 'water-000' is not in the catalog" in done.err
    assert f"{file}:2: " in done.err
