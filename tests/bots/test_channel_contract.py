"""What every channel promises, whichever platform it speaks to. A new adapter joins with one entry in ADAPTERS."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake_core.messages import Choice, OutboundMessage, Purpose
from intake_core.outbox.channel import ChatGone, FileGone, TryLater
from intake_core.outbox.text import length
from tests.bots.inbox import Inbox
from tests.bots.running import Adapter, Platform, RunningChannel, recorded_body, recorded_names
from tests.bots.telegram.running import TelegramAdapter
from tests.bots.website.running import WebsiteAdapter

ADAPTERS: Sequence[Adapter] = (TelegramAdapter(), WebsiteAdapter())
RECORDED = [(adapter, name) for adapter in ADAPTERS for name in recorded_names(adapter.name)]


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    return request.param


@pytest.fixture
async def running(adapter: Adapter, inbox: Inbox) -> AsyncIterator[RunningChannel]:
    async with adapter.on_local_platform(inbox) as started:
        yield started


@pytest.fixture
def platform(running: RunningChannel) -> Platform:
    assert running.platform is not None, "ask for it only through `over_a_platform`"
    return running.platform


over_a_platform = pytest.mark.parametrize(
    "adapter",
    [adapter for adapter in ADAPTERS if adapter.has_platform],
    indirect=True,
    ids=lambda adapter: adapter.name,
)
"""For what only a platform between us and the citizen can do."""


def message(running: RunningChannel, **fields: Any) -> OutboundMessage:
    known = OutboundMessage(chat_id=running.chat_id, text="Принято", purpose=Purpose.ANSWER)
    return replace(known, **fields)


async def stored_texts(inbox: Inbox) -> list[str]:
    return [one.text for one in await inbox.messages()]


# In


@pytest.mark.parametrize(("recorder", "name"), [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in RECORDED])
async def test_every_recorded_body_is_taken(recorder: Adapter, name: str, inbox: Inbox) -> None:
    """Whatever the platform has ever sent is answered with 2xx, and leaves a message or an event."""
    async with recorder.on_local_platform(inbox) as running:
        assert 200 <= await running.deliver(recorded_body(recorder.name, name)) < 300
    stored = await inbox.messages()
    assert stored or await inbox.events()
    assert {one.channel for one in stored} <= {recorder.name}


async def test_a_text_is_stored_as_it_was_written(adapter: Adapter, running: RunningChannel, inbox: Inbox) -> None:
    """Word for word, with the platform's time and a chat to answer in."""
    await running.deliver(recorded_body(adapter.name, "text.json"))
    (stored,) = await inbox.messages()
    assert stored.text == adapter.recorded_text
    assert stored.chat_id
    assert stored.sent_at.utcoffset() is not None


async def test_a_repeated_webhook_is_stored_once(adapter: Adapter, running: RunningChannel, inbox: Inbox) -> None:
    """The platform missed our 200 and sends again; the citizen wrote once."""
    for _ in range(3):
        assert await running.deliver(recorded_body(adapter.name, "text.json")) < 300
    assert await stored_texts(inbox) == [adapter.recorded_text]


