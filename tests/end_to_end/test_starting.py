"""Starting, stopping and dying: what `intake serve` does to its data, and what it says to the person who starts it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, Request, build_opener

import asyncpg
import pytest

from app.postgres import EmbeddedPostgres
from tests.command import Done, intake
from tests.database import fresh_database, server_url
from tests.end_to_end.serving import Served, start
from tests.end_to_end.waiting import eventually
from tests.spoiled_city import copy_of_city, spoil


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder that the embedded server's unprivileged user can reach (pytest's own are closed to it)."""
    with tempfile.TemporaryDirectory(prefix="intake-home-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


class Visitor:
    """A browser that keeps its cookie, whichever port the service has today."""

    def __init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def writes(self, served: Served, text: str, message_id: str) -> None:
        """Post a message as the page does."""
        self._opener.open(f"{served.url}/").read()
        body = json.dumps({"id": message_id, "text": text}).encode()
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        request = Request(f"{served.url}/chat/messages", body, headers)  # noqa: S310 (http, our own)
        assert self._opener.open(request).status == 200

    def reads(self, served: Served) -> list[str]:
        """The whole chat, in order."""
        with self._opener.open(f"{served.url}/chat/history") as answer:
            return [line["text"] for line in json.load(answer)["lines"]]


@dataclass
class Life:
    """One run of the service, from its banner to its end."""

    first_login: tuple[str, str] | None
    banner: str
    history: list[str]
    notices: int
    postmaster: int
    exit_code: int
    errors: str
    postgres_runs_on: bool


async def live(home: Path, visitor: Visitor, message: str, end: signal.Signals, *, lines: int) -> Life:
    """Start the service on its embedded database, write to it, wait for so many lines in all, and end it."""
    served = start(home / "var", "--sample")
    visitor.writes(served, message, f"life-{lines}")
    history = await eventually(lambda: told if len(told := visitor.reads(served)) >= lines else None)
    address = EmbeddedPostgres(home / "var" / "postgres").start()  # finds the one that runs
    db = await asyncpg.connect(address.url("intake"))
    notices = await db.fetchval("SELECT count(*) FROM notice")
    await db.close()
    postmaster = int((home / "var" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    exit_code = served.end(end)
    return Life(
        first_login=served.first_login,
        banner=served.banner,
        history=history,
        notices=notices,
        postmaster=postmaster,
        exit_code=exit_code,
        errors=served.errors(),
        postgres_runs_on=(home / "var" / "postgres" / "data" / "postmaster.pid").exists(),
    )


@pytest.fixture(scope="module")
def lives(home: Path) -> list[Life]:
    """Three runs over the same folder: the first is interrupted, the second killed, the third terminated."""
    return asyncio.run(three_lives(home))


async def three_lives(home: Path) -> list[Life]:
    visitor = Visitor()
    return [
        await live(home, visitor, "по абая 28 в подъезде не горит лампочка", signal.SIGINT, lines=2),
        await live(home, visitor, "статус", signal.SIGKILL, lines=4),
        await live(home, visitor, "статус", signal.SIGTERM, lines=6),
    ]


def test_an_interrupted_service_stops_everything(lives: list[Life]) -> None:
    """Ctrl-C ends it with 0, and its PostgreSQL with it; so does SIGTERM."""
    for life in (lives[0], lives[2]):
        assert life.exit_code == 0
        assert life.errors.rstrip().endswith("Stopping…")
        assert "Traceback" not in life.errors
        assert not life.postgres_runs_on


def test_a_new_start_keeps_what_was_there(lives: list[Life]) -> None:
    """The chat and the appeal are there; the sample day is not published again, nor a login shown again."""
    first, second, _ = lives
    number = re.search(r"109-\d{3}-\d{4}", first.history[1])
    assert number is not None
    assert second.history[:2] == first.history
    assert number[0] in second.history[3]
    assert second.notices == first.notices > 0
    assert first.first_login is not None
    assert second.first_login is None


def test_a_killed_service_is_simply_started_again(lives: list[Life]) -> None:
    """kill -9 leaves PostgreSQL running; the next start finds it and goes on with the same."""
    _, second, third = lives
    assert second.exit_code == -signal.SIGKILL
    assert second.postgres_runs_on
    assert third.postmaster == second.postmaster
    assert third.history[:4] == second.history


def test_the_banner_says_what_is_on(lives: list[Life]) -> None:
    """Both addresses, each channel with what it lacks, and where the data lie."""
    assert re.search(r"Desk +http://127\.0\.0\.1:\d+/desk", lives[0].banner)
    assert re.search(r"off +telegram – needs TELEGRAM_BOT_TOKEN", lives[0].banner)
    assert "embedded, under " in lives[0].banner


# What stands in the way is said in one sentence


@pytest.fixture(scope="module")
def empty_database() -> Iterator[str]:
    """The libpq URL of a database without tables."""
    with fresh_database("template1") as url:
        yield url


def wrong_password(url: str) -> str:
    return re.sub(r":[^:@/]+@", ":wrong@", url)


@pytest.mark.parametrize(
    ("database_url", "words"),
    [
        pytest.param(
            lambda: "postgresql://intake:secret@127.0.0.1:1/intake",
            ["127.0.0.1", "does not answer", "unset DATABASE_URL"],
            id="nobody listens",
        ),
        pytest.param(
            lambda: wrong_password(server_url()), ["refused the user or password", "DATABASE_URL"], id="password"
        ),
        pytest.param(lambda: server_url("nowhere"), ["nowhere", "no such database", "createdb"], id="no database"),
        pytest.param(lambda: "mysql://root@localhost/intake", ["mysql", "PostgreSQL only"], id="not PostgreSQL"),
        pytest.param(lambda: "localhost", ["DATABASE_URL", "postgresql://user:password@host"], id="no URL"),
    ],
)
def test_a_database_that_cannot_be_used(database_url: Callable[[], str], words: list[str], tmp_path: Path) -> None:
    """Each way to be wrong has its remedy; the password is not repeated."""
    done = intake("serve", "--port", "0", DATABASE_URL=database_url(), INTAKE_VAR=str(tmp_path / "var"))
    assert done.code == 1
    assert all(word in done.sentence for word in words), done.sentence
    assert "secret" not in done.sentence
    assert done.out == ""


def test_a_taken_port(empty_database: str, tmp_path: Path) -> None:
    """The port is named, and the option that chooses another; the first login is not lost by the failed start."""
    settings = {"DATABASE_URL": empty_database, "INTAKE_VAR": str(tmp_path / "var")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = intake("serve", "--port", port, **settings)
    assert done.code == 1
    assert f"Port {port} is taken" in done.sentence
    assert "--port" in done.sentence
    served = start(tmp_path / "var", DATABASE_URL=empty_database)
    assert served.first_login is not None
    assert served.end(signal.SIGINT) == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The folder is named, and the setting that names another."""
    (tmp_path / "file").touch()
    done = intake("serve", "--port", "0", INTAKE_VAR=str(tmp_path / "file" / "var"))
    assert done.code == 1
    assert str(tmp_path / "file" / "var") in done.sentence
    assert "INTAKE_VAR" in done.sentence


def test_data_of_another_postgresql(tmp_path: Path) -> None:
    """Whose data these are is said, and nothing is touched."""
    with tempfile.TemporaryDirectory(prefix="intake-old-") as name:
        Path(name).chmod(0o755)
        data = Path(name) / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("17\n")
        (data / "precious").write_text("everything")
        done = intake("serve", "--port", "0", INTAKE_VAR=name)
        assert (data / "precious").read_text() == "everything"
        assert sorted(path.name for path in data.iterdir()) == ["PG_VERSION", "precious"]
    assert done.code == 1
    assert "PostgreSQL 17" in done.sentence
    assert "Nothing was touched" in done.sentence


def test_a_setting_that_is_none(tmp_path: Path) -> None:
    """The variable is named; a bot token is not repeated."""
    settings: dict[str, Any] = {"INTAKE_VAR": str(tmp_path / "var")}
    port = intake("serve", **settings, INTAKE_PORT="eighty")
    assert (port.code, "INTAKE_PORT" in port.sentence) == (1, True)
    token = intake("serve", **settings, TELEGRAM_BOT_TOKEN="abc-def")
    assert (token.code, "TELEGRAM_BOT_TOKEN" in token.sentence) == (1, True)
    assert "abc-def" not in token.err


def test_a_broken_city_tells_all_its_faults_at_once(empty_database: str, tmp_path: Path) -> None:
    """Three mistakes in three files: three lines with file, line and column, and no service."""
    city = copy_of_city(tmp_path)
    addresses = [
        spoil(city, "executors.csv", ",subordinate,", ",subordinated,"),
        spoil(city, "routing.csv", ",fixed,", ",fixd,"),
        spoil(city, "catalog/heating.yaml", "criticality: urgent", "criticality: urgently"),
    ]
    done: Done = intake(
        *("serve", "--port", "0", "--city", city), DATABASE_URL=empty_database, INTAKE_VAR=str(tmp_path / "var")
    )
    assert done.code == 1
    faults = done.err.removeprefix("intake: ")
    assert all(address in faults for address in addresses), faults
    assert "'fixd'" in faults
    assert "Traceback" not in faults
