"""The website as the contract suite runs it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bots.adapter import Unreadable
from bots.website.channel import CAN, WebsiteChannel
from bots.website.posted import decode
from bots.website.routes import add_routes
from intake_core.bell import Bell
from intake_core.messages import ChannelName, OutboundMessage, Receipt
from media_store.store import MediaStore
from tests.bots.inbox import Inbox
from tests.bots.running import Platform, RunningChannel
from tests.bots.website.memory import CITY, MemoryTranscript, MemoryUploads


@dataclass
class OutboxAndChannel:
    """The website's channel after the outbox, which commits the line to the transcript before it sends."""

    website: WebsiteChannel
    transcript: MemoryTranscript
    name = ChannelName.WEBSITE
    can = CAN

    async def send(self, message: OutboundMessage) -> Receipt:
        self.transcript.say(message.chat_id, message.text, *message.choices)
        return await self.website.send(message)

    def open_file(self, ref: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        return self.website.open_file(ref)


@dataclass
class RunningWebsite:
    channel: OutboxAndChannel
    client: TestClient[Any, Any]
    uploads: MemoryUploads
    chat_id: str
    platform: Platform | None = None  # citizens write to us themselves

    async def deliver(self, body: bytes, *, signed: bool = True) -> int:
        await self._note_uploads(body)
        headers = {"Sec-Fetch-Site": "same-origin" if signed else "cross-site", "Content-Type": "application/json"}
        async with self.client.post("/chat/messages", data=body, headers=headers) as answer:
            return answer.status

    async def _note_uploads(self, body: bytes) -> None:
        """A page uploads its files before the message; a recorded body comes without them."""
        try:
            keys = decode(body).uploads
        except Unreadable:
            return
        for key in keys:
            if await self.uploads.find(key) is None:
                await self.uploads.add(key, chat_id=self.chat_id, content_type="image/jpeg", file_name="", size_bytes=1)

    async def sent_texts(self) -> list[str]:
        async with self.client.get("/chat/history") as answer:
            lines = (await answer.json())["lines"]
        return [line["text"] for line in lines if not line["from_citizen"]]

    async def block(self) -> None:
        """Nobody can block a page that they themselves open."""


class WebsiteAdapter:
    name = ChannelName.WEBSITE
    recorded_text = "нет горячей воды алтынсарина 110"
    has_platform = False

    @asynccontextmanager
    async def on_local_platform(self, inbox: Inbox) -> AsyncIterator[RunningChannel]:
        with tempfile.TemporaryDirectory() as folder:
            bell, media = Bell(), MediaStore.in_folder(Path(folder))
            transcript, uploads = MemoryTranscript(), MemoryUploads()
            app = web.Application()
            add_routes(
                app,
                accept=inbox.accept,
                transcript=transcript,
                uploads=uploads,
                media=media,
                bell=bell,
                city=CITY,
            )
            jar = CookieJar(unsafe=True)  # unsafe: cookies of an IP address
            async with TestClient(TestServer(app), cookie_jar=jar) as client:
                secret = (await client.get("/")).cookies["chat"].value
                chat_id = hashlib.sha256(secret.encode()).hexdigest()[:32]
                channel = OutboxAndChannel(WebsiteChannel(bell, media), transcript)
                yield RunningWebsite(channel, client, uploads, chat_id)
