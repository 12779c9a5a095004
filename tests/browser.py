"""A browser for the tests: the system's Chromium, or the one that Playwright brought."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright

SYSTEM_CHROMIUM: Final = Path("/usr/bin/chromium")
ARGUMENTS: Final = (
    "--no-sandbox",  # continuous integration runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def launch() -> AsyncIterator[Browser]:
    """A headless browser. Skips the test on a machine that has none."""
    executable = str(SYSTEM_CHROMIUM) if SYSTEM_CHROMIUM.exists() else None
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        except Error as error:
            pytest.skip(f"no browser here: {error.message.splitlines()[0]}")
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests that ask; each makes contexts of its own, which share nothing.

    Tests that use it, and their asynchronous fixtures, run in the session's event loop (`loop_scope="session"`).
    """
    async with launch() as running:
        yield running
