"""`intake digest`: notices put in force and listed from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Done, intake

NOON = "2026-11-24T12:00:00+05:00"
OUTAGE = {
    "id": "n-110",
    "utility": "hot_water",
    "status": "emergency",
    "addresses": [{"street": "Алтынсарина", "houses": ["110", "114"]}],
    "starts_at": "2026-11-24T08:30:00+05:00",
    "ends_at": "2026-11-25T18:00:00+05:00",
    "reason": "ремонт теплосети",
}
WORKS = {
    "utility": "electricity",
    "status": "planned",
    "addresses": [{"street": "Киевская", "houses": ["1-45 odd"]}],
    "starts_at": "2026-11-26",
    "ends_at": "2026-11-26",
}


@pytest.fixture
def digest(database_url: str, tmp_path: Path) -> Any:
    """The command over the test's database."""

    def run(*arguments: str | Path, given: str = "") -> Done:
        settings = {"DATABASE_URL": database_url, "INTAKE_VAR": str(tmp_path / "var")}
        return intake("digest", *arguments, given=given, **settings)

    return run


def test_what_was_published_is_listed(digest: Any, tmp_path: Path) -> None:
    """With the fields it was published with, and how it stands at the moment that is asked for."""
    file = tmp_path / "today.json"
    file.write_text(json.dumps({"notices": [OUTAGE, WORKS]}), "utf-8")
    published = digest("publish", file)
    assert published.code == 0
    first, second = published.out.split()
    assert first == "n-110"

    listed = digest("list", "--jsonl", "--at", NOON)
    assert listed.code == 0
    outage, works = listed.rows
    assert outage.items() >= {**OUTAGE, "addresses": outage["addresses"], "state": "in_force"}.items()
    assert outage["addresses"][0].items() >= OUTAGE["addresses"][0].items()  # type: ignore[index]
    assert works.items() >= {"id": second, "state": "coming", "starts_at": "2026-11-26"}.items()

    last_minutes = digest("list", "--jsonl", "--at", "2026-11-26T23:50:00")  # without a zone: the city's own
    assert [(row["id"], row["state"]) for row in last_minutes.rows] == [(second, "in_force")]
    assert "Киевская 1-45 odd" in digest("list", "--at", NOON).out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("{", ["no JSON"], id="no JSON"),
        pytest.param("[" * 100_000, ["no JSON"], id="too deep"),
        pytest.param("{}", ['a digest is {"notices": [...]}'], id="no notices"),
        pytest.param(
            json.dumps([{**OUTAGE, "utility": "telepathy"}, {**WORKS, "starts_at": "tomorrow"}]),
            ["notice 1: utility", "notice 2: starts_at 'tomorrow'"],
            id="every fault at once",
        ),
    ],
)
def test_nothing_is_published_by_halves(digest: Any, given: str, words: list[str]) -> None:
    """One faulty notice, and none is put in force; what is wrong is said."""
    done = digest("publish", "-", given=given)
    assert (done.code, done.out) == (1, "")
    assert all(word in done.err for word in words), done.err
    assert "Traceback" not in done.err


def test_a_time_that_is_none(digest: Any) -> None:
    """How a time is written is shown."""
    done = digest("list", "--at", "noon")
    assert done.code == 1
    assert "2026-01-31T09:00:00+05:00" in done.sentence
