"""Updates pushed by Telegram: 200 means stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bots.adapter import Accept
from bots.telegram import webhook
from bots.telegram.channel import TelegramChannel
from intake_core.messages import Choice, EventKind, OutboundMessage, Purpose
from tests.bots.inbox import Inbox
from tests.bots.telegram.conftest import CITIZEN
from tests.bots.telegram.recorded import recorded
from tests.fake_platforms.pictures import jpeg
from tests.fake_platforms.telegram import FakeTelegram

SECRET = "s3cret_of-ours"
SIGNED = {webhook.SECRET_HEADER: SECRET}

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def refusals() -> list[str]:
    return []


@asynccontextmanager
async def serving(channel: TelegramChannel, accept: Accept, refusals: list[str]) -> AsyncIterator[Client]:
    app = web.Application()
    webhook.add_routes(app, channel, accept, SECRET, refusals.append)
    async with TestClient(TestServer(app)) as started:
        yield started


@pytest.fixture
async def client(channel: TelegramChannel, inbox: Inbox, refusals: list[str]) -> AsyncIterator[Client]:
    async with serving(channel, inbox.accept, refusals) as started:
        yield started


def public_url(client: Client) -> str:
    return str(client.make_url("/"))


async def test_pushed_updates_are_stored(
    telegram: FakeTelegram, channel: TelegramChannel, client: Client, inbox: Inbox
) -> None:
    """From the citizen's thumb to the inbox: our registration, Telegram's push."""
    await webhook.register(channel, public_url(client), SECRET)
    await telegram.say(CITIZEN, "нет света")
    photo = await telegram.say(CITIZEN, "двор", photo=jpeg())
    await telegram.edit(CITIZEN, photo["message_id"], "двор 5")
    await telegram.block(CITIZEN)
    await telegram.updates.until_taken()
    stored = await inbox.messages()
    assert [message.text for message in stored] == ["нет света", "двор", "двор 5"]
    assert stored[2].edits == stored[1].platform_id
    assert [event.kind for event in await inbox.events()] == [EventKind.BLOCKED]


async def test_what_waits_is_kept_when_the_webhook_is_set(
    telegram: FakeTelegram, channel: TelegramChannel, client: Client, inbox: Inbox
) -> None:
    """Complaints written while the service was down."""
    await telegram.say(CITIZEN, "ночью прорвало трубу")
    await webhook.register(channel, public_url(client), SECRET)
    await telegram.updates.until_taken()
    assert [message.text for message in await inbox.messages()] == ["ночью прорвало трубу"]
    assert "message_reaction" in telegram.updates.allowed


async def test_a_database_that_is_away_loses_nothing(
    telegram: FakeTelegram, channel: TelegramChannel, client: Client, inbox: Inbox
) -> None:
    """500, so Telegram keeps the update; nothing of it stands in our log."""
    inbox.break_down(times=3)
    await webhook.register(channel, public_url(client), SECRET)
    with capture_logs() as logs:
        await telegram.say(CITIZEN, "нет света")
        await telegram.say(CITIZEN, "и воды")
        await telegram.updates.until_taken()
    assert [message.text for message in await inbox.messages()] == ["нет света", "и воды"]
    assert telegram.updates.attempts == 5
    assert [line["error"] for line in logs] == ["ConnectionError"] * 3
    assert "света" not in str(logs)


async def test_a_press_is_stored_and_then_acknowledged(
    telegram: FakeTelegram, channel: TelegramChannel, client: Client, inbox: Inbox
) -> None:
    """The spinner stops, and the choice is ours."""
    await webhook.register(channel, public_url(client), SECRET)
    choices = (Choice(title="Да", value="y"),)
    await channel.send(OutboundMessage(chat_id=str(CITIZEN), text="?", purpose=Purpose.QUESTION, choices=choices))
    query = await telegram.press(CITIZEN, 11, "y")
    await telegram.until(lambda: telegram.answered_queries == [query])
    assert [message.button for message in await inbox.messages()] == ["y"]


async def test_the_answer_to_telegram_waits_for_no_acknowledgement(
    telegram: FakeTelegram, client: Client, inbox: Inbox
) -> None:
    """A Telegram that hangs when called must not make its own push time out."""
    telegram.hang("answerCallbackQuery")
    async with asyncio.timeout(5):
        answer = await client.post(webhook.PATH, data=recorded("callback.json"), headers=SIGNED)
    assert answer.status == 200
    assert len(await inbox.messages()) == 1
    telegram.go_on()


async def test_nothing_is_said_before_it_is_stored(channel: TelegramChannel, refusals: list[str]) -> None:
    """200 comes after `accept` returned, not before."""
    stored = asyncio.Event()

    async def slow(*_found: object) -> None:
        await stored.wait()

    async with serving(channel, slow, refusals) as client:
        pushing = asyncio.create_task(client.post(webhook.PATH, data=recorded("text.json"), headers=SIGNED))
        done, _ = await asyncio.wait([pushing], timeout=0.2)
        assert not done
        stored.set()
        assert (await pushing).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no secret"),
        pytest.param({webhook.SECRET_HEADER: ""}, id="an empty secret"),
        pytest.param({webhook.SECRET_HEADER: SECRET[:-1]}, id="a part of it"),
        pytest.param({webhook.SECRET_HEADER: "\u0441ekret"}, id="letters that are not ASCII"),
    ],
)
@pytest.mark.parametrize("body", [recorded("text.json"), b"no JSON", b"x" * 2_000_000])
async def test_without_the_secret_nothing_is_read(
    client: Client, inbox: Inbox, refusals: list[str], headers: dict[str, str], body: bytes
) -> None:
    """403, whatever the body: a stranger learns nothing of what we can read."""
    answer = await client.post(webhook.PATH, data=body, headers=headers)
    assert answer.status == 403
    assert refusals == ["secret"]
    assert await inbox.messages() == []


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        pytest.param(b"no JSON", 400, "unreadable", id="no JSON"),
        pytest.param(b"[1]", 400, "unreadable", id="no object"),
        pytest.param(b" " * (webhook.MAX_BODY_BYTES + 1), 413, "too_large", id="over 1 MB"),
    ],
)
async def test_a_body_that_is_none_is_refused_in_words(
    client: Client, refusals: list[str], body: bytes, status: int, reason: str
) -> None:
    """JSON that says why, no traceback, and a count."""
    answer = await client.post(webhook.PATH, data=body, headers=SIGNED)
    assert answer.status == status
    said = json.loads(await answer.text())
    assert said["ok"] is False
    assert said["error"]
    assert "Traceback" not in said["error"]
    assert refusals == [reason]


async def test_a_body_in_chunks_is_measured_too(client: Client, refusals: list[str]) -> None:
    """Without a Content-Length the limit holds as well."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 65536

    try:
        answer = await client.post(webhook.PATH, data=endless(), headers=SIGNED)
        assert answer.status == 413
    except aiohttp.ClientConnectionError:
        pass  # refused while the client was still sending
    assert refusals == ["too_large"]


@pytest.mark.parametrize("secret", ["", "with space", "x" * 257, "тайна"])
def test_a_secret_that_guards_nothing_is_refused(channel: TelegramChannel, secret: str) -> None:
    """An empty secret would let everybody in."""
    with pytest.raises(ValueError, match="secret"):
        webhook.add_routes(web.Application(), channel, lambda *_: None, secret, print)  # type: ignore[arg-type]


async def test_only_post(client: Client) -> None:
    """A browser that looks is told that there is nothing to see."""
    assert (await client.get(webhook.PATH)).status == 405
