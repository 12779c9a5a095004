"""Waking whoever waits for a row: workers, live pages, the citizens' chat.

A bell only saves waiting. Everybody who listens also looks at the database now and then, so a lost ring costs
seconds and never a message. Rings travel between replicas by PostgreSQL's NOTIFY. They are sent *after* the commit
and by one task in bundles: NOTIFY inside a transaction takes a lock over the whole database at commit, which would
put every webhook in one line.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import asyncpg
import structlog

PG_CHANNEL: Final = "intake"
BUNDLE_SECONDS: Final = 0.02
RECONNECT_SECONDS: Final = 1.0

INBOX: Final = "inbox"
OUTBOX: Final = "outbox"
EVIDENCE: Final = "evidence"
DESK: Final = "desk"
MODEL: Final = "model"

log = structlog.get_logger(__name__)


def chat_topic(channel: str, chat_id: str) -> str:
    """The topic that rings when something new stands in this chat."""
    return f"chat:{channel}:{chat_id}"


async def rung_within(event: asyncio.Event, seconds: float) -> None:
    """Wait for a ring, at most so long.

    Not `asyncio.wait_for`: before Python 3.12 it forgets a cancellation that comes together with the ring, and the
    loop that waits here would go on for ever while the service waits for its end.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


class Bell:
    """Rings topics in this process at once, and in the other replicas through the database.

    `dsn` is a libpq connection string, or None for a process that is alone with its database.
    """

    def __init__(self, dsn: str | None = None) -> None:
        self._dsn = dsn
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._unsent: set[str] = set()
        self._has_unsent = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @contextmanager
    def listening(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at each ring of `topic`; whoever waits on it clears it."""
        event = asyncio.Event()
        self._listeners[topic].add(event)
        try:
            yield event
        finally:
            self._listeners[topic].discard(event)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def ring(self, *topics: str) -> None:
        """Say that something new is committed. Returns at once."""
        for topic in topics:
            self._ring_here(topic)
        if self._dsn is not None:
            self._unsent.update(topics)
            self._has_unsent.set()

    def _ring_here(self, topic: str) -> None:
        for event in self._listeners.get(topic, ()):
            event.set()

    async def start(self) -> None:
        """Begin to exchange rings with the other replicas."""
        if self._dsn is not None:
            self._task = asyncio.create_task(self._exchange(self._dsn), name="bell")

    async def stop(self) -> None:
        """Stop exchanging rings."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _exchange(self, dsn: str) -> None:
        while True:
            try:
                await self._exchange_until_cut(dsn)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("bell cut off", error=type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _exchange_until_cut(self, dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.add_listener(PG_CHANNEL, lambda *args: self._ring_here(str(args[3])))
            connection.add_termination_listener(lambda _: self._has_unsent.set())
            while True:
                await self._has_unsent.wait()
                if connection.is_closed():
                    return  # what is unsent stays so for the next connection
                await asyncio.sleep(BUNDLE_SECONDS)
                topics, self._unsent = self._unsent, set()
                self._has_unsent.clear()
                await connection.execute("SELECT pg_notify($1, t) FROM unnest($2::text[]) t", PG_CHANNEL, list(topics))
        finally:
            connection.terminate()
