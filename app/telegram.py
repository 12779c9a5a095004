"""Telegram as this installation runs it. Imported only where there is a token: aiogram takes seconds to come up."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Final

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.utils.token import TokenValidationError
from aiohttp import web

from app.errors import StartError
from app.settings import Settings
from bots.telegram import polling, webhook
from bots.telegram.channel import TelegramChannel
from intake_core import metrics
from intake_core.messages import ChannelName
from intake_core.road import Road

LONGEST_PAUSE_SECONDS: Final = 60.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Telegram:
    """The channel, and the way its updates come: pushed to `public_url`, or polled if there is none."""

    channel: TelegramChannel
    public_url: str | None
    secret: str

    def add_webhook(self, web_app: web.Application, road: Road) -> None:
        """Let Telegram push to us, where a public address is set."""
        if self.public_url is not None:

            def rejected(reason: str) -> None:
                metrics.REJECTED.labels(ChannelName.TELEGRAM, reason).inc()

            webhook.add_routes(web_app, self.channel, road.receive, self.secret, rejected)

    async def receive(self, road: Road) -> None:
        """Receive updates until cancelled; with a public address, tell Telegram where to push and return."""
        if self.public_url is None:
            await polling.poll(self.channel, road.receive)
            return
        pause = 1.0
        while True:
            try:
                await webhook.register(self.channel, self.public_url, self.secret)
            except TelegramAPIError as error:
                # Without it the bot is deaf, so it is asked for again: at start the network may not be up yet.
                wait = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else pause
                log.error("telegram's webhook could not be set", error=type(error).__name__, pause_seconds=wait)
                await asyncio.sleep(wait)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            else:
                return

    async def close(self) -> None:
        """Close the connections."""
        await self.channel.close()


def open_telegram(settings: Settings, token: str) -> Telegram:
    """The channel of this bot. Raises StartError for a token that is none."""
    try:
        channel = TelegramChannel(token, api=settings.telegram_api)
    except TokenValidationError as error:
        raise StartError(
            "TELEGRAM_BOT_TOKEN is no bot token: copy it from @BotFather, it looks like 123456:ABC…."
        ) from error
    return Telegram(channel=channel, public_url=settings.public_url, secret=_secret(settings, token))


def _secret(settings: Settings, token: str) -> str:
    """The webhook's secret: the setting's, or one that every replica derives alike from the token."""
    if settings.telegram_secret is not None:
        return settings.telegram_secret.get_secret_value()
    return hashlib.sha256(f"webhook:{token}".encode()).hexdigest()
