"""Which channels this installation runs, by its settings."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.utils.token import TokenValidationError
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from app.errors import StartError
from app.settings import Settings
from bots.telegram import polling, webhook
from bots.telegram.channel import TelegramChannel
from bots.website.channel import WebsiteChannel
from intake_core import metrics
from intake_core.bell import Bell
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel
from intake_core.road import Road
from media_store.store import MediaStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """One channel as the terminal shows it. `needs`: what is missing, or empty if it is on."""

    name: str
    on: bool
    needs: str


@dataclass(frozen=True, kw_only=True)
class Channels:
    """The channels besides the website, which is always on."""

    settings: Settings
    telegram: TelegramChannel | None

    def by_name(self, _engine: AsyncEngine, bell: Bell, media: MediaStore) -> Mapping[ChannelName, Channel]:
        """The channels that the outbox can send on."""
        found: dict[ChannelName, Channel] = {ChannelName.WEBSITE: WebsiteChannel(bell, media)}
        if self.telegram is not None:
            found[ChannelName.TELEGRAM] = self.telegram
        return found

    def add_webhooks(self, web_app: web.Application, road: Road) -> None:
        """Let the platforms push to us, where a public address is set."""
        if self.telegram is not None and self.settings.public_url is not None:

            def rejected(reason: str) -> None:
                metrics.REJECTED.labels(ChannelName.TELEGRAM, reason).inc()

            webhook.add_routes(web_app, self.telegram, road.receive, self.telegram_secret(), rejected)

    @asynccontextmanager
    async def receiving(self, road: Road) -> AsyncIterator[None]:
        """Receive: the webhook registered where there is a public address, else long polling."""
        job = self._receive_telegram(road) if self.telegram is not None else None
        task = asyncio.create_task(job) if job is not None else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _receive_telegram(self, road: Road) -> None:
        assert self.telegram is not None  # noqa: S101 (`receiving` looked)
        if self.settings.public_url is None:
            await polling.poll(self.telegram, road.receive)
            return
        try:
            await webhook.register(self.telegram, self.settings.public_url, self.telegram_secret())
        except TelegramAPIError as error:
            log.error("telegram's webhook could not be set", error=str(error))

    def telegram_secret(self) -> str:
        """The webhook's secret: the setting's, or one that every replica derives alike from the token."""
        if self.settings.telegram_secret is not None:
            return self.settings.telegram_secret.get_secret_value()
        token = self.settings.telegram_token.get_secret_value() if self.settings.telegram_token else ""
        return hashlib.sha256(f"webhook:{token}".encode()).hexdigest()

    def states(self) -> list[ChannelState]:
        """Every channel and what it needs."""
        how = "webhook" if self.settings.public_url else "long polling"
        return [
            ChannelState(name="website", on=True, needs=""),
            ChannelState(
                name=f"telegram ({how})" if self.telegram else "telegram",
                on=self.telegram is not None,
                needs="" if self.telegram else "TELEGRAM_BOT_TOKEN, from @BotFather",
            ),
        ]

    async def close(self) -> None:
        """Close the connections to the platforms."""
        if self.telegram is not None:
            await self.telegram.close()


def open_channels(settings: Settings) -> Channels:
    """The channels that the settings name. Raises StartError for a token that is none."""
    if settings.telegram_token is None:
        return Channels(settings=settings, telegram=None)
    try:
        telegram = TelegramChannel(settings.telegram_token.get_secret_value(), api=settings.telegram_api)
    except TokenValidationError as error:
        raise StartError(
            "TELEGRAM_BOT_TOKEN is no bot token: copy it from @BotFather, it looks like 123456:ABC…."
        ) from error
    return Channels(settings=settings, telegram=telegram)
