"""What the operations room sees: `/healthz`, `/readyz`, `/metrics` of the running service."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator

import aiohttp
import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.engine import make_url

from tests.database import server_url
from tests.end_to_end.serving import Served
from tests.end_to_end.waiting import eventually
from tests.fake_platforms.telegram import FakeTelegram

pytestmark = pytest.mark.asyncio(loop_scope="session")

_chats = itertools.count(700_100_300)


@pytest_asyncio.fixture(loop_scope="session")
async def session(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who asks over HTTP."""
    async with aiohttp.ClientSession(served.url) as session:
        yield session


async def metrics(session: aiohttp.ClientSession) -> dict[str, float]:
    """Every sample by its name and labels, as they are written."""
    async with session.get("/metrics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        text = await answer.text()
    return {name: float(value) for name, value in re.findall(r"^(intake_\S+) (\S+)$", text, re.MULTILINE)}


async def ready(session: aiohttp.ClientSession) -> tuple[int, dict[str, object]]:
    """What `/readyz` says."""
    async with session.get("/readyz") as answer:
        return answer.status, await answer.json()


async def test_every_step_of_a_message_is_counted(session: aiohttp.ClientSession, telegram: FakeTelegram) -> None:
    """In, decided, out, each with how long it took; nothing waits afterwards."""
    before = await metrics(session)
    chat = telegram.citizen(next(_chats)).id
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    sent = 'intake_messages_sent_total{channel="telegram"}'
    after = await eventually(lambda: _grown(session, sent, before))
    for name in (
        'intake_messages_received_total{channel="telegram"}',
        'intake_turns_total{decision="Answer"}',
        "intake_turn_seconds_count",
        "intake_reply_seconds_count",
    ):
        assert after[name] == before.get(name, 0) + 1, name
    assert after['intake_turn_seconds_bucket{le="+Inf"}'] == after["intake_turn_seconds_count"]
    assert after["intake_database_up"] == 1
    depth = 'intake_outbox_depth{channel="telegram"}'
    assert await eventually(lambda: _is(session, depth, 0))


async def _grown(session: aiohttp.ClientSession, name: str, before: dict[str, float]) -> dict[str, float] | None:
    now = await metrics(session)
    return now if now.get(name, 0) > before.get(name, 0) else None


async def _is(session: aiohttp.ClientSession, name: str, value: float) -> bool:
    return (await metrics(session)).get(name, 0) == value


async def test_what_cannot_be_sent_waits_in_the_outbox(session: aiohttp.ClientSession, telegram: FakeTelegram) -> None:
    """Its depth and the age of its oldest message are seen while Telegram is down, and each failure is counted."""
    failures = 'intake_send_failures_total{channel="telegram",reason="retry"}'
    before = await metrics(session)
    chat = telegram.citizen(next(_chats)).id
    telegram.flood(after=2, method="sendMessage")
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    during = await eventually(lambda: _grown(session, failures, before))
    assert during['intake_outbox_depth{channel="telegram"}'] == 1
    assert during['intake_outbox_age_seconds{channel="telegram"}'] > 0
    await eventually(lambda: telegram.sent_texts(chat))


async def test_without_its_database_the_service_lives_and_is_not_ready(
    session: aiohttp.ClientSession, telegram: FakeTelegram, served: Served, database: str
) -> None:
    """A balancer sends nobody here until the database is back; then everything goes on without a restart.

    The outage lasts until each of the background loops has met it.
    """
    assert await ready(session) == (
        200,
        {"ready": True, "city": "ok", "database": "ok", "migrations": "ok"},
    )
    name = make_url(database).database
    other = await asyncpg.connect(server_url())
    try:
        await other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        status, said = await ready(session)
        assert status == 503
        assert said["ready"] is False
        assert said["database"] != "ok"
        async with session.get("/healthz") as alive:
            assert alive.status == 200
        assert (await metrics(session))["intake_database_up"] == 0
        for loop in ("inbox", "outbox", "evidence"):
            await eventually(lambda met=f"the {loop} cannot be read": met in served.errors())
    finally:
        await other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await other.close()
    assert (await ready(session))[0] == 200
    chat = telegram.citizen(next(_chats)).id
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    assert await eventually(lambda: telegram.sent_texts(chat))
