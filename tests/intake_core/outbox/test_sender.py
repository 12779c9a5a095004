"""The outbox: at least once, in order within a chat, at the platform's pace, and nothing shown as sent that is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from intake_core.bell import Bell
from intake_core.conversations import store as conversations
from intake_core.messages import ChannelName, InboundMessage, OutboundMessage, Purpose, Receipt
from intake_core.outbox import store
from intake_core.outbox.channel import (
    Capabilities,
    ChatGone,
    ChatMoved,
    FileGone,
    TextUnit,
    TryLater,
    Undeliverable,
    WindowClosed,
)
from intake_core.outbox.schedule import LEASE, LONGEST_DELAY, MAX_TRIES, backoff
from intake_core.outbox.sender import Sender
from intake_core.outbox.store import OutboundState
from intake_core.road import Road
from intake_core.schema import conversation, outbound_message
from tests.conftest import Clock

Outcome = Callable[[], BaseException | None]


@dataclass
class Platform:
    """A channel whose platform answers as the test says: with an error, or by taking the message."""

    errors: list[BaseException] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    name = ChannelName.TELEGRAM
    can = Capabilities(
        text_limit=4096,
        text_unit=TextUnit.UTF16,
        max_choices=8,
        sends_per_second=1000,
        chat_interval=timedelta(0),
    )

    async def send(self, message: OutboundMessage) -> Receipt:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append((message.chat_id, message.text))
        return Receipt(platform_ids=(f"id-{len(self.taken)}",))

    @asynccontextmanager
    async def open_file(self, ref: str) -> AsyncIterator[AsyncIterator[bytes]]:
        raise FileGone(ref)
        yield


@dataclass
class Outbox:
    """The outbox over a test's database."""

    road: Road
    platform: Platform
    sender: Sender

    async def queue(self, *texts: str, chat_id: str = "1") -> None:
        """Queue replies in a chat."""
        await self.road.receive(
            [
                InboundMessage(
                    channel=ChannelName.TELEGRAM,
                    chat_id=chat_id,
                    platform_id=f"{chat_id}:hello",
                    sent_at=self.road.clock(),
                )
            ]
        )
        async with self.road.engine.begin() as db:
            talk = await conversations.find(db, ChannelName.TELEGRAM, chat_id)
            assert talk is not None
            messages = [OutboundMessage(chat_id=chat_id, text=text, purpose=Purpose.ANSWER) for text in texts]
            await store.put(db, talk.id, talk.channel, messages, self.road.clock())

    async def send(self) -> list[tuple[str, str]]:
        """Send one batch; what the platform has taken so far."""
        await self.sender.send_due(self.platform)
        return self.platform.taken

    async def states(self) -> list[tuple[str, str | None]]:
        """State and reason of every message, in order."""
        async with self.road.engine.connect() as db:
            rows = await db.execute(
                select(outbound_message.c.state, outbound_message.c.error).order_by(outbound_message.c.id)
            )
            return [(row.state, row.error) for row in rows]


@pytest.fixture
def outbox(road: Road, engine: AsyncEngine, bell: Bell, clock: Clock) -> Outbox:
    platform = Platform()
    return Outbox(road, platform, Sender(engine, {platform.name: platform}, bell, clock))


async def test_a_chats_order_is_kept(outbox: Outbox, clock: Clock) -> None:
    """One at a time in a chat, the others meanwhile."""
    await outbox.queue("a1", "a2", chat_id="a")
    await outbox.queue("b1", chat_id="b")
    assert await outbox.send() == [("a", "a1"), ("b", "b1")]
    assert (await outbox.send())[-1] == ("a", "a2")
    assert await outbox.states() == [("sent", None)] * 3


async def test_a_failed_message_holds_its_followers(outbox: Outbox, clock: Clock) -> None:
    """A later message never overtakes; another chat is not held."""
    outbox.platform.errors = [TryLater("busy")]
    await outbox.queue("a1", "a2", chat_id="a")
    await outbox.queue("b1", chat_id="b")
    await outbox.send()
    assert await outbox.send() == [("b", "b1")]
    clock.forward(seconds=2)
    await outbox.send()
    await outbox.send()
    assert outbox.platform.taken == [("b", "b1"), ("a", "a1"), ("a", "a2")]


async def test_retry_after_is_honoured(outbox: Outbox, clock: Clock) -> None:
    outbox.platform.errors = [TryLater("too many requests", after=30)]
    await outbox.queue("a1")
    await outbox.send()
    clock.forward(seconds=29)
    assert await outbox.send() == []
    clock.forward(seconds=2)
    assert await outbox.send() == [("1", "a1")]


async def test_the_chats_interval_is_kept(outbox: Outbox, clock: Clock) -> None:
    outbox.platform.can = Capabilities(
        text_limit=10,
        text_unit=TextUnit.UTF16,
        max_choices=1,
        sends_per_second=1000,
        chat_interval=timedelta(seconds=1),
    )
    await outbox.queue("a1", "a2")
    await outbox.send()
    assert len(await outbox.send()) == 1
    clock.forward(seconds=1)
    assert len(await outbox.send()) == 2


