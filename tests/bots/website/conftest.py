"""The website, running on a real socket, and browsers that come to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar
from aiohttp.test_utils import TestServer

from tests.bots.website.memory import Service
from tests.browser import browser

__all__ = ["browser"]  # a fixture, shared with other rooms


class Visitor:
    """One browser's worth of HTTP: its cookies, and the headers that a page of ours would send."""

    def __init__(self, server: TestServer, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.own_page = {"Sec-Fetch-Site": "same-origin"}

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.session.get(self.url(path), headers=headers)

    async def post(self, message: Any = None, *, raw: bytes | None = None, **headers: str) -> ClientResponse:
        sent = self.own_page | {"Content-Type": "application/json"} | headers
        if raw is not None:
            return await self.session.post(self.url("/chat/messages"), data=raw, headers=sent)
        return await self.session.post(self.url("/chat/messages"), json=message, headers=sent)

    async def upload(self, content: Any, name: str = "pit.jpg", **headers: str) -> ClientResponse:
        sent = self.own_page | {"X-Upload": "1", "X-File-Name": name} | headers
        return await self.session.post(self.url("/chat/uploads"), data=content, headers=sent)

    async def lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = (await (await self.get("/chat/history")).json())["lines"]
        return lines


NewVisitor = Callable[[], Visitor]
Run = Callable[[Service], Awaitable[NewVisitor]]


@pytest.fixture
async def run() -> AsyncIterator[Run]:
    """Start a service; gives what makes visitors of it."""
    servers: list[TestServer] = []
    sessions: list[ClientSession] = []

    async def start(service: Service) -> NewVisitor:
        server = TestServer(service.application())
        await server.start_server()
        servers.append(server)

        def visitor() -> Visitor:
            sessions.append(ClientSession(cookie_jar=CookieJar(unsafe=True)))  # unsafe: cookies of an IP address
            return Visitor(server, sessions[-1])

        return visitor

    yield start
    for session in sessions:
        await session.close()
    for server in servers:
        await server.close()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service.in_folder(tmp_path / "media")


@pytest.fixture
async def new_visitor(run: Run, service: Service) -> NewVisitor:
    return await run(service)


@pytest.fixture
async def visitor(new_visitor: NewVisitor) -> Visitor:
    return new_visitor()
