"""`intake chat --jsonl`: the whole road for a program that writes a step and reads a line."""

from __future__ import annotations

import itertools
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.command import INTAKE, SECONDS, environment, intake
from tests.fake_platforms.pictures import jpeg

NOON: Final = "2026-11-24T12:00:00+05:00"
FIELDS: Final = {"conversation", "replies", "pushed", "appeals", "notices", "intent", "emergency", "review"}
APPEAL: Final = {"number", "street", "house", "microdistrict", "landmark", "service", "sphere", "executor", "status"}
OUTAGE: Final[dict[str, Any]] = {
    "id": "n1",
    "utility": "hot_water",
    "status": "emergency",
    "addresses": [{"street": "Алтынсарина", "houses": ["110", "114"]}],
    "starts_at": "2026-11-24T08:30:00+05:00",
    "ends_at": "2026-11-25T18:00:00+05:00",
    "reason": "ремонт теплосети",
}
_talks = itertools.count(1)


class Chat:
    """The running command."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def line(self, raw: bytes) -> dict[str, Any]:
        """Write one line, read the one that must come."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(raw + b"\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert isinstance(told, dict)
        return told

    def step(self, **step: Any) -> dict[str, Any]:
        """Do a step."""
        told = self.line(json.dumps(step).encode())
        assert told.keys() == FIELDS, told
        return told


@pytest.fixture(scope="module")
def chat() -> Iterator[Chat]:
    """The command with a clock that stands still, the outage published, and a database that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        digest, log = Path(name) / "digest.json", Path(name) / "stderr"
        digest.write_text(json.dumps({"notices": [OUTAGE]}), "utf-8")
        with log.open("wb") as err:
            process = subprocess.Popen(
                [INTAKE, "chat", "--jsonl", "--now", NOON, "--digest", digest],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=err,
                env=environment(),
                cwd=name,
            )
        yield Chat(process)
        rest, _ = process.communicate(timeout=SECONDS)
        assert rest == b"", "a line that nobody asked for"
        assert "Traceback" not in log.read_text()
        assert process.returncode == 1  # a step of these tests could not be done


@pytest.fixture
def talk() -> str:
    """A conversation of this test's own."""
    return f"citizen-{next(_talks)}"


def test_a_complaint_becomes_an_appeal(chat: Chat, talk: str) -> None:
    """All fields of the line, all fields of the appeal, and the reply that the citizen reads."""
    told = chat.step(conversation=talk, text="по абая 28 в подъезде не горит лампочка")
    assert told["conversation"] == talk
    (appeal,) = told["appeals"]
    assert appeal.keys() == APPEAL
    assert appeal.items() >= {"street": "Абая", "house": "28", "sphere": "house", "status": "registered"}.items()
    (reply,) = told["replies"]
    assert reply.keys() == {"text", "choices"}
    assert appeal["number"] in reply["text"]
    assert (told["intent"], told["notices"], told["pushed"], told["emergency"]) == ("problem", [], [], None)


def test_the_digest_answers_and_the_restoration_is_pushed(chat: Chat, talk: str) -> None:
    """Whoever was answered from a notice is told, in their own conversation, when the utility is back."""
    told = chat.step(conversation=talk, text="нет горячей воды алтынсарина 110")
    assert (told["notices"], told["appeals"]) == (["n1"], [])
    restored = {**OUTAGE, "id": "n2", "status": "restored", "starts_at": None, "ends_at": NOON}
    told = chat.step(publish={"notices": [restored]})
    assert told["conversation"] is None
    assert told["replies"] == []
    (pushed,) = told["pushed"]
    assert pushed.keys() == {"conversation", "text"}
    assert pushed["conversation"] == talk
    assert "Алтынсарина 110" in pushed["text"]


def test_danger_is_named_first(chat: Chat, talk: str) -> None:
    """With the number to call, as a field for programs and as words for the citizen."""
    told = chat.step(conversation=talk, text="пахнет газом в подъезде Аль-Фараби 92")
    assert told["emergency"] == "104"
    assert "104" in told["replies"][0]["text"]
    assert told["review"] is True


def test_a_photo_a_place_and_a_button_are_steps_too(chat: Chat, talk: str, tmp_path: Path) -> None:
    """A photo by its path, a place by its coordinates, an offered choice by its value."""
    photo = tmp_path / "pit.jpg"
    photo.write_bytes(jpeg())
    assert chat.step(conversation=talk, photo=str(photo))["replies"]
    assert chat.step(conversation=talk, location=[53.2144, 63.6246])["replies"]
    assert chat.step(conversation=talk, button="operator")["review"] is True


def test_the_clock_moves_when_told(chat: Chat, talk: str) -> None:
    """A question that nobody answered is given up, and the citizen gets the number unasked; back again goes as well."""
    asked = chat.step(conversation=talk, text="не вывозят мусор")
    assert asked["appeals"][0]["number"] is None
    later = chat.step(clock="2026-11-26T12:00:00+05:00")
    mine = [one for one in later["pushed"] if one["conversation"] == talk]
    assert len(mine) == 1
    assert "109-" in mine[0]["text"]
    chat.step(clock=NOON)
    assert chat.step(conversation=talk, text="статус")["replies"]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"\xff\xfe\x00", id="no UTF-8"),
        pytest.param(b'{"text": "hello"}', id="no conversation"),
        pytest.param(b'{"conversation": "x", "text": 7}', id="a text that is none"),
        pytest.param(b'{"conversation": "x", "photo": "/nowhere.jpg"}', id="no such photo"),
        pytest.param(b'{"conversation": "x", "location": [91, 0]}', id="not on Earth"),
        pytest.param(b'{"conversation": "x", "location": "here"}', id="no coordinates"),
        pytest.param(b'{"clock": "noon"}', id="no time"),
        pytest.param(b'{"publish": {"notices": [{"utility": "telepathy"}]}}', id="no notice"),
    ],
)
def test_a_step_that_cannot_be_done_says_why(chat: Chat, talk: str, raw: bytes) -> None:
    """In its one line; the next step works."""
    told = chat.line(raw)
    assert told.keys() == {"error"}
    assert told["error"]
    assert chat.step(conversation=talk, text="здравствуйте")["replies"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("😀😀😀", id="emoji"),
        pytest.param("\u202eнет света\u202c \u0645\u0631\u062d\u0628\u0627", id="right to left"),
        pytest.param("нет\0света", id="NUL"),
        pytest.param("\ud83d нет света", id="half an emoji"),
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("нет света на улице " * 5500, id="100 kB"),
    ],
)
def test_whatever_is_written_is_answered(chat: Chat, talk: str, text: str) -> None:
    """Somebody wrote it and waits."""
    assert chat.step(conversation=talk, text=text)["replies"]


def test_a_digest_that_cannot_be_published_stops_the_chat(tmp_path: Path, database_url: str) -> None:
    """In words, before anybody writes."""
    digest = tmp_path / "digest.json"
    digest.write_text('{"notices": [{"utility": "telepathy"}]}')
    done = intake("chat", "--jsonl", "--digest", digest, "--database", database_url, INTAKE_VAR=str(tmp_path / "var"))
    assert (done.code, done.out) == (1, "")
    assert "notice 1: utility" in done.err
    assert "Traceback" not in done.err
