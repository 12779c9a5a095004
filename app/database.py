"""The connection to PostgreSQL: its address in words, the engine, the migrations."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import migrations
from app.errors import StartError

MIGRATION_LOCK: Final = 0x109_0001
"""Replicas that start together migrate one after another (pg_advisory_lock)."""


def parse_url(database_url: str) -> URL:
    """A DATABASE_URL as a SQLAlchemy URL for asyncpg. Raises StartError in words."""
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise StartError(
            "DATABASE_URL cannot be read; it looks like postgresql://user:password@host:5432/database."
        ) from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise StartError(f"DATABASE_URL names {url.get_backend_name()}; this service works with PostgreSQL only.")
    return url.set(drivername="postgresql+asyncpg")


def libpq_url(url: URL) -> str:
    """The same address as asyncpg itself takes it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def make_engine(url: URL, *, pool_size: int = 20) -> AsyncEngine:
    """An engine for READ COMMITTED work; the pool is as wide as the workers and web handlers need."""
    return create_async_engine(url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True)


async def check_reachable(url: URL) -> None:
    """Raises StartError in words if the database does not answer."""
    where = f"{url.host or url.query.get('host') or 'the local socket'}, database {url.database}"
    try:
        connection = await asyncio.wait_for(asyncpg.connect(libpq_url(url)), 15)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidPasswordError) as error:
        raise StartError(
            f"PostgreSQL at {where} refused the user or password. Correct them in DATABASE_URL."
        ) from error
    except asyncpg.InvalidCatalogNameError as error:
        raise StartError(f"PostgreSQL at {where}: there is no such database. Create it with createdb.") from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise StartError(
            f"PostgreSQL at {where} does not answer. Check that it runs and that DATABASE_URL is right, "
            "or unset DATABASE_URL to use the embedded one."
        ) from error
    await connection.close()


def alembic_config() -> Config:
    """Alembic's configuration; no alembic.ini is needed."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def head_revision() -> str:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the tables to `revision`. Raises StartError if the database is of a newer version than this code."""
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        await connection.commit()
        try:
            await connection.run_sync(_upgrade, revision)
            await connection.commit()
        except (SQLAlchemyError, CommandError) as error:
            raise StartError(f"The database could not be migrated: {error}") from error
        finally:
            await connection.rollback()
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            await connection.commit()


def _upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = _current(connection)
    if current is not None and current not in known:
        raise StartError(f"The database is at revision {current}, newer than this service knows. Update the service.")
    command.upgrade(config, revision)


def _current(connection: Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(revision) if revision is not None else None


async def current_revision(engine: AsyncEngine) -> str | None:
    """The revision the database is at, or None if it was never migrated. Raises DBAPIError, OSError."""
    async with engine.connect() as connection:
        return await connection.run_sync(_current)


async def create_database(maintenance_url: str, name: str, *, template: str | None = None) -> None:
    """Create a database beside the one that `maintenance_url` names, unless it is there."""
    connection = await asyncpg.connect(maintenance_url)
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
            copy = f' TEMPLATE "{template}"' if template else ""
            await connection.execute(f'CREATE DATABASE "{name}"{copy}')
    finally:
        await connection.close()
