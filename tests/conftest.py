"""What every test can ask for: a database of its own, the city of Kostanay, a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.city.load import load_city
from app.database import make_engine, parse_url
from intake_core.bell import Bell
from intake_core.city import City
from intake_core.inbox.door import Door
from intake_core.road import Road
from tests.database import TestServer, fresh_database, make_template

ROOT = Path(__file__).parent.parent
KOSTANAY = ROOT / "cities" / "kostanay"
_server = TestServer()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the workers starts the server."""
    if not hasattr(config, "workerinput"):
        _server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """And stops it."""
    if not hasattr(config, "workerinput"):
        _server.stop()


class Clock:
    """A clock that moves only when told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def forward(self, **by: float) -> None:
        """Move on, by timedelta's arguments."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """A Tuesday noon in Kostanay."""
    return Clock(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def city() -> City:
    """The city as it is shipped."""
    return load_city(KOSTANAY)


@pytest.fixture(scope="session")
def database_template(worker_id: str) -> str:
    """This worker's migrated database, to be copied."""
    return make_template(worker_id)


@pytest.fixture
async def database_url(database_template: str) -> AsyncIterator[str]:
    """The libpq URL of an empty, migrated database that only this test sees."""
    manager = fresh_database(database_template)
    url = await asyncio.to_thread(manager.__enter__)
    yield url
    await asyncio.to_thread(manager.__exit__, None, None, None)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's database."""
    engine = make_engine(parse_url(database_url))
    yield engine
    await engine.dispose()


@pytest.fixture
async def bell(database_url: str) -> AsyncIterator[Bell]:
    """A bell that rings through the test's database."""
    bell = Bell(database_url)
    await bell.start()
    yield bell
    await bell.stop()


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    """The way into the test's inbox."""
    door = Door(database_url)
    yield door
    await door.close()


@pytest.fixture
def road(engine: AsyncEngine, door: Door, city: City, bell: Bell, clock: Clock) -> Road:
    """The road over the test's database, with the clock that stands still and no waiting for albums."""
    return Road(engine=engine, door=door, city=city, bell=bell, clock=clock, settle=timedelta(0))
