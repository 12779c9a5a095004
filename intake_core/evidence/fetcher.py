"""The worker that fetches files from the platforms into the media store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from intake_core import metrics
from intake_core.appeals import store as appeals
from intake_core.bell import DESK, EVIDENCE, Bell, rung_within
from intake_core.conversations import store as conversations
from intake_core.decisions import Review
from intake_core.evidence import store
from intake_core.evidence.store import Evidence, EvidenceState
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel, FileGone, TryLater
from intake_core.outbox.schedule import backoff
from media_store.pictures import ACCEPTED, HEAD_BYTES, Refused, describe_picture, type_of
from media_store.store import Kept, MediaStore, TooLarge

LIMIT_BYTES: Final = 50 * 1024 * 1024
FETCH_SECONDS: Final = 120.0
MAX_TRIES: Final = 8
BATCH: Final = 4
POLL_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


class Fetcher:
    """Fetches what citizens sent, tries again, and at last says that a file is lost."""

    def __init__(
        self,
        engine: AsyncEngine,
        channels: Mapping[ChannelName, Channel],
        media: MediaStore,
        bell: Bell,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._media = media
        self._bell = bell
        self._clock = clock

    async def run(self) -> None:
        """Fetch until cancelled."""
        with self._bell.listening(EVIDENCE) as rung:
            while True:
                rung.clear()
                try:
                    done = await self.fetch_due()
                except Exception:  # the outermost loop: whatever it was, the next round tries again
                    log.exception("fetching failed")
                    done = 0
                if done == 0:
                    await rung_within(rung, await self._until_next())

    async def _until_next(self) -> float:
        try:
            async with self._engine.connect() as db:
                at = await store.next_try_at(db)
        except Exception:  # no database for the moment: look again soon
            log.exception("the evidence cannot be read")
            return POLL_SECONDS
        if at is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.01, (at - self._clock()).total_seconds()))

    async def fetch_due(self) -> int:
        """Fetch one batch of what is due; how many files were tried."""
        async with self._engine.begin() as db:
            batch = await store.claim_due(db, self._clock(), list(self._channels), BATCH)
        outcomes = await asyncio.gather(*(self._fetch(item) for item in batch), return_exceptions=True)
        for item, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Exception):
                log.warning("fetch failed", evidence=item.id, error=type(outcome).__name__)
                await self._later(item, type(outcome).__name__, None)
        if batch:
            self._bell.ring(DESK)
        return len(batch)

    async def _fetch(self, item: Evidence) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                await self._store(item, await self._keep(item))
        except (FileGone, Refused, TooLarge) as final:
            await self._lose(item, str(final) or type(final).__name__)
        except TryLater as later:
            await self._later(item, str(later), later.after)
        except TimeoutError:
            await self._later(item, "the platform did not send the file in time", None)

    async def _keep(self, item: Evidence) -> Kept:
        async with self._channels[item.channel].open_file(item.ref) as pieces:
            return await self._media.keep(pieces, limit_bytes=LIMIT_BYTES)

    async def _store(self, item: Evidence, kept: Kept) -> None:
        head = b"".join([piece async for piece in self._media.read(kept.key, length=min(HEAD_BYTES, kept.size_bytes))])
        content_type = type_of(head)
        size: tuple[int, int] | tuple[None, None] = (None, None)
        if ACCEPTED[content_type] == "photo" and content_type != "image/heic":
            content = b"".join([piece async for piece in self._media.read(kept.key)])
            picture = await asyncio.to_thread(describe_picture, content)
            await self._media.keep_thumbnail(kept.sha256, picture.thumbnail)
            size = picture.width, picture.height
        metrics.EVIDENCE.labels("stored").inc()
        async with self._engine.begin() as db:
            await store.save(
                db,
                item.id,
                state=EvidenceState.STORED,
                sha256=kept.sha256,
                size_bytes=kept.size_bytes,
                content_type=content_type,
                width=size[0],
                height=size[1],
                stored_at=self._clock(),
                error=None,
            )

    async def _later(self, item: Evidence, reason: str, after: float | None) -> None:
        if item.attempts >= MAX_TRIES:
            await self._lose(item, f"given up after {item.attempts} tries: {reason}")
            return
        delay = backoff(item.attempts + 2) if after is None else timedelta(seconds=after)
        async with self._engine.begin() as db:
            await store.save(db, item.id, next_try_at=self._clock() + delay, error=reason)

    async def _lose(self, item: Evidence, reason: str) -> None:
        metrics.EVIDENCE.labels("lost").inc()
        log.warning("evidence lost", evidence=item.id)
        now = self._clock()
        async with self._engine.begin() as db:
            await store.save(db, item.id, state=EvidenceState.LOST, error=reason)
            if item.appeal_id is not None:
                await appeals.call_person(db, item.appeal_id, Review.EVIDENCE_LOST, now)
            else:
                await conversations.call_person(db, item.conversation_id, Review.EVIDENCE_LOST, now)
