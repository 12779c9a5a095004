"""GET /chat/stream: pushed replies, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots.website.site import WebsiteSettings
from tests.bots.website.conftest import NewVisitor, Run, Visitor
from tests.bots.website.memory import Service


class Events:
    """A stream as EventSource reads it."""

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        self._lines = lines
        self.last_id = ""

    async def next_text(self) -> str:
        """The text of the next reply."""
        async with asyncio.timeout(5):
            async for raw in self._lines:
                line = raw.decode().strip()
                if line.startswith("id: "):
                    self.last_id = line[4:]
                if line.startswith("data: "):
                    text: str = json.loads(line[6:])["text"]
                    return text
        raise AssertionError("the stream ended")

    async def next_ping(self) -> None:
        async with asyncio.timeout(5):
            async for raw in self._lines:
                if raw.startswith(b": ping"):
                    return


@asynccontextmanager
async def listening(visitor: Visitor, query: str = "", **headers: str) -> AsyncIterator[Events]:
    async with visitor.session.get(visitor.url(f"/chat/stream{query}"), headers=headers) as response:
        assert response.status == 200
        assert response.headers["X-Accel-Buffering"] == "no"
        assert response.content_type == "text/event-stream"
        yield Events(response.content)


@pytest.fixture
async def chat_id(visitor: Visitor, service: Service) -> str:
    """The chat of a visitor who has written once and been answered once."""
    await visitor.post({"id": "1", "text": "Нет воды"})
    return service.accepted[0].chat_id


async def test_a_reply_is_pushed(visitor: Visitor, service: Service, chat_id: str) -> None:
    """At once when the outbox sends, and it counts as delivered."""
    async with listening(visitor, "?after=1") as events:
        line = await service.reply(chat_id, "Воду дадут к 18:00.\nСпасибо!")
        assert await events.next_text() == "Воду дадут к 18:00.\nСпасибо!"
        assert events.last_id == str(line.id)
        later = await service.reply(chat_id, "Дали")
        assert await events.next_text() == "Дали"
    async with asyncio.timeout(5):
        while service.transcript.seen_up_to[chat_id] < later.id:
            await asyncio.sleep(0.01)


async def test_a_broken_connection_goes_on_where_it_was(visitor: Visitor, service: Service, chat_id: str) -> None:
    """What was said in between is not lost, what was seen does not come twice."""
    async with listening(visitor) as events:
        await events.next_text()
        last = events.last_id
    await service.reply(chat_id, "пока не было связи")
    async with listening(visitor, "?after=0", **{"Last-Event-ID": last}) as events:
        assert await events.next_text() == "пока не было связи"


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "٣"])
async def test_a_strange_position_gives_everything(visitor: Visitor, chat_id: str, after: str) -> None:
    """Better a line twice, which the page knows by its id, than none."""
    async with listening(visitor, f"?after={after}") as events:
        assert await events.next_text() == "Вы написали: Нет воды"


async def test_a_lost_ring_costs_seconds_and_no_reply(run: Run, tmp_path: Path) -> None:
    """Between replicas a ring may get lost: the stream also looks by itself."""
    service = Service.in_folder(tmp_path, WebsiteSettings(heartbeat_seconds=0.05), echoes=False)
    visitor = (await run(service))()
    await visitor.post({"id": "1", "text": "Нет воды"})
    async with listening(visitor) as events:
        await events.next_ping()
        service.transcript.say(service.accepted[0].chat_id, "без звонка")
        assert await events.next_text() == "без звонка"


async def test_another_chat_hears_nothing(new_visitor: NewVisitor, service: Service) -> None:
    """A stream is its own cookie's."""
    first, second = new_visitor(), new_visitor()
    for visitor in (first, second):
        await visitor.post({"id": "1", "text": "Нет воды"})
    mine, other = (message.chat_id for message in service.accepted)
    async with listening(first, "?after=2") as events:
        await service.reply(other, "чужое")
        await service.reply(mine, "своё")
        assert await events.next_text() == "своё"


async def test_without_a_cookie_there_is_no_stream(visitor: Visitor) -> None:
    """The page then asks for its history, which brings one."""
    assert (await visitor.get("/chat/stream")).status == 403


async def test_a_server_that_stops_does_not_wait_for_open_pages(visitor: Visitor, chat_id: str) -> None:
    """A new release would otherwise hang for as long as somebody leaves the page open."""
    async with listening(visitor) as events:
        await events.next_text()
        async with asyncio.timeout(5):
            await visitor.server.close()


async def test_a_closed_page_frees_its_place(run: Run, tmp_path: Path) -> None:
    """Nothing listens for a browser that is gone."""
    service = Service.in_folder(tmp_path, WebsiteSettings(heartbeat_seconds=0.05))
    visitor = (await run(service))()
    await visitor.post({"id": "1", "text": "Нет воды"})
    async with listening(visitor) as events:
        await events.next_text()
        assert service.bell._listeners
    async with asyncio.timeout(5):
        while service.bell._listeners:
            await asyncio.sleep(0.01)
