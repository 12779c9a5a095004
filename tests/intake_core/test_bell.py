"""Waiting for a ring, and bells that ring through a database that goes away."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from intake_core.bell import Bell, rung_within
from tests.database import server_url


async def test_a_cancellation_that_comes_with_the_ring_is_not_forgotten() -> None:
    """A worker that is told to end, ends: otherwise the service would wait for it for ever."""
    event = asyncio.Event()
    waiting = asyncio.create_task(rung_within(event, 60))
    await asyncio.sleep(0)
    event.set()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_waiting_ends_with_the_ring_or_with_the_time() -> None:
    """Whichever comes first; neither is an error."""
    event = asyncio.Event()
    await rung_within(event, 0.01)
    assert not event.is_set()
    event.set()
    await rung_within(event, 60)


async def test_a_cut_connection_is_made_anew_before_the_next_ring(database_url: str, bell: Bell) -> None:
    """Rings of other replicas are heard again without one of our own."""
    other = Bell(database_url)
    await other.start()
    db = await asyncpg.connect(server_url())
    with bell.listening("desk") as rung:
        await _until_heard(other, rung)
        await db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
            database_url.split("@/")[1].partition("?")[0],
        )
        rung.clear()
        await _until_heard(other, rung)
    await db.close()
    await other.stop()


async def _until_heard(other: Bell, rung: asyncio.Event) -> None:
    async with asyncio.timeout(20):
        while not rung.is_set():
            other.ring("desk")
            await rung_within(rung, 0.1)
