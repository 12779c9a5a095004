"""The database that the settings name, opened: the city's own, or the embedded one."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from app.database import check_reachable, create_database, parse_url
from app.errors import StartError
from app.postgres import EmbeddedPostgres
from app.settings import Settings

DATABASE: Final = "intake"


def make_var(var: Path) -> None:
    """The folder for everything that is kept. Raises StartError in words if it cannot be written."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartError(
            f"The folder {var} cannot be written ({error.strerror}): make it writable, or name another in INTAKE_VAR."
        ) from error


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[URL]:
    """The URL of a database that answers. An embedded server is started, and stopped on the way out.

    Raises StartError in words if there is none.
    """
    if settings.database_url is not None:
        url = parse_url(settings.database_url.get_secret_value())
        await check_reachable(url)
        yield url
        return
    async with _embedded(EmbeddedPostgres(settings.var / "postgres")) as url:
        yield url


@asynccontextmanager
async def throw_away_database() -> AsyncIterator[tuple[URL, Path]]:
    """An empty database that is gone afterwards, and a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="intake-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.chmod(folder, 0o711)  # noqa: PTH101, S103 (the server's unprivileged user goes through it)
        async with _embedded(EmbeddedPostgres(folder / "postgres", durable=False)) as url:
            yield url, folder


@asynccontextmanager
async def _embedded(server: EmbeddedPostgres) -> AsyncIterator[URL]:
    address = await asyncio.to_thread(server.start)
    try:
        await create_database(address.url("postgres"), DATABASE)
        yield parse_url(address.url(DATABASE))
    finally:
        await asyncio.to_thread(server.stop)
