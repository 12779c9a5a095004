"""The door: what came in is committed before the platform hears 200. The hottest path of the service.

One statement, one round trip, one commit a message, straight through asyncpg: SQLAlchemy's own work would cost more
than the database's (benchmarks/webhook.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import asyncpg
import msgspec
import structlog

from intake_core.inbox.turns import window_of
from intake_core.messages import InboundMessage

CONNECTIONS: Final = 16

# A repeated message finds its (channel, platform_id) taken and adds nothing; that it wakes the conversation once more
# does no harm.
_ACCEPT: Final = """
    WITH talk AS (
        INSERT INTO conversation (channel, chat_id, display_name, last_inbound_at, settles_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (channel, chat_id) DO UPDATE SET
            settles_at = greatest(conversation.settles_at, excluded.settles_at),
            last_inbound_at = greatest(conversation.last_inbound_at, excluded.last_inbound_at),
            display_name = coalesce(nullif(excluded.display_name, ''), conversation.display_name),
            unreachable = NULL
        RETURNING id
    )
    INSERT INTO inbound_message
        (conversation_id, channel, platform_id, sent_at, received_at, settles_at, text, payload)
    SELECT id, $1, $6, $7, $4, $5, $8, $9::jsonb FROM talk
    ON CONFLICT (channel, platform_id) DO NOTHING
"""

# Nothing was committed, or a repetition changes nothing: either way it may be done again at once.
_CUT: Final = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError)

log = structlog.get_logger(__name__)


class Door:
    """Commits what came in. `dsn`: the database as libpq names it; the connections are made when first needed."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._encode = msgspec.json.Encoder().encode

    async def accept(self, messages: Sequence[InboundMessage], now: datetime, settle: timedelta | None = None) -> None:
        """Store messages, each once, all or none. When this returns they are durable.

        A connection that turns out to be cut (the database restarted) is tried once more on a new one.
        """
        if not messages:
            return
        rows = [self._row(message, now, settle) for message in messages]
        try:
            await self._store(rows)
        except _CUT as error:
            log.warning("the inbox was cut off, trying again", error=type(error).__name__)
            await self.close()
            await self._store(rows)

    async def _store(self, rows: Sequence[tuple[object, ...]]) -> None:
        pool = await self._open()
        if len(rows) == 1:
            await pool.execute(_ACCEPT, *rows[0])
            return
        async with pool.acquire() as connection, connection.transaction():
            for row in rows:
                await connection.execute(_ACCEPT, *row)

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    # No connection is kept up for its own sake: asyncpg would log a traceback a second while the
                    # database is away.
                    self._dsn,
                    min_size=0,
                    max_size=CONNECTIONS,
                    reset=_nothing_to_reset,
                )
            return self._pool

    def _row(self, message: InboundMessage, now: datetime, settle: timedelta | None) -> tuple[object, ...]:
        return (
            message.channel.value,
            message.chat_id,
            message.sender_name,
            now,
            now + window_of(message, settle),
            message.platform_id,
            message.sent_at,
            message.text,
            self._encode(message).decode(),
        )

    async def close(self) -> None:
        """Close the connections. The door opens again when it is needed."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()


async def _nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """One plain statement changes nothing of its session: asyncpg's own reset would be a second round trip."""
