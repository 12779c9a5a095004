"""What waits for a person, and in which order."""

from __future__ import annotations

from sqlalchemy import update

from intake_core.appeals import store as appeals
from intake_core.decisions import Review
from intake_core.inspecting.alarms import dismiss_appeal, dismiss_conversation
from intake_core.queue import store as queue
from intake_core.queue.items import ItemKind, QueueItem
from intake_core.road import Road
from intake_core.schema import inbound_message
from tests.conftest import Clock
from tests.desk.citizens import GAS, OPERATOR, SURE, Citizens


async def waiting(road: Road) -> list[QueueItem]:
    """The queue as it is."""
    async with road.engine.connect() as db:
        items = await queue.waiting(db)
        counts = await queue.counts(db)
    assert counts.total == len(items)
    assert counts.emergencies == sum(item.emergency for item in items)
    return items


async def test_what_went_well_waits_for_nobody(road: Road, citizens: Citizens) -> None:
    """A sure appeal is the executor's business."""
    await citizens.writes("a", SURE)
    assert (await citizens.appeal("a")).number
    assert await waiting(road) == []


async def test_emergencies_first_then_who_waits_longest(road: Road, citizens: Citizens, clock: Clock) -> None:
    """The one who asked first is not answered last."""
    await citizens.is_unsure("a")
    clock.forward(minutes=1)
    await citizens.writes("b", OPERATOR)
    clock.forward(minutes=1)
    await citizens.writes("c", GAS)
    items = await waiting(road)
    assert [(item.kind, item.reason, item.emergency) for item in items] == [
        (ItemKind.APPEAL, Review.EMERGENCY, True),
        (ItemKind.APPEAL, Review.UNSURE_SERVICE, False),
        (ItemKind.CONVERSATION, Review.OPERATOR, False),
    ]
    assert items[0].headline == GAS
    assert items[2].headline == OPERATOR


async def test_one_cause_is_one_line(road: Road, citizens: Citizens) -> None:
    """An emergency calls to its appeal and its conversation; seen at the appeal, neither calls."""
    await citizens.writes("a", GAS)
    (item,) = await waiting(road)
    assert item.appeal_id is not None
    await dismiss_appeal(road, item.appeal_id, "inna")
    assert await waiting(road) == []


async def test_undelivered_replies_wait(road: Road, citizens: Citizens) -> None:
    """Also those whose failure came in a receipt and called nobody; one line a conversation, gone when seen."""
    await citizens.writes("a", SURE)
    await citizens.writes("a", "спасибо")
    await citizens.fail_replies("a")
    await citizens.writes("b", SURE)
    await citizens.fail_replies("b", "held")
    items = await waiting(road)
    assert [(item.kind, item.reason) for item in items] == [
        (ItemKind.UNDELIVERED, Review.NOT_DELIVERED),
        (ItemKind.UNDELIVERED, Review.WINDOW_CLOSED),
    ]
    for item in items:
        await dismiss_conversation(road, item.conversation_id, "inna")
    assert await waiting(road) == []


async def test_set_aside_messages_wait(road: Road, citizens: Citizens) -> None:
    """Until a person has read them."""
    await citizens.writes("a", "странное")
    async with road.engine.begin() as db:
        await db.execute(update(inbound_message).values(state="set_aside", error="failed 4 times"))
    kinds = [item.kind for item in await waiting(road)]
    assert ItemKind.SET_ASIDE in kinds
    await dismiss_conversation(road, await citizens.conversation("a"), "inna")
    assert await waiting(road) == []


async def test_lost_evidence_is_a_kind(road: Road, citizens: Citizens) -> None:
    """The fetcher calls to the appeal."""
    await citizens.writes("a", SURE, photo=True)
    async with road.engine.begin() as db:
        await appeals.call_person(db, (await citizens.appeal("a")).id, Review.EVIDENCE_LOST, road.clock())
    assert [item.kind for item in await waiting(road)] == [ItemKind.EVIDENCE]


async def test_one_kind_can_be_asked_for(road: Road, citizens: Citizens) -> None:
    """The desk's filters."""
    await citizens.is_unsure("a")
    await citizens.writes("b", OPERATOR)
    async with road.engine.connect() as db:
        assert [item.kind for item in await queue.waiting(db, [ItemKind.CONVERSATION])] == [ItemKind.CONVERSATION]


async def test_overdue(road: Road, citizens: Citizens, clock: Clock) -> None:
    """Only what somebody still has to do can be overdue."""
    await citizens.writes("a", SURE)
    async with road.engine.connect() as db:
        assert await queue.overdue(db, clock()) == 0
        clock.forward(days=60)
        assert await queue.overdue(db, clock()) == 1
