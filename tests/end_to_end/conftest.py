"""One running service for all who only talk to it, the Telegram it is connected to, and the browsers in front."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser import browser
from tests.database import fresh_database
from tests.end_to_end.desk_page import DeskPage, first_sign_in
from tests.end_to_end.serving import Served, serving
from tests.fake_platforms.telegram import FakeTelegram

__all__ = ["browser"]  # a fixture, shared with other rooms

expect.set_options(timeout=40_000)  # beside other tests on a small machine


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def telegram() -> AsyncIterator[FakeTelegram]:
    """The Telegram of this run."""
    async with FakeTelegram.running() as running:
        yield running


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    """A folder for what services of this run keep."""
    with tempfile.TemporaryDirectory(prefix="intake-served-") as name:
        yield Path(name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database() -> AsyncIterator[str]:
    """The libpq URL of a database without tables."""
    manager = fresh_database("template1")
    url = await asyncio.to_thread(manager.__enter__)
    yield url
    await asyncio.to_thread(manager.__exit__, None, None, None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(shared_folder: Path, database: str, telegram: FakeTelegram) -> AsyncIterator[Served]:
    """`intake serve --sample` with website, desk and Telegram by long polling."""
    manager = serving(
        shared_folder / "var",
        "--sample",
        DATABASE_URL=database,
        TELEGRAM_BOT_TOKEN=telegram.token,
        TELEGRAM_API_URL=telegram.url,
    )
    running = await asyncio.to_thread(manager.__enter__)
    yield running
    await asyncio.to_thread(manager.__exit__, None, None, None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk(served: Served, browser: Browser) -> AsyncIterator[DeskPage]:
    """The first administrator at the desk, signed in with the login that the terminal showed."""
    context = await browser.new_context(base_url=served.url, locale="ru-RU")
    page = await context.new_page()
    page.set_default_timeout(40_000)
    assert served.first_login is not None
    await first_sign_in(page, *served.first_login)
    yield DeskPage(page)
    await context.close()