async def test_a_wrong_signature_stores_nothing(adapter: Adapter, running: RunningChannel, inbox: Inbox) -> None:
    """Whoever cannot prove to be the platform, or to be our own page, is not heard."""
    assert await running.deliver(recorded_body(adapter.name, "text.json"), signed=False) in (401, 403)
    assert await inbox.messages() == []
    assert await inbox.events() == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\0", b"[]", b"null", b'{"cut": ', b"[" * 50_000])
async def test_nonsense_is_refused_and_stores_nothing(running: RunningChannel, inbox: Inbox, body: bytes) -> None:
    """A body that is not the platform's is our client's error, never ours."""
    assert 400 <= await running.deliver(body) < 500
    assert await inbox.messages() == []


async def test_an_oversized_body_is_refused(running: RunningChannel, inbox: Inbox) -> None:
    """No one fills our memory."""
    assert await running.deliver(b'{"x": "' + b"x" * 30_000_000 + b'"}') in (400, 413)
    assert await inbox.messages() == []


async def test_success_is_said_only_of_what_is_stored(adapter: Adapter, running: RunningChannel, inbox: Inbox) -> None:
    """The database is away: the platform hears 5xx, sends again, and nothing is lost or doubled."""
    inbox.break_down()
    body = recorded_body(adapter.name, "text.json")
    assert await running.deliver(body) >= 500
    assert await inbox.messages() == []
    assert await running.deliver(body) < 300
    assert await stored_texts(inbox) == [adapter.recorded_text]


# Out


async def test_a_text_arrives(running: RunningChannel) -> None:
    """As it was written, in any script, and the receipt names it."""
    text = "Өтінішіңіз қабылданды №5 <b>&amp; *не жирно* 😀"
    receipt = await running.channel.send(message(running, text=text))
    assert await running.sent_texts() == [text]
    assert receipt.platform_ids
    assert all(receipt.platform_ids)


async def test_a_long_text_arrives_whole(running: RunningChannel) -> None:
    """In parts that the channel takes, in order, without a word lost."""
    words = [f"слово{number}" for number in range(3000)]
    await running.channel.send(message(running, text=" ".join(words)))
    parts = await running.sent_texts()
    assert " ".join(parts).split() == words
    assert all(length(part, running.channel.can.text_unit) <= running.channel.can.text_limit for part in parts)


async def test_choices_and_requests_cost_no_words(running: RunningChannel) -> None:
    """Whatever a channel makes of choices, of questions for a number or a place, its text arrives."""
    choices = (Choice(title="Иә / Да", value="y"), Choice(title="Жоқ / Нет", value="n"))
    await running.channel.send(message(running, text="Это про ваш дом?", choices=choices))
    await running.channel.send(message(running, text="Где это?", ask_contact=True, ask_location=True))
    first, second = await running.sent_texts()
    assert first.startswith("Это про ваш дом?")
    assert second.startswith("Где это?")


async def test_an_answer_to_a_forgotten_message_arrives(running: RunningChannel) -> None:
    """What it answers may be deleted, or of another kind than the platform can quote."""
    await running.channel.send(message(running, reply_to="no:such:message"))
    assert await running.sent_texts() == ["Принято"]


@over_a_platform
async def test_a_pause_is_handed_to_the_outbox(running: RunningChannel, platform: Platform) -> None:
    """The platform names the seconds; the message goes later."""
    platform.flood(after=13)
    with pytest.raises(TryLater) as caught:
        await running.channel.send(message(running))
    assert caught.value.after == 13
    await running.channel.send(message(running))
    assert await running.sent_texts() == ["Принято"]


@over_a_platform
@pytest.mark.parametrize("status", [500, 503, 0])
async def test_a_failure_of_the_platform_passes(running: RunningChannel, platform: Platform, status: int) -> None:
    """Nothing is wrong with the message, so nothing is given up."""
    platform.fail(status)
    with pytest.raises(TryLater):
        await running.channel.send(message(running))
    await running.channel.send(message(running))
    assert await running.sent_texts() == ["Принято"]


@over_a_platform
async def test_refused_credentials_lose_no_message(running: RunningChannel, platform: Platform) -> None:
    """Somebody will put in the new token; until then messages wait."""
    platform.refuse_token()
    with pytest.raises(TryLater):
        await running.channel.send(message(running))


@over_a_platform
async def test_a_citizen_who_left_is_gone(running: RunningChannel, platform: Platform) -> None:
    """The outbox marks the conversation and tries no more."""
    await running.block()
    with pytest.raises(ChatGone):
        await running.channel.send(message(running))


# Files


async def test_a_file_that_never_was_is_no_crash(running: RunningChannel) -> None:
    """A reference that leads nowhere is gone, or may come: the fetcher knows both."""

    async def fetch() -> None:
        async with running.channel.open_file("nothing") as pieces:
            async for _ in pieces:
                pass

    with pytest.raises((FileGone, TryLater)):
        await fetch()


async def test_limits_make_sense(running: RunningChannel) -> None:
    """The outbox paces and cuts by these numbers, without knowing the platform."""
    can = running.channel.can
    assert can.text_limit >= 4
    assert can.max_choices >= 0
    assert can.sends_per_second > 0
    assert can.chat_interval >= timedelta(0)
    assert can.window is None or can.window > timedelta(0)
