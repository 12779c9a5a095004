"""Telegram by webhook: with a public address the platform delivers to the product itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.database import fresh_database
from tests.end_to_end.serving import Served, serving
from tests.end_to_end.waiting import eventually
from tests.fake_platforms.telegram import FakeTelegram

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = b'{"update_id": 1, "something_of_next_year": {"shape": [1, 2, 3]}}'


def free_port() -> int:
    """A port where nothing listens: the public address has to be known before the service starts."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Telegram that only this service is connected to."""
    async with FakeTelegram.running() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hooked(telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The service with an address that its Telegram can reach, which is its own.

    Telegram is not ready at first: the webhook is asked for until it is set.
    """
    telegram.fail(502, method="setWebhook")
    database = fresh_database("template1")
    port = free_port()
    manager = serving(
        tmp_path_factory.mktemp("hooked") / "var",
        *("--sample", "--port", str(port)),
        DATABASE_URL=await asyncio.to_thread(database.__enter__),
        INTAKE_PUBLIC_URL=f"http://127.0.0.1:{port}",
        TELEGRAM_BOT_TOKEN=telegram.token,
        TELEGRAM_WEBHOOK_SECRET=SECRET,
        TELEGRAM_API_URL=telegram.url,
    )
    served = await asyncio.to_thread(manager.__enter__)
    await eventually(lambda: telegram.updates.webhook)
    yield served
    await asyncio.to_thread(manager.__exit__, None, None, None)
    await asyncio.to_thread(database.__exit__, None, None, None)


async def post(served: Served, body: bytes, **headers: str) -> int:
    """Deliver a body as somebody who knows the address. Returns the status of the answer."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{served.url}/webhooks/telegram", data=body, headers=headers) as answer,
    ):
        return answer.status


async def is_answered(telegram: FakeTelegram, chat: int) -> None:
    """A new citizen writes through the webhook and reads the digest's answer."""
    telegram.citizen(chat)
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    said = await eventually(lambda: telegram.sent_texts(chat))
    assert "Алтынсарина 110: отключена горячая вода" in said[0]


async def test_a_pushed_message_is_answered(hooked: Served, telegram: FakeTelegram) -> None:
    """The same text, the same answer as by polling; nobody polls."""
    await is_answered(telegram, 600_100_301)
    assert "getupdates" not in telegram.calls
    assert telegram.updates.waiting == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(UPDATE, {}, 403, id="no secret"),
        pytest.param(UPDATE, {HEADER: SECRET[:-1]}, 403, id="a forged secret"),
        pytest.param(b" " * (1024 * 1024 + 1), {HEADER: SECRET}, 413, id="over a megabyte"),
        pytest.param(b"{", {HEADER: SECRET}, 400, id="no JSON"),
        pytest.param(UPDATE, {HEADER: SECRET}, 200, id="a kind of update nobody knows yet"),
    ],
)
async def test_what_else_is_posted_there(
    hooked: Served, telegram: FakeTelegram, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Each body gets its status, and the bot goes on."""
    assert await post(hooked, body, **headers) == status
    chat = 600_200_000 + status + len(headers)
    await is_answered(telegram, chat)


async def test_refusals_are_counted(hooked: Served) -> None:
    """By reason, so that the operations room sees an attack or a wrong secret."""
    await post(hooked, UPDATE)
    async with aiohttp.ClientSession() as session, session.get(f"{hooked.url}/metrics") as answer:
        said = await answer.text()
    assert 'intake_webhooks_rejected_total{channel="telegram",reason="secret"}' in said
