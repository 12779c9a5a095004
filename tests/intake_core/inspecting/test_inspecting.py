"""A person's deeds: what each changes, writes down, sends and refuses."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from intake_core.appeals import store as appeals
from intake_core.appeals.place import Place
from intake_core.appeals.states import AppealState
from intake_core.bell import DESK, OUTBOX, Bell, chat_topic
from intake_core.city import City
from intake_core.conversations import store as conversations
from intake_core.digest.notices import Notice, NoticePlace, NoticeStatus, Utility
from intake_core.inspecting.alarms import dismiss_appeal, dismiss_conversation
from intake_core.inspecting.corrections import Correction, correct, routed_to
from intake_core.inspecting.faults import Fault, NotThere, Refused
from intake_core.inspecting.moves import moves_of, set_state
from intake_core.inspecting.replies import reply, retry_failed, retry_set_aside
from intake_core.inspecting.restorations import restore
from intake_core.learning import store as learning
from intake_core.messages import ChannelName, Purpose
from intake_core.road import Road
from intake_core.schema import audit, inbound_message
from tests.conftest import Clock
from tests.desk.citizens import GAS, OPERATOR, SURE, Citizens

BY = "inna"


async def deeds(citizens: Citizens) -> list[str]:
    """What the audit says, in order."""
    return [row.action for row in await citizens.rows(select(audit).order_by(audit.c.id))]


def danger(city: City) -> str:
    """A service that cannot wait, by its code."""
    return next(code for code, service in city.services.items() if service.criticality == "danger")


# -- correcting -----------------------------------------------------------------------------------------------------


async def test_a_correction_routes_anew(road: Road, city: City, citizens: Citizens, clock: Clock) -> None:
    """Executor, urgency and due time follow the service, counted from registration; nobody is called any more."""
    before = await citizens.is_unsure("a")
    clock.forward(hours=1)
    code = danger(city)
    after = await correct(road, before.id, Correction(service_code=code, place=before.place), BY)
    assert after.service_code == code
    assert after.criticality == "danger"
    assert after.executor_code == routed_to(city, after)
    assert after.due_at is not None
    assert before.registered_at is not None
    period = city.services[code].due.clock
    assert period is not None
    assert after.due_at - before.registered_at == period
    assert after.review_reason is None
    assert await deeds(citizens) == ["appeal_corrected"]


async def test_history_keeps_what_was(road: Road, city: City, citizens: Citizens) -> None:
    """Every correction is an example to learn from: before and after, and by whom."""
    before = await citizens.is_unsure("a")
    place = Place(street="Майлина", house="24")
    await correct(road, before.id, Correction(service_code=danger(city), place=place), BY)
    async with road.engine.connect() as db:
        event = (await appeals.history(db, before.id))[-1]
    assert event.actor == BY
    assert event.changes["service_code"] == (before.service_code, danger(city))
    assert event.changes["street"] == (before.place.street, "Майлина")


async def test_a_correction_is_kept_as_an_example(road: Road, city: City, citizens: Citizens) -> None:
    """The citizen's words, without who and where, and what they meant; said anew, it replaces what was said."""
    before = await citizens.is_unsure("a")
    for code in (danger(city), "waste-001"):
        await correct(road, before.id, Correction(service_code=code, place=before.place), BY)
        async with road.engine.connect() as db:
            (example,) = await learning.examples(db)
        assert example.service == code
        assert example.text
        assert before.place.street is not None
        assert before.place.street not in example.text


async def test_what_is_taken_back_is_no_example(road: Road, city: City, citizens: Citizens) -> None:
    before = await citizens.is_unsure("a")
    await correct(road, before.id, Correction(service_code=danger(city), place=before.place), BY)
    await correct(road, before.id, Correction(service_code=None, place=before.place), BY)
    async with road.engine.connect() as db:
        assert await learning.examples(db) == []


async def test_an_example_tells_no_phone(road: Road, city: City, citizens: Citizens) -> None:
    """Models are made of examples, and files of models travel."""
    await citizens.writes("a", "яма во дворе по улице Абая 30, перезвоните 8 701 123 45 67")
    appeal = await citizens.appeal("a")
    await correct(road, appeal.id, Correction(service_code=danger(city), place=appeal.place), BY)
    async with road.engine.connect() as db:
        (example,) = await learning.examples(db)
    assert "701" not in example.text
    assert "яма" in example.text


async def test_a_chosen_executor_stands(road: Road, city: City, citizens: Citizens) -> None:
    """The inspector knows better than the table."""
    appeal = await citizens.is_unsure("a")
    other = next(code for code in city.executors if code != appeal.executor_code)
    correction = Correction(service_code=danger(city), place=appeal.place, executor_code=other)
    assert (await correct(road, appeal.id, correction, BY)).executor_code == other


