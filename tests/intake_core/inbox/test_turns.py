"""Turns over PostgreSQL: albums, poison, one worker in a conversation."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from msgspec import ValidationError
from sqlalchemy import select, update

from intake_core.bell import Bell
from intake_core.inbox import store
from intake_core.inbox.turns import ALBUM_WINDOW, LONGEST_DELAY_SECONDS, MAX_TRIES
from intake_core.messages import Attachment, AttachmentKind
from intake_core.road import Road
from intake_core.schema import conversation, inbound_message
from tests.citizens import Citizen, work
from tests.conftest import Clock


@pytest.fixture
def waiting_road(road: Road) -> Road:
    """The road with the album's real window."""
    return replace(road, settle=None)


def part(citizen: Citizen, number: int, text: str = "") -> object:
    photo = Attachment(kind=AttachmentKind.PHOTO, ref=f"p{number}")
    return citizen.message(text, album_id="a", attachments=(photo,))


async def test_an_album_waits_for_its_parts_across_a_restart(waiting_road: Road, clock: Clock) -> None:
    """The window stands in the database: a new process joins the parts that the old one received."""
    citizen = Citizen(waiting_road)
    await waiting_road.receive([part(citizen, 1)])  # type: ignore[list-item]
    assert not await waiting_road.take_turn()
    restarted = replace(waiting_road, bell=Bell())
    clock.forward(seconds=1)
    await restarted.receive([part(citizen, 2, "по абая 28 мусор не вывозят")])  # type: ignore[list-item]
    clock.forward(seconds=1)
    assert not await restarted.take_turn()
    clock.forward(seconds=ALBUM_WINDOW.total_seconds())
    assert await restarted.take_turn()
    assert len(await citizen.reads()) == 1
    assert len(await citizen.appeals()) == 1


async def test_plain_text_does_not_wait(waiting_road: Road) -> None:
    citizen = Citizen(waiting_road)
    await waiting_road.receive([citizen.message("здравствуйте")])
    assert await waiting_road.take_turn()


async def test_one_worker_in_a_conversation(road: Road, clock: Clock) -> None:
    """While a turn is worked at, nobody else takes the conversation, also when its next try would be due."""
    await road.receive([Citizen(road).message("здравствуйте")])
    async with road.engine.begin() as db:
        claim = await store.claim_next(db, clock())
    assert claim is not None
    async with road.engine.begin() as holder:
        assert await store.lock_turn(holder, claim.conversation_id)
        clock.forward(minutes=5)
        async with road.engine.begin() as other:
            assert not await store.lock_turn(other, claim.conversation_id)
        assert await road.take_turn()  # claims, finds it locked, leaves it
    assert await Citizen(road).reads() == []
    clock.forward(minutes=5)
    await work(road)
    assert len(await Citizen(road).reads()) == 1


async def test_a_message_that_comes_during_a_turn_is_the_next_turn(road: Road, clock: Clock) -> None:
    """A webhook never waits for a turn, and what it adds is not lost when the turn ends."""
    citizen = Citizen(road)
    await road.receive([citizen.message("здравствуйте")])
    async with road.engine.begin() as db:
        claim = await store.claim_next(db, clock())
    assert claim is not None
    async with road.engine.begin() as holder:
        await store.lock_turn(holder, claim.conversation_id)
        await asyncio.wait_for(road.receive([citizen.message("не вывозят мусор абая 28")]), 5)
    clock.forward(minutes=1)
    await work(road)
    assert len(await citizen.appeals()) == 1


async def _spoil(road: Road, platform_id: str) -> None:
    """Make a stored message unreadable, so that every try at it fails."""
    async with road.engine.begin() as db:
        await db.execute(
            update(inbound_message).where(inbound_message.c.platform_id == platform_id).values(payload={"bad": 1})
        )


async def _try_often(road: Road, clock: Clock) -> None:
    for _ in range(3 * MAX_TRIES):
        with suppress(ValidationError):  # the fault that was made
            await road.take_turn()
        clock.forward(seconds=LONGEST_DELAY_SECONDS)


async def test_poison_is_set_aside_and_the_rest_goes_on(road: Road, clock: Clock) -> None:
    """Counted before each try, set aside after a few; the conversation's other messages are handled."""
    citizen = Citizen(road)
    poison = citizen.message("яд")
    await road.receive([poison])
    clock.forward(seconds=1)
    await road.receive([citizen.message("не вывозят мусор абая 28")])
    await _spoil(road, poison.platform_id)
    await _try_often(road, clock)
    async with road.engine.connect() as db:
        rows = await db.execute(
            select(inbound_message.c.state, inbound_message.c.error).order_by(inbound_message.c.sent_at)
        )
        assert [tuple(row) for row in rows] == [("set_aside", f"failed {MAX_TRIES} times"), ("done", None)]
    assert (await citizen.talk()).review_reason == "set_aside"
    texts = await citizen.reads()
    assert any("инспектор" in text for text in texts)
    assert len(await citizen.appeals()) == 1


async def test_poison_blocks_nobody_else(road: Road, clock: Clock) -> None:
    citizen, other = Citizen(road), Citizen(road, chat_id="2")
    poison = citizen.message("яд")
    await road.receive([poison])
    await _spoil(road, poison.platform_id)
    with pytest.raises(ValidationError):
        await road.take_turn()
    assert len(await other.writes("здравствуйте")) == 1


async def test_a_try_that_never_ends_is_counted(road: Road, clock: Clock) -> None:
    """A worker that dies leaves its count behind."""
    await road.receive([Citizen(road).message("здравствуйте")])
    for expected in range(1, MAX_TRIES + 1):
        async with road.engine.begin() as db:
            claim = await store.claim_next(db, clock())
        assert claim is not None
        assert claim.attempts == expected
        clock.forward(seconds=LONGEST_DELAY_SECONDS)
    await work(road)
    async with road.engine.connect() as db:
        assert await db.scalar(select(inbound_message.c.state)) == "set_aside"


async def test_a_success_clears_the_count(road: Road) -> None:
    citizen = Citizen(road)
    await citizen.writes("здравствуйте")
    async with road.engine.connect() as db:
        row = (await db.execute(select(conversation.c.attempts, conversation.c.settles_at))).one()
    assert tuple(row) == (0, None)


async def test_the_next_try_waits_longer_each_time(road: Road, clock: Clock) -> None:
    """A second, two, four, eight: what fails for a moment is soon well, what fails for ever is soon set aside."""
    await road.receive([Citizen(road).message("здравствуйте")])
    waits = []
    for _ in range(8):
        async with road.engine.begin() as db:
            await store.claim_next(db, clock())
            due = await store.next_settles_at(db)
        assert due is not None
        waits.append((due - clock()).total_seconds())
        clock.at = due
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
