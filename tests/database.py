"""The PostgreSQL of a test run: one embedded server, a migrated template a worker, a copy of it for each test."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from app.database import create_database, make_engine, migrate, parse_url
from app.postgres import EmbeddedPostgres

URL_VARIABLE = "INTAKE_TEST_SERVER"
_serial = itertools.count(1)


class TestServer:
    """The run's server; started by the process that starts the workers, found by them in the environment."""

    __test__ = False

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._server: EmbeddedPostgres | None = None

    def start(self) -> None:
        """Start it and tell the workers where it is."""
        self._folder = Path(tempfile.mkdtemp(prefix="intake-test-"))
        self._folder.chmod(0o755)
        self._server = EmbeddedPostgres(self._folder / "postgres", durable=False)
        os.environ[URL_VARIABLE] = self._server.start().url("postgres")

    def stop(self) -> None:
        """Stop it and remove its data."""
        if self._server is not None and self._folder is not None:
            self._server.stop()
            shutil.rmtree(self._folder, ignore_errors=True)


def server_url(database: str = "postgres") -> str:
    """The libpq URL of a database on the run's server."""
    return os.environ[URL_VARIABLE].replace("@/postgres?", f"@/{database}?")


def make_template(worker: str) -> str:
    """A migrated database to copy; its name."""
    name = f"template_{worker}"

    async def make() -> None:
        await create_database(server_url(), name)
        engine = make_engine(parse_url(server_url(name)))
        await migrate(engine)
        await engine.dispose()

    asyncio.run(make())
    return name


@contextmanager
def fresh_database(template: str) -> Iterator[str]:
    """A database of a test's own; its libpq URL. Dropped at the end, whoever is still connected."""
    name = f"test_{template}_{os.getpid()}_{next(_serial)}"
    asyncio.run(create_database(server_url(), name, template=template))
    try:
        yield server_url(name)
    finally:
        asyncio.run(_drop(name))


async def _drop(name: str) -> None:
    connection = await asyncpg.connect(server_url())
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        await connection.close()