async def test_a_new_address_moves_no_due_time(road: Road, citizens: Citizens, clock: Clock) -> None:
    """The citizen's waiting began when they wrote."""
    await citizens.writes("a", SURE)
    before = await citizens.appeal("a")
    clock.forward(hours=5)
    place = Place(street="Абая", house="30")
    after = await correct(road, before.id, Correction(service_code=before.service_code, place=place), BY)
    assert after.due_at == before.due_at


@pytest.mark.parametrize(
    ("correction", "fault"),
    [
        pytest.param(Correction(service_code="x", place=Place()), Fault.UNKNOWN_SERVICE, id="service"),
        pytest.param(
            Correction(service_code=None, place=Place(), executor_code="x"), Fault.UNKNOWN_EXECUTOR, id="executor"
        ),
        pytest.param(Correction(service_code=None, place=Place(street="x")), Fault.UNKNOWN_STREET, id="street"),
        pytest.param(
            Correction(service_code=None, place=Place(microdistrict="x")), Fault.UNKNOWN_DISTRICT, id="district"
        ),
    ],
)
async def test_what_the_city_does_not_have(
    road: Road, citizens: Citizens, correction: Correction, fault: Fault
) -> None:
    """Is refused, and nothing changes."""
    before = await citizens.is_unsure("a")
    with pytest.raises(Refused) as refused:
        await correct(road, before.id, correction, BY)
    assert refused.value.fault is fault
    assert await citizens.appeal("a") == before


async def test_a_draft_is_left_to_its_citizen(road: Road, citizens: Citizens) -> None:
    """The answer that is awaited would overwrite the correction."""
    await citizens.writes("a", "не горит фонарь")
    draft = await citizens.appeal("a")
    assert draft.state is AppealState.DRAFT
    with pytest.raises(Refused) as refused:
        await correct(road, draft.id, Correction(service_code=None, place=Place()), BY)
    assert refused.value.fault is Fault.STILL_ASKED
    assert moves_of(draft) == ()


async def test_what_is_not_there(road: Road) -> None:
    """Old links and invented ids."""
    with pytest.raises(NotThere):
        await correct(road, 99, Correction(service_code=None, place=Place()), BY)
    with pytest.raises(NotThere):
        await dismiss_appeal(road, 99, BY)
    with pytest.raises(NotThere):
        await dismiss_conversation(road, 99, BY)
    with pytest.raises(NotThere):
        await reply(road, 99, "?", BY)
    with pytest.raises(NotThere):
        await set_state(road, 99, AppealState.CLOSED, BY)
    with pytest.raises(NotThere):
        await retry_failed(road, 99, BY)
    with pytest.raises(NotThere):
        await retry_set_aside(road, 99, BY)
    with pytest.raises(NotThere):
        await restore(road, "n9", BY)


# -- replying ----------------------------------------------------------------------------------------------------------


async def test_a_reply_is_queued_and_rings(road: Road, bell: Bell, citizens: Citizens) -> None:
    """In the citizen's chat, under the author's name; the conversation leaves the queue."""
    await citizens.writes("a", OPERATOR)
    talk = await citizens.conversation("a")
    with (
        bell.listening(OUTBOX) as outbox,
        bell.listening(DESK) as desk,
        bell.listening(chat_topic(ChannelName.TELEGRAM, "a")) as chat,
    ):
        await reply(road, talk, "  Здравствуйте!\r\nСлушаю вас.  ", BY)
        assert all(event.is_set() for event in (outbox, desk, chat))
    last = (await citizens.replies("a"))[-1]
    assert (last.text, last.author, last.purpose, last.state) == (
        "Здравствуйте!\nСлушаю вас.",
        BY,
        Purpose.STAFF_REPLY,
        "queued",
    )
    async with road.engine.connect() as db:
        assert (await conversations.load(db, talk)).review_reason is None
    assert await deeds(citizens) == ["replied"]


@pytest.mark.parametrize(("text", "fault"), [("  \n ", Fault.NO_TEXT), ("я" * 3001, Fault.LONG_TEXT)])
async def test_replies_that_cannot_go(road: Road, citizens: Citizens, text: str, fault: Fault) -> None:
    """Nothing empty, nothing that a channel would cut."""
    await citizens.writes("a", OPERATOR)
    with pytest.raises(Refused) as refused:
        await reply(road, await citizens.conversation("a"), text, BY)
    assert refused.value.fault is fault


async def test_replies_keep_their_order(road: Road, citizens: Citizens) -> None:
    """Two people answer at once: the rows stand in the order of their commits."""
    await citizens.writes("a", OPERATOR)
    talk = await citizens.conversation("a")
    made = await asyncio.gather(*(reply(road, talk, f"ответ {n}", BY) for n in range(8)))
    stored = [row.id for row in await citizens.replies("a") if row.author]
    assert sorted(made) == stored


