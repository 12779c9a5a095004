"""The tables: made by migrations alone, forwards and backwards, and just as `schema.py` says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import alembic_config, current_revision, head_revision, make_engine, migrate, parse_url
from app.errors import StartError
from intake_core.schema import metadata
from tests.database import fresh_database

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


@pytest.fixture
async def empty() -> AsyncIterator[AsyncEngine]:
    """A database in which nothing was ever made."""
    manager = fresh_database("template1")
    engine = make_engine(parse_url(await asyncio.to_thread(manager.__enter__)))
    yield engine
    await engine.dispose()
    await asyncio.to_thread(manager.__exit__, None, None, None)


async def down(engine: AsyncEngine, revision: str) -> None:
    """Go back to a revision."""

    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with engine.begin() as db:
        await db.run_sync(run)


async def read(engine: AsyncEngine, look: Callable[[Connection], Any]) -> Any:
    async with engine.connect() as db:
        return await db.run_sync(look)


def differences(connection: Connection) -> list[Any]:
    """Where the database is other than `schema.py`, to the types and server defaults."""
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def things(connection: Connection) -> set[str]:
    """The tables, indexes and sequences that there are."""
    rows = connection.execute(text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
    return {row.relname for row in rows} - {"alembic_version", "alembic_version_pkc"}


async def test_up_down_and_up_again(empty: AsyncEngine) -> None:
    """Back at the base nothing is left; the second way up leads to the same as the first."""
    await migrate(empty)
    made = await read(empty, things)
    assert await read(empty, differences) == []
    await down(empty, "base")
    assert await read(empty, things) == set()
    await migrate(empty)
    assert await read(empty, things) == made
    assert await read(empty, differences) == []


@pytest.mark.parametrize("before", ["base", *REVISIONS[:-1]])
async def test_from_every_earlier_revision(empty: AsyncEngine, before: str) -> None:
    """An installation of any age comes to the newest tables."""
    if before != "base":
        await migrate(empty, before)
    assert await current_revision(empty) == (None if before == "base" else before)
    await migrate(empty)
    assert await current_revision(empty) == head_revision()
    assert await read(empty, differences) == []


async def test_replicas_that_start_together(empty: AsyncEngine) -> None:
    """One after another: none fails because another makes the same table."""
    await asyncio.gather(*(migrate(empty) for _ in range(4)))
    assert await current_revision(empty) == head_revision()


async def test_a_database_from_the_future(engine: AsyncEngine) -> None:
    """An older service keeps its hands off it and says so."""
    async with engine.begin() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StartError, match=r"revision 9999, newer than this service"):
        await migrate(engine)
