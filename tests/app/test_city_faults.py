"""What an editor of the city's tables is told: every mistake at once, with its file, line and column."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.city.load import load_city
from app.city.sample import sample_digest
from app.city.sources import CityDataError
from tests.spoiled_city import copy_of_city, spoil

# file, what stands there, what the editor wrote instead, what is said after `file:line: `
MISTAKES = [
    ("city.yaml", 'phone: "109"', "phone: 109", "centre.phone: 109: "),
    ("city.yaml", '- number: "102"', '- number: "911"', "emergency.1.number: '911': "),
    ("calendar.yaml", "days: [mon,", "days: [monday,", "working_week.days.0: 'monday': "),
    ("spheres.csv", "heating,Отопление и горячая вода,", "heating,,", "name_ru: '': "),
    ("criticality.csv", "PT15M", "15 minutes", "acknowledge: '15 minutes': "),
    ("criticality.csv", ",PT24H,clock", ",PT24H,working", "due: 'PT24H' does not count working time"),
    ("executors.csv", "akim-office,", "Akim Office,", "code: 'Akim Office': "),
    ("executors.csv", ",subordinate,", ",subordinated,", "type: 'subordinated': "),
    ("routing.csv", ",fixed,", ",fixd,", "kind: 'fixd': "),
    ("routing.csv", ",kostanay-su,", ",kostanay-water,", "executor: 'kostanay-water' is not in executors.csv"),
    ("road_zones.csv", "Киевский,", "Киевскй,", "'Киевскй' is not in streets.csv"),
    ("managers.csv", "Майлина,24,", "Майлина,24,25,", "the row has more or fewer cells than the heading"),
    ("streets.csv", "Абай даңғылы,avenue", "Абай даңғылы,boulevard", "kind: 'boulevard': "),
    ("catalog/heating.yaml", "criticality: urgent", "criticality: asap", "criticality: 'asap' is not in criticality"),
    ("catalog/house.yaml", "code: house-001", "code: house-1", "code: 'house-1': "),
    ("catalog/waste.yaml", "  ask: ", "  aks: ", "aks: "),
    ("messages/calibration.jsonl", '"language": "ru"', '"language": "de"', "language: 'de': "),
    ("faq.yaml", "- id: exact_time", "- id: Exact time", "id: 'Exact time': "),
    ("replies/ru.ftl", "tomorrow = завтра", "завтра", "this is no Fluent text: завтра"),
]

# A file as a whole, and what is said of it
RUINS = [
    ("faq.yaml", b"- id: [", "no valid YAML: "),
    ("catalog/heating.yaml", b"code: heating-001\n", "a list is expected"),
    ("catalog/lift.yaml", b"\xff\xfe", "cannot be read: "),
    ("criticality.csv", b"key,name_ru,name_kk,acknowledge,counts\n", "the column due is missing"),
    ("road_zones.csv", b'name_ru,executor\n"\xd0\xa6', "no valid CSV: "),
    ("calendar.yaml", b"time_zone: Mars/Olympus\n", "working_week: "),
    ("rules/intents.yaml", b"[]\n", ""),
    ("rules/no_service.yaml", b"advert: a car\n", "advert: 'a car': "),
    ("messages/calibration.jsonl", b'{"text": \n', "no valid JSON: "),
]
REMOVED = ["spheres.csv", "replies/kk.ftl", "rules/emergencies.yaml"]


def faults_of(city: Path) -> str:
    """All that is said of a city."""
    with pytest.raises(CityDataError) as caught:
        load_city(city)
    return str(caught.value)


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], str]:
    """The addresses of all mistakes, made in one copy of the city, and what is said of it."""
    city = copy_of_city(tmp_path_factory.mktemp("mistakes"))
    addresses = [spoil(city, name, old, new) for name, old, new, _ in MISTAKES]
    return addresses, faults_of(city)


@pytest.mark.parametrize("number", range(len(MISTAKES)), ids=[f"{name}: {new}" for name, _, new, _ in MISTAKES])
def test_every_mistake_is_named_where_it_was_made(mistakes: tuple[list[str], str], number: int) -> None:
    """Its line, its column, what was written, what is expected."""
    addresses, faults = mistakes
    assert addresses[number] + MISTAKES[number][3] in faults


def test_each_fault_is_one_line_with_an_address(mistakes: tuple[list[str], str]) -> None:
    """Editors jump from one to the next."""
    _, faults = mistakes
    assert [line for line in faults.splitlines() if not re.match(r"\S+/kostanay/\S+:\d+: \S", line)] == [
        line for line in faults.splitlines() if "replies/" in line and ".ftl:" not in line.replace(".ftl: ", "")
    ]


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A city with whole files ruined or removed, and what is said of it."""
    city = copy_of_city(tmp_path_factory.mktemp("ruins"))
    for name, content, _ in RUINS:
        (city / name).write_bytes(content)
    for name in REMOVED:
        (city / name).unlink()
    return city, faults_of(city)


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, _, said in RUINS])
def test_a_ruined_file_is_named(ruins: tuple[Path, str], name: str, said: str) -> None:
    """One ruined file hides no fault of another."""
    city, faults = ruins
    assert re.search(rf"^{re.escape(str(city / name))}:\d+: {re.escape(said)}", faults, re.MULTILINE), faults


@pytest.mark.parametrize("name", REMOVED)
def test_a_missing_file_is_named(ruins: tuple[Path, str], name: str) -> None:
    """As one that cannot be read."""
    city, faults = ruins
    assert f"{city / name}:1: cannot be read: " in faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('{"notices": [', '{"notices": [,', ":1: no valid JSON: ", id="no JSON"),
        pytest.param('"hot_water"', '"hot_watr"', ":1: notice 1: utility: ", id="an unknown utility"),
        pytest.param('"day": -1', '"day": "yesterday"', ':1: {"notices": [', id="a day that is no number"),
    ],
)
def test_the_sample_day_is_checked_too(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A first look that breaks is worse than none."""
    city = copy_of_city(tmp_path)
    spoil(city, "sample_digest.json", old, new)
    with pytest.raises(CityDataError) as caught:
        sample_digest(city, datetime.now(UTC), UTC)
    assert f"{city / 'sample_digest.json'}{said}" in str(caught.value)
