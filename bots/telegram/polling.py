"""Updates fetched by long polling, for a service without a public address."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from aiogram.exceptions import AiogramError, TelegramConflictError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.methods import TelegramMethod

from bots.adapter import Accept
from bots.telegram.channel import TelegramChannel
from bots.telegram.parse import parse_update
from bots.telegram.updates import ALLOWED_UPDATES
from intake_core.messages import ChannelEvent, InboundMessage

POLL_SECONDS: Final = 50  # how long Telegram may hold a request open; routers cut idle connections after a minute
GRACE_SECONDS: Final = 15  # beyond that the connection counts as dead
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)

log = structlog.get_logger(__name__)


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates whose result stays as Telegram sent it.

    aiogram's own GetUpdates turns updates into its types: a kind newer than the library would lose its contents, and
    an update it cannot validate would make it throw the whole batch, again and again.
    """

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


async def poll(
    channel: TelegramChannel, accept: Accept, *, poll_seconds: int = POLL_SECONDS, first_pause: timedelta = FIRST_PAUSE
) -> None:
    """Fetch updates and store them until cancelled. Survives everything else, with growing pauses.

    An update is confirmed to Telegram by the request after `accept` returned: killed anywhere, it comes again.
    """
    poller = _Poller(channel, accept, poll_seconds)
    failures = 0
    while True:
        try:
            await poller.step()
            failures = 0
        # The outermost loop: nothing that goes wrong with one batch may end the hearing of all citizens.
        except Exception as error:  # noqa: BLE001
            pause = _pause(error, failures, first_pause)
            failures += 1
            _say(error, pause)
            await asyncio.sleep(pause.total_seconds())


@dataclass
class _Poller:
    channel: TelegramChannel
    accept: Accept
    poll_seconds: int
    offset: int | None = None
    webhook_is_off: bool = False

    async def step(self) -> None:
        """One request, its updates stored, and only then the offset moved."""
        if not self.webhook_is_off:
            # Telegram refuses getUpdates while a webhook is set. What waits there is kept: each may be a complaint.
            await self.channel.bot.delete_webhook(drop_pending_updates=False)
            self.webhook_is_off = True
        updates = await self._fetch()
        messages, events = _read(updates)
        if messages or events:
            await self.accept(messages, events)
            await self.channel.answer_presses(messages)
        self.offset = _next_offset(updates, self.offset)

    async def _fetch(self) -> list[Any]:
        method = GetRawUpdates(offset=self.offset, timeout=self.poll_seconds, allowed_updates=list(ALLOWED_UPDATES))
        return await self.channel.bot(method, request_timeout=self.poll_seconds + GRACE_SECONDS)


def _read(updates: Iterable[Any]) -> tuple[Sequence[InboundMessage], Sequence[ChannelEvent]]:
    now = datetime.now(UTC)
    parsed = [parse_update(update, now) for update in updates if isinstance(update, dict)]
    return [one for each in parsed for one in each.messages], [one for each in parsed for one in each.events]


def _next_offset(updates: Iterable[Any], offset: int | None) -> int | None:
    ids = [
        update["update_id"] for update in updates if isinstance(update, dict) and type(update.get("update_id")) is int
    ]
    return max(ids) + 1 if ids else offset


def _pause(error: Exception, failures: int, first_pause: timedelta) -> timedelta:
    if isinstance(error, TelegramRetryAfter):
        return timedelta(seconds=error.retry_after)
    doubled: timedelta = first_pause * 2 ** min(failures, 10)
    return min(doubled, LONGEST_PAUSE)


def _say(error: Exception, pause: timedelta) -> None:
    """Log what went wrong by its kind: the text of an error may hold a citizen's words, or the token."""
    facts = {"error": type(error).__name__, "pause_seconds": pause.total_seconds()}
    match error:
        case TelegramConflictError():
            log.error("another program polls this bot, or a webhook was set for it", **facts)
        case TelegramUnauthorizedError():
            log.error("telegram refuses the bot's token", **facts)
        case AiogramError():
            log.warning("telegram does not answer", **facts)
        case _:
            log.error("updates not stored", **facts)
