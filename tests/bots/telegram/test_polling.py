"""Updates fetched by long polling: confirmed only when stored, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bots.adapter import Accept
from bots.telegram.channel import TelegramChannel
from bots.telegram.polling import poll
from intake_core.messages import ChannelEvent, Choice, InboundMessage, OutboundMessage, Purpose
from tests.bots.inbox import Inbox
from tests.bots.telegram.conftest import CITIZEN
from tests.fake_platforms.telegram import FakeTelegram

SOON = timedelta(milliseconds=10)


@asynccontextmanager
async def polling(channel: TelegramChannel, accept: Accept) -> AsyncIterator[asyncio.Task[None]]:
    """Polls until the block ends, then checks that it stops when told."""
    task = asyncio.create_task(poll(channel, accept, poll_seconds=5, first_pause=SOON))
    yield task
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(2):
            await task


async def texts(inbox: Inbox) -> list[str]:
    return [message.text for message in await inbox.messages()]


async def test_what_waits_and_what_comes_is_stored(
    telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox
) -> None:
    """Also what came while nobody polled, and after the poll was opened."""
    await telegram.say(CITIZEN, "ночью")
    async with polling(channel, inbox.accept):
        await telegram.updates.until_taken()
        await telegram.updates.until_polled()
        await telegram.say(CITIZEN, "днём")
        await telegram.updates.until_taken()
    assert await texts(inbox) == ["ночью", "днём"]
    assert "message_reaction" in telegram.updates.allowed


async def test_a_webhook_left_behind_is_removed_and_what_waits_is_kept(
    telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox
) -> None:
    """Otherwise getUpdates is refused for ever."""
    await channel.bot.set_webhook("http://127.0.0.1:9/nobody")
    await telegram.say(CITIZEN, "нет света")
    async with polling(channel, inbox.accept):
        await telegram.updates.until_taken()
    assert await texts(inbox) == ["нет света"]


async def test_an_update_of_tomorrow_reaches_a_person(
    telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox
) -> None:
    """What aiogram's types would drop or refuse is read by our own."""
    async with polling(channel, inbox.accept):
        await telegram.say(CITIZEN, hologram={"id": "x"}, entities="in another shape")
        await telegram.updates.put("message", {"message_id": 99, "chat": {"id": CITIZEN}, "text": "без даты и имени"})
        await telegram.updates.until_taken()
    stored = await inbox.messages()
    assert [message.unknown_type for message in stored] == ["hologram", None]
    assert stored[1].text == "без даты и имени"


async def test_the_offset_moves_only_after_storing(
    telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox
) -> None:
    """The database is away twice: the same updates come again, and none is lost or doubled."""
    inbox.break_down(times=2)
    with capture_logs() as logs:
        async with polling(channel, inbox.accept):
            await telegram.say(CITIZEN, "нет света")
            await telegram.updates.until_taken()
    assert await texts(inbox) == ["нет света"]
    assert [line["event"] for line in logs] == ["updates not stored"] * 2
    assert "света" not in str(logs)


async def test_stopped_while_storing_nothing_is_confirmed(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Killed between the fetch and the commit: the update waits at Telegram."""
    storing = asyncio.Event()

    async def never(_messages: Sequence[InboundMessage], _events: Sequence[ChannelEvent]) -> None:
        storing.set()
        await asyncio.Event().wait()

    async with polling(channel, never):
        await telegram.say(CITIZEN, "нет света")
        await storing.wait()
    assert len(telegram.updates.waiting) == 1


@pytest.mark.parametrize("status", [500, 0, 401, 502])
async def test_a_failure_is_survived(
    telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox, status: int
) -> None:
    """Telegram, the line, the token or a gateway fail for a while; the log says which, without the token."""
    telegram.fail(status, times=3, html="<html>" if status == 502 else None)
    with capture_logs() as logs:
        async with polling(channel, inbox.accept):
            await telegram.say(CITIZEN, "нет света")
            await telegram.updates.until_taken()
    assert await texts(inbox) == ["нет света"]
    expected = "telegram refuses the bot's token" if status == 401 else "telegram does not answer"
    assert [line["event"] for line in logs] == [expected] * 3
    assert [line["pause_seconds"] for line in logs] == [0.01, 0.02, 0.04]
    assert telegram.token not in str(logs)


async def test_a_flood_is_waited_out(telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox) -> None:
    """429 names the pause, and no other is taken."""
    telegram.flood(after=1, method="getUpdates")
    with capture_logs() as logs:
        async with polling(channel, inbox.accept):
            await telegram.say(CITIZEN, "нет света")
            await telegram.updates.until_taken()
    assert [line["pause_seconds"] for line in logs] == [1.0]


async def test_a_second_poller_is_named(telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox) -> None:
    """409: the log says what the operator must know, and polling goes on when the other has left."""
    other = TelegramChannel(telegram.token, api=telegram.url)
    with capture_logs() as logs:
        async with polling(channel, inbox.accept):
            await telegram.updates.until_polled()
            await other.bot.get_updates()
            await telegram.say(CITIZEN, "нет света")
            await telegram.updates.until_taken()
    await other.close()
    assert await texts(inbox) == ["нет света"]
    assert [line["event"] for line in logs] == ["another program polls this bot, or a webhook was set for it"]


async def test_a_press_is_acknowledged(telegram: FakeTelegram, channel: TelegramChannel, inbox: Inbox) -> None:
    """Stored first, then the spinner stops."""
    choices = (Choice(title="Да", value="y"),)
    await channel.send(OutboundMessage(chat_id=str(CITIZEN), text="?", purpose=Purpose.QUESTION, choices=choices))
    async with polling(channel, inbox.accept):
        query = await telegram.press(CITIZEN, 11, "y")
        await telegram.until(lambda: telegram.answered_queries == [query])
    assert [one.button for one in await inbox.messages()] == ["y"]
