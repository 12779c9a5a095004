"""The worker that hands queued messages to their channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from intake_core import metrics
from intake_core.bell import DESK, OUTBOX, Bell, rung_within
from intake_core.conversations import store as conversations
from intake_core.messages import ChannelName
from intake_core.outbox import store
from intake_core.outbox.channel import Channel, ChatGone, ChatMoved, TryLater, Undeliverable, WindowClosed
from intake_core.outbox.schedule import MAX_TRIES, SEND_SECONDS, backoff
from intake_core.outbox.store import Due, OutboundState

BATCH: Final = 50
POLL_SECONDS: Final = 5.0

log = structlog.get_logger(__name__)


class Sender:
    """Sends what waits for the channels that this process runs."""

    def __init__(
        self, engine: AsyncEngine, channels: Mapping[ChannelName, Channel], bell: Bell, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._bell = bell
        self._clock = clock

    async def run(self, channel: Channel) -> None:
        """Send this channel's messages until cancelled."""
        with self._bell.listening(OUTBOX) as rung:
            while True:
                rung.clear()
                try:
                    sent = await self.send_due(channel)
                except Exception:  # the outermost loop: whatever it was, the next round tries again
                    log.exception("sending failed", channel=channel.name)
                    sent = 0
                if sent == 0:
                    await rung_within(rung, await self._until_next(channel))

    async def _until_next(self, channel: Channel) -> float:
        try:
            async with self._engine.connect() as db:
                at = await store.next_try_at(db, [channel.name])
        except Exception:  # no database for the moment: look again soon
            log.exception("the outbox cannot be read", channel=channel.name)
            return POLL_SECONDS
        if at is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.01, (at - self._clock()).total_seconds()))

    async def send_due(self, channel: Channel) -> int:
        """Send one batch of what is due; how many messages were tried."""
        async with self._engine.begin() as db:
            batch = await store.claim_due(
                db, channel.name, self._clock(), limit=BATCH, sends_per_second=channel.can.sends_per_second
            )
        outcomes = await asyncio.gather(*(self._send(channel, due) for due in batch), return_exceptions=True)
        for due, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Exception):  # it may or may not have arrived: at least once means again
                log.warning("send failed", channel=channel.name, message=due.id, error=type(outcome).__name__)
                await self._retry(channel, due, type(outcome).__name__, None)
        if batch:
            self._bell.ring(DESK)
        return len(batch)

    async def send_all(self) -> None:
        """Send until nothing is due: for the terminal and tests, where time stands still."""
        while sum([await self.send_due(channel) for channel in self._channels.values()]):
            pass

    async def _send(self, channel: Channel, due: Due) -> None:
        wait = (due.slot - self._clock()).total_seconds()
        if wait > 0:
            await asyncio.sleep(wait)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                receipt = await channel.send(due.message)
        except ChatMoved as moved:
            await self._follow(channel, due, moved.to)
        except ChatGone as gone:
            await self._give_up(channel, due, str(gone), gone=True)
        except Undeliverable as refused:
            await self._give_up(channel, due, str(refused))
        except WindowClosed as closed:
            async with self._engine.begin() as db:
                await store.mark_stopped(db, due, OutboundState.HELD, str(closed))
                await conversations.call_person(db, due.conversation_id, "window_closed", self._clock())
        except TryLater as later:
            await self._retry(channel, due, str(later), later.after)
        else:
            metrics.SENT.labels(channel.name).inc()
            async with self._engine.begin() as db:
                await store.mark_sent(db, due, receipt, self._clock(), channel.can.chat_interval)

    async def _retry(self, channel: Channel, due: Due, reason: str, after: float | None) -> None:
        metrics.SEND_FAILURES.labels(channel.name, "retry").inc()
        if due.attempts >= MAX_TRIES:
            await self._give_up(channel, due, f"given up after {due.attempts} tries: {reason}")
            return
        delay = backoff(due.attempts) if after is None else timedelta(seconds=after)
        async with self._engine.begin() as db:
            await store.mark_retry(db, due, reason, self._clock() + delay)

    async def _give_up(self, channel: Channel, due: Due, reason: str, *, gone: bool = False) -> None:
        metrics.SEND_FAILURES.labels(channel.name, "gone" if gone else "refused").inc()
        log.warning("message not deliverable", channel=channel.name, message=due.id)
        async with self._engine.begin() as db:
            await store.mark_stopped(db, due, OutboundState.FAILED, reason)
            await conversations.call_person(db, due.conversation_id, "not_delivered", self._clock())
            if gone:
                await conversations.set_unreachable(db, channel.name, due.message.chat_id, reason)

    async def _follow(self, channel: Channel, due: Due, to: str) -> None:
        async with self._engine.begin() as db:
            await conversations.move(db, channel.name, due.message.chat_id, to)
            await store.mark_retry(db, due, "the chat moved", self._clock())
