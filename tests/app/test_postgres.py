"""The embedded PostgreSQL: its life, and who gets in."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from app.errors import StartError
from app.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A folder that is longer than a socket's path may be, and that the server's unprivileged user can reach."""
    with tempfile.TemporaryDirectory(prefix="intake-embedded-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        deep = Path(name) / ("қала-" * 20)
        deep.mkdir(mode=0o755)
        yield deep / "postgres"


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[EmbeddedPostgres]:
    """A server over data that a killed first start left half made."""
    half = root / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(root, durable=False)
    address = server.start()
    yield server
    server.stop()
    shutil.rmtree(address.socket_folder)


def postmaster(server: EmbeddedPostgres) -> int:
    """The process id of the server."""
    return int((server.root / "data" / "postmaster.pid").read_text().split()[0])


async def test_a_long_folder_is_no_obstacle(server: EmbeddedPostgres) -> None:
    """A socket's path holds 107 bytes: under a longer folder the socket lies elsewhere, and nobody has to know."""
    address = server.start()
    assert len(os.fsencode(server.root / "run" / ".s.PGSQL.5432")) > 107
    db = await asyncpg.connect(address.url("postgres"))
    assert await db.fetchval("SELECT 1") == 1
    assert await db.fetchval("SHOW server_encoding") == "UTF8"
    assert await db.fetchval("SHOW listen_addresses") == "", "nothing of it is on the network"
    await db.close()


async def test_the_password_is_really_asked_for(server: EmbeddedPostgres) -> None:
    """Whoever reaches the socket still needs it; only its owner can read the file it stands in."""
    address = server.start()
    wrong = address.url("postgres").replace(address.password, "wrong")
    for url in (wrong, address.url("postgres").replace(f":{address.password}", "")):
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
            await asyncpg.connect(url, password=None if "wrong" in url else "")
    db = await asyncpg.connect(address.url("postgres"))
    assert await db.fetchval("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'intake'")
    await db.close()
    assert (server.root / "password").stat().st_mode & 0o077 == 0
    assert address.socket_folder.stat().st_mode & 0o077 == 0


async def test_a_running_server_is_found_again(server: EmbeddedPostgres) -> None:
    """Another start over the same folder gives the same server and the same password."""
    before = postmaster(server)
    first, second = server.start(), EmbeddedPostgres(server.root, durable=False).start()
    assert first == second
    assert postmaster(server) == before


async def test_who_still_works_is_not_cut_off(server: EmbeddedPostgres) -> None:
    """`stop` leaves the server to another process that is connected, and stops it for the last one."""
    db = await asyncpg.connect(server.start().url("postgres"))
    server.stop()
    assert await db.fetchval("SELECT 1") == 1
    await db.close()
    server.stop()
    # A connection that was just closed is waited for, not taken for somebody who works.
    assert not (server.root / "data" / "postmaster.pid").exists()


async def test_a_killed_server_recovers(server: EmbeddedPostgres) -> None:
    """Its lock file names a process that is gone; what was committed is there."""
    db = await asyncpg.connect(server.start().url("postgres"))
    await db.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 109 AS number")
    await db.execute("CHECKPOINT")
    pid = postmaster(server)
    os.kill(pid, signal.SIGKILL)
    db.terminate()
    db = await asyncpg.connect(server.start().url("postgres"))
    assert postmaster(server) != pid
    assert await db.fetchval("SELECT number FROM kept") == 109
    await db.close()


def test_data_of_another_version_are_refused(root: Path) -> None:
    """Before anything is written to them."""
    old = root.parent / "old"
    (old / "data").mkdir(parents=True)
    (old / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(StartError, match=r"made by PostgreSQL 16.+Nothing was touched"):
        EmbeddedPostgres(old).start()
    assert [path.name for path in (old / "data").iterdir()] == ["PG_VERSION"]


def test_a_folder_that_cannot_be_written(root: Path) -> None:
    """Is named, with the setting that names another."""
    (root.parent / "file").touch()
    with pytest.raises(StartError, match=r"cannot be written.+INTAKE_VAR"):
        EmbeddedPostgres(root.parent / "file" / "postgres").start()
