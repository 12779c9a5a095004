"""Which channels this installation runs, by its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from bots.website.channel import WebsiteChannel
from intake_core.bell import Bell
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel
from intake_core.road import Road
from media_store.store import MediaStore

if TYPE_CHECKING:
    from app.telegram import Telegram


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
    telegram: Telegram | None

    def by_name(self, _engine: AsyncEngine, bell: Bell, media: MediaStore) -> Mapping[ChannelName, Channel]:
        """The channels that the outbox can send on."""
        found: dict[ChannelName, Channel] = {ChannelName.WEBSITE: WebsiteChannel(bell, media)}
        if self.telegram is not None:
            found[ChannelName.TELEGRAM] = self.telegram.channel
        return found

    def add_webhooks(self, web_app: web.Application, road: Road) -> None:
        """Let the platforms push to us, where a public address is set."""
        if self.telegram is not None:
            self.telegram.add_webhook(web_app, road)

    @asynccontextmanager
    async def receiving(self, road: Road) -> AsyncIterator[None]:
        """Receive: the webhook registered where there is a public address, else long polling."""
        task = asyncio.create_task(self.telegram.receive(road)) if self.telegram is not None else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

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
    from app.telegram import open_telegram

    return Channels(settings=settings, telegram=open_telegram(settings, settings.telegram_token.get_secret_value()))
