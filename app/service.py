"""The composition root: the rooms wired together, and the background work started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import libpq_url, make_engine, migrate
from app.models import Models
from intake_core.bell import Bell
from intake_core.city import City
from intake_core.evidence.fetcher import Fetcher
from intake_core.inbox.door import Door
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel
from intake_core.outbox.sender import Sender
from intake_core.road import Road
from intake_core.workers import heed_time, take_turns
from media_store.store import MediaStore

Clock = Callable[[], datetime]
CANCEL_AGAIN_SECONDS: Final = 1.0


def wall_clock() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A time that may have come without a zone: then it is the city's own."""
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@dataclass(frozen=True, kw_only=True)
class Service:
    """The running service, whoever talks to it."""

    engine: AsyncEngine
    city: City
    bell: Bell
    road: Road
    media: MediaStore
    channels: Mapping[ChannelName, Channel]
    sender: Sender
    fetcher: Fetcher
    models: Models

    @asynccontextmanager
    async def working(self, workers: int) -> AsyncIterator[None]:
        """Take turns, send and fetch in the background.

        On the way out every task is cancelled: a turn in the middle rolls back and is taken again at the next start.
        """
        jobs: list[Coroutine[Any, Any, None]] = [take_turns(self.road) for _ in range(workers)]
        jobs += [self.sender.run(channel) for channel in self.channels.values()]
        jobs += [self.fetcher.run(), heed_time(self.road), self.models.heed()]
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            yield
        finally:
            await _end(tasks)


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: a library may take a cancellation for its own and forget it."""
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=CANCEL_AGAIN_SECONDS)


@asynccontextmanager
async def open_service(
    *,
    url: URL,
    city: City,
    media_folder: Path,
    make_channels: Callable[[AsyncEngine, Bell, MediaStore], Mapping[ChannelName, Channel]],
    clock: Clock = wall_clock,
    settle: timedelta | None = None,
    alone: bool = False,
) -> AsyncIterator[Service]:
    """The service over a database, migrated first.

    `alone`: no other process works with this database, so bells need not ring through it.
    Raises StartError if the database cannot be used.
    """
    engine = make_engine(url)
    bell = Bell(None if alone else libpq_url(url))
    door = Door(libpq_url(url))
    try:
        await migrate(engine)
        await bell.start()
        models = Models(engine, city, bell)
        await models.look()
        media = await asyncio.to_thread(MediaStore.in_folder, media_folder)
        channels = make_channels(engine, bell, media)
        yield Service(
            engine=engine,
            city=city,
            bell=bell,
            road=Road(engine=engine, door=door, city=city, bell=bell, clock=clock, settle=settle),
            media=media,
            channels=channels,
            sender=Sender(engine, channels, bell, clock),
            fetcher=Fetcher(engine, channels, media, bell, clock),
            models=models,
        )
    finally:
        await bell.stop()
        await door.close()
        await engine.dispose()