async def test_failed_replies_go_again(road: Road, citizens: Citizens) -> None:
    """Once: what is queued cannot be queued again."""
    await citizens.writes("a", SURE)
    await citizens.fail_replies("a")
    (failed,) = await citizens.replies("a")
    await retry_failed(road, failed.id, BY)
    (again,) = await citizens.replies("a")
    assert (again.state, again.attempts, again.error) == ("queued", 0, None)
    with pytest.raises(NotThere):
        await retry_failed(road, failed.id, BY)


async def test_a_set_aside_message_is_taken_again(road: Road, citizens: Citizens) -> None:
    """The fault is mended: the message becomes an appeal after all."""
    await citizens.writes("a", "спасибо")
    async with road.engine.begin() as db:
        await db.execute(update(inbound_message).values(state="set_aside", error="failed", payload={"text": "broken"}))
    (row,) = await citizens.rows(select(inbound_message.c.id))
    talk = await retry_set_aside(road, row.id, BY)
    assert talk == await citizens.conversation("a")
    (row,) = await citizens.rows(select(inbound_message))
    assert (row.state, row.error) == ("pending", None)


# -- moving -----------------------------------------------------------------------------------------------------------


async def test_an_answer_reaches_the_citizen(road: Road, citizens: Citizens) -> None:
    """With the appeal's number, for they may have several."""
    await citizens.writes("a", SURE)
    appeal = await citizens.appeal("a")
    await set_state(road, appeal.id, AppealState.IN_WORK, BY)
    after = await set_state(road, appeal.id, AppealState.ANSWERED, BY, "Лампу заменили")
    assert after.state is AppealState.ANSWERED
    last = (await citizens.replies("a"))[-1]
    assert last.text == f"№ {appeal.number}\nЛампу заменили"
    assert last.purpose == Purpose.CASE_UPDATE
    assert await deeds(citizens) == ["appeal_moved", "appeal_moved"]


async def test_an_answer_needs_words(road: Road, citizens: Citizens) -> None:
    """Closing does not: the citizen may have been called."""
    await citizens.writes("a", SURE)
    appeal = await citizens.appeal("a")
    with pytest.raises(Refused):
        await set_state(road, appeal.id, AppealState.ANSWERED, BY)
    replies = len(await citizens.replies("a"))
    assert (await set_state(road, appeal.id, AppealState.CLOSED, BY)).state is AppealState.CLOSED
    assert len(await citizens.replies("a")) == replies


async def test_only_moves_that_follow(road: Road, citizens: Citizens) -> None:
    """What is closed is reopened before it is worked at."""
    await citizens.writes("a", SURE)
    appeal = await set_state(road, (await citizens.appeal("a")).id, AppealState.CLOSED, BY)
    assert moves_of(appeal) == (AppealState.REOPENED,)
    with pytest.raises(Refused) as refused:
        await set_state(road, appeal.id, AppealState.IN_WORK, BY, "Работаем")
    assert refused.value.fault is Fault.WRONG_MOVE
    assert (await set_state(road, appeal.id, AppealState.REOPENED, BY)).state is AppealState.REOPENED


async def test_an_alarm_stays_while_another_appeal_calls(road: Road, citizens: Citizens) -> None:
    """Seeing to one of two emergencies of a citizen does not silence the other."""
    await citizens.writes("a", GAS)
    first = await citizens.appeal("a")
    await citizens.writes("a", "Искрит провод на столбе, Абая 30")
    second = await citizens.appeal("a")
    assert first.id != second.id
    await dismiss_appeal(road, first.id, BY)
    talk = await citizens.conversation("a")
    async with road.engine.connect() as db:
        assert (await conversations.load(db, talk)).review_reason is not None
    await dismiss_appeal(road, second.id, BY)
    async with road.engine.connect() as db:
        assert (await conversations.load(db, talk)).review_reason is None


# -- the digest -------------------------------------------------------------------------------------------------------


async def test_a_restoration_tells_who_was_answered(road: Road, citizens: Citizens, clock: Clock) -> None:
    """In one press, once, and the number is shown."""
    notice = Notice(
        id="n1",
        utility=Utility.COLD_WATER,
        status=NoticeStatus.EMERGENCY,
        places=(NoticePlace(street="Абая", houses=("20-40",)),),
        published_at=clock(),
    )
    await road.publish([notice], BY)
    await citizens.writes("a", "нет холодной воды Абая 28")
    before = len(await citizens.replies("a"))
    assert await restore(road, "n1", BY) == 1
    assert len(await citizens.replies("a")) == before + 1
    with pytest.raises(NotThere):
        await restore(road, "n1", BY)