async def test_the_channels_pace_is_shared_by_all_senders(outbox: Outbox, clock: Clock) -> None:
    """Two replicas ask for slots: together they stay under the platform's rate."""
    for number in range(6):
        await outbox.queue("x", chat_id=str(number))
    slots = []
    for _ in range(2):
        async with outbox.road.engine.begin() as db:
            due = await store.claim_due(db, ChannelName.TELEGRAM, clock(), limit=3, sends_per_second=10)
        slots += [one.slot - clock() for one in due]
    assert slots == [timedelta(milliseconds=100 * number) for number in range(6)]


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        pytest.param(Undeliverable("bad request"), OutboundState.FAILED, "not_delivered", id="refused for ever"),
        pytest.param(ChatGone("blocked"), OutboundState.FAILED, "not_delivered", id="blocked"),
        pytest.param(WindowClosed("24 hours"), OutboundState.HELD, "window_closed", id="the window is closed"),
    ],
)
async def test_what_cannot_go_is_shown(outbox: Outbox, error: Exception, state: OutboundState, reason: str) -> None:
    """With the platform's reason, to the inspector; and it holds nobody up."""
    outbox.platform.errors = [error]
    await outbox.queue("a1", "a2")
    await outbox.send()
    assert await outbox.states() == [(state, str(error)), ("queued", None)]
    async with outbox.road.engine.connect() as db:
        talk = await conversations.find(db, ChannelName.TELEGRAM, "1")
        unreachable = await db.scalar(select(conversation.c.unreachable))
    assert talk is not None
    assert talk.review_reason == reason
    assert (unreachable is not None) == isinstance(error, ChatGone)
    assert await outbox.send() == [("1", "a2")]


async def test_a_moved_chat_is_followed(outbox: Outbox) -> None:
    outbox.platform.errors = [ChatMoved("-100500")]
    await outbox.queue("a1")
    await outbox.send()
    assert await outbox.send() == [("-100500", "a1")]


async def test_an_unknown_error_means_again(outbox: Outbox, clock: Clock) -> None:
    """It may or may not have arrived: better twice than never."""
    outbox.platform.errors = [ValueError("surprise")]
    await outbox.queue("a1")
    assert await outbox.send() == []
    assert await outbox.states() == [("queued", "ValueError")]
    clock.forward(seconds=2)
    assert await outbox.send() == [("1", "a1")]


async def test_a_dead_senders_message_is_sent_by_another(outbox: Outbox, clock: Clock) -> None:
    """Claimed and never marked: when the lease is over it is due again."""
    await outbox.queue("a1")
    async with outbox.road.engine.begin() as db:
        [claimed] = await store.claim_due(db, ChannelName.TELEGRAM, clock(), limit=9, sends_per_second=1000)
    assert claimed.attempts == 1
    assert await outbox.send() == []
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert await outbox.send() == [("1", "a1")]


async def test_at_last_it_is_given_up_in_sight(outbox: Outbox, clock: Clock) -> None:
    await outbox.queue("a1")
    for _ in range(MAX_TRIES):
        outbox.platform.errors = [TryLater("down")]
        await outbox.send()
        clock.forward(seconds=LONGEST_DELAY.total_seconds())
    [(state, reason)] = await outbox.states()
    assert state == "failed"
    assert reason is not None
    assert "down" in reason


async def test_two_senders_never_send_the_same_twice(outbox: Outbox, clock: Clock) -> None:
    for number in range(40):
        await outbox.queue("x", chat_id=str(number))
    await asyncio.gather(*(outbox.sender.send_due(outbox.platform) for _ in range(4)))
    assert sorted(outbox.platform.taken) == sorted((str(number), "x") for number in range(40))


async def test_a_held_message_goes_when_the_citizen_writes(outbox: Outbox, clock: Clock) -> None:
    outbox.platform.errors = [WindowClosed("24 hours")]
    await outbox.queue("a1")
    await outbox.send()
    await outbox.road.receive(
        [InboundMessage(channel=ChannelName.TELEGRAM, chat_id="1", platform_id="1:x", sent_at=clock(), text="алло")]
    )
    while await outbox.road.take_turn():
        pass
    assert (await outbox.send())[0] == ("1", "a1")


@pytest.mark.parametrize(
    ("receipts", "state"),
    [
        (["delivered", "read"], "read"),
        (["read", "delivered"], "read"),
        (["failed"], "failed"),
        (["delivered"], "delivered"),
    ],
)
async def test_receipts_come_in_any_order(outbox: Outbox, receipts: list[str], state: str) -> None:
    await outbox.queue("a1")
    await outbox.send()
    async with outbox.road.engine.begin() as db:
        for receipt in receipts:
            await store.record_receipt(db, ChannelName.TELEGRAM, "id-1", OutboundState(receipt), None)
    assert [found for found, _ in await outbox.states()] == [state]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, (0.5, 1)), (2, (1, 2)), (5, (8, 16)), (40, (300, 600)), (4000, (300, 600))]
)
def test_backoff_doubles_up_to_its_limit(attempts: int, seconds: tuple[float, float]) -> None:
    """With jitter over the upper half, so that failures of one moment do not come back in one moment."""
    least, most = (timedelta(seconds=each) for each in seconds)
    assert backoff(attempts, 0.0) == least
    assert backoff(attempts, 1.0) == most
    assert least <= backoff(attempts) <= most
