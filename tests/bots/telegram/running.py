"""The Telegram channel as the contract suite runs it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bots.telegram import webhook
from bots.telegram.channel import TelegramChannel
from intake_core.messages import ChannelName
from tests.bots.inbox import Inbox
from tests.bots.running import Platform, RunningChannel
from tests.fake_platforms.telegram import FakeTelegram

CITIZEN = 500100202
SECRET = "contract"


@dataclass
class TelegramFaults:
    telegram: FakeTelegram

    def flood(self, after: int) -> None:
        self.telegram.flood(after)

    def fail(self, status: int) -> None:
        self.telegram.fail(status)

    def refuse_token(self) -> None:
        self.telegram.replace_token()


@dataclass
class RunningTelegram:
    telegram: FakeTelegram
    channel: TelegramChannel
    client: TestClient[Any, Any]
    platform: Platform | None
    chat_id: str = str(CITIZEN)

    async def deliver(self, body: bytes, *, signed: bool = True) -> int:
        headers = {webhook.SECRET_HEADER: SECRET if signed else "wrong", "Content-Type": "application/json"}
        async with self.client.post(webhook.PATH, data=body, headers=headers) as answer:
            return answer.status

    async def sent_texts(self) -> list[str]:
        return self.telegram.sent_texts(CITIZEN)

    async def block(self) -> None:
        await self.telegram.block(CITIZEN)


class TelegramAdapter:
    name = ChannelName.TELEGRAM
    recorded_text = "нет горячей воды алтынсарина 110"
    has_platform = True

    @asynccontextmanager
    async def on_local_platform(self, inbox: Inbox) -> AsyncIterator[RunningChannel]:
        async with FakeTelegram.running() as telegram:
            telegram.citizen(CITIZEN)
            channel = TelegramChannel(telegram.token, api=telegram.url)
            app = web.Application()
            webhook.add_routes(app, channel, inbox.accept, SECRET, lambda _reason: None)
            async with TestClient(TestServer(app)) as client:
                yield RunningTelegram(telegram, channel, client, TelegramFaults(telegram))
            await channel.close()
