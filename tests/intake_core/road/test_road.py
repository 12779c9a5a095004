"""The road end to end over PostgreSQL: what a citizen writes, what stands in the tables, what they read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from intake_core.appeals import store as appeals
from intake_core.appeals.numbers import is_valid, numbers_in
from intake_core.appeals.states import AppealState
from intake_core.evidence import store as evidence
from intake_core.messages import Attachment, AttachmentKind, ChannelEvent, ChannelName, Contact, EventKind, Location
from intake_core.road import Road
from tests.citizens import Citizen, publish, work
from tests.conftest import Clock


@pytest.fixture
def citizen(road: Road) -> Citizen:
    return Citizen(road)


async def test_the_digest_answers_and_nobody_is_disturbed(road: Road, citizen: Citizen) -> None:
    """A known outage is told with its end and its reason; no appeal is made."""
    await publish(road)
    [reply] = await citizen.writes("нет горячей воды алтынсарина 110")
    assert "Алтынсарина 110" in reply
    assert "горячая вода" in reply
    assert "Сегодня с 09:00 до 18:00" in reply
    assert "ремонт теплосети" in reply
    assert await citizen.appeals() == []


async def test_the_answer_is_in_the_citizens_language(road: Road, citizen: Citizen) -> None:
    await publish(road)
    [reply] = await citizen.writes("Алтынсарин көшесі 110 үйде ыстық су жоқ")
    assert "ыстық су" in reply
    assert "жылу желісін жөндеу" in reply
    assert "Бүгін сағат 09:00 мен 18:00 аралығында" in reply


async def test_the_neighbour_gets_an_appeal(road: Road, citizen: Citizen) -> None:
    """A house that the notice does not name is somebody's work: number, what, where, who, by when."""
    await publish(road)
    [reply] = await citizen.writes("нет горячей воды алтынсарина 112")
    [appeal] = await citizen.appeals()
    assert appeal.number is not None
    assert is_valid(appeal.number)
    assert appeal.number in reply
    assert "Алтынсарина 112" in reply
    assert road.city.executors["ktek"].name.ru in reply
    assert "завтра 12:00" in reply
    assert (appeal.service_code, appeal.executor_code, appeal.state) == ("heating-001", "ktek", AppealState.REGISTERED)
    assert appeal.due_at == road.clock() + timedelta(hours=24)


async def test_restored_stops_the_answer(road: Road, citizen: Citizen) -> None:
    """Whoever was told of the outage is told that it is over; the same complaint then becomes an appeal."""
    await publish(road)
    await citizen.writes("нет горячей воды алтынсарина 110")
    assert await road.restore("n1", "inspector")
    [told] = await citizen.reads()
    assert "снова есть" in told
    [reply] = await citizen.writes("горячей воды всё равно нет, алтынсарина 110")
    assert numbers_in(reply)


async def test_a_restoration_is_told_once(road: Road, citizen: Citizen) -> None:
    await publish(road)
    await citizen.writes("нет горячей воды алтынсарина 110")
    await publish(road, id="n2", status="restored", starts_at=None, ends_at=road.clock().isoformat())
    assert len(await citizen.reads()) == 1
    assert not await road.restore("n2", "inspector")
    assert await citizen.reads() == []


async def test_a_missing_address_is_asked_once(road: Road, citizen: Citizen) -> None:
    """One short question; the answer completes the same appeal."""
    [question] = await citizen.writes("в подъезде не горит лампочка")
    assert question.endswith("Напишите улицу и дом.")
    [draft] = await citizen.appeals()
    assert (draft.state, draft.number) == (AppealState.DRAFT, None)
    [reply] = await citizen.writes("абая 28")
    [appeal] = await citizen.appeals()
    assert appeal.id == draft.id
    assert (appeal.place.street, appeal.place.house) == ("Абая", "28")
    assert appeal.number is not None
    assert appeal.number in reply


async def test_still_no_address_goes_to_the_inspector(citizen: Citizen) -> None:
    """Nobody is refused: it is registered as it is, and a person sees to it."""
    await citizen.writes("в подъезде не горит лампочка")
    [reply] = await citizen.writes("не знаю, где-то у нас во дворе")
    [appeal] = await citizen.appeals()
    assert appeal.state is AppealState.REGISTERED
    assert appeal.review_reason == "no_address"
    assert numbers_in(reply) == [appeal.number]


async def test_an_unanswered_question_goes_to_the_inspector(road: Road, citizen: Citizen, clock: Clock) -> None:
    await citizen.writes("в подъезде не горит лампочка")
    clock.forward(minutes=31)
    assert await road.give_up_questions() == 1
    [reply] = await citizen.reads()
    [appeal] = await citizen.appeals()
    assert numbers_in(reply) == [appeal.number]
    assert appeal.review_reason == "no_answer"
    assert await road.give_up_questions() == 0


async def test_the_digest_answers_after_the_address_too(road: Road, citizen: Citizen) -> None:
    """What was asked for an address may be known: the draft is settled without a number."""
    await publish(road)
    await citizen.writes("нет горячей воды")
    [reply] = await citizen.writes("алтынсарина 114")
    assert "18:00" in reply
    [draft] = await citizen.appeals()
    assert (draft.state, draft.number) == (AppealState.ANSWERED, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("пахнет газом в подъезде, абая 28", "104"),
        ("пожар! горит квартира на гоголя 67", "101"),
        ("үйде газ иісі шығып тұр", "104"),
        ("застряли в лифте, абая 28", "112"),
    ],
)
async def test_danger_gets_the_number_first(citizen: Citizen, text: str, number: str) -> None:
    """The number to call stands in the first line; an appeal and an alarm stand at the desk."""
    [reply] = await citizen.writes(text)
    assert number in reply.splitlines()[0]
    [appeal] = await citizen.appeals()
    assert appeal.number is not None
    assert (appeal.emergency, appeal.criticality) == (number, "danger")
    assert appeal.review_reason == "emergency"
    assert (await citizen.talk()).review_reason == "emergency"


async def test_danger_asks_the_place_after(citizen: Citizen) -> None:
    [reply] = await citizen.writes("сильно пахнет газом!")
    assert "Напишите улицу и дом" in reply
    [after] = await citizen.writes("гоголя 67")
    [appeal] = await citizen.appeals()
    assert (appeal.place.street, appeal.place.house) == ("Гоголя", "67")
    assert "Гоголя 67" in after


async def test_status_gives_it_back(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    [appeal] = await citizen.appeals()
    [reply] = await citizen.writes("статус")
    assert str(appeal.number) in reply
    assert "Абая 28" in reply
    [by_number] = await citizen.writes(f"что с {appeal.number}?")
    assert str(appeal.number) in by_number


async def test_nobody_learns_of_anothers_appeal(road: Road, citizen: Citizen) -> None:
    """Not by its number, not by asking for all, not by cancelling."""
    await citizen.writes("не вывозят мусор абая 28")
    [appeal] = await citizen.appeals()
    other = Citizen(road, chat_id="2")
    for text in (f"что с {appeal.number}?", "статус", f"отмените {appeal.number}", "отмените заявку"):
        [reply] = await other.writes(text)
        assert "Абая" not in reply
        assert str(appeal.number) not in reply
    [kept] = await citizen.appeals()
    assert kept.state is AppealState.REGISTERED


async def test_cancel_withdraws(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    [reply] = await citizen.writes("отмените заявку, уже вывезли")
    [appeal] = await citizen.appeals()
    assert appeal.state is AppealState.WITHDRAWN
    assert str(appeal.number) in reply
    [again] = await citizen.writes("отмените заявку")
    assert "нет" in again


async def test_cancel_of_several_asks_which(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    await citizen.writes("яма на дороге гоголя 67")
    [question] = await citizen.writes("отмените заявку")
    assert "Какую" in question
    newest, oldest = await citizen.appeals()
    await citizen.presses(f"cancel:{oldest.number}")
    newest, oldest = await citizen.appeals()
    assert (newest.state, oldest.state) == (AppealState.REGISTERED, AppealState.WITHDRAWN)


async def test_the_same_complaint_makes_no_second_appeal(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    [reply] = await citizen.writes("не вывозят мусор абая 28")
    assert len(await citizen.appeals()) == 1
    assert "уже у нас" in reply


async def test_exact_time(citizen: Citizen) -> None:
    """A question the centre gets every day, answered with the city's own time."""
    [reply] = await citizen.writes("который час")
    assert re.search(r"12:00", reply)
    assert await citizen.appeals() == []


async def test_card_transfer_belongs_to_the_bank(citizen: Citizen) -> None:
    [reply] = await citizen.writes("перевела деньги с карты не тому, верните")
    assert "банк" in reply
    assert await citizen.appeals() == []


@pytest.mark.parametrize("text", ["здравствуйте", "сәлеметсіз бе", "спасибо большое", "рахмет"])
async def test_small_talk_is_answered_warmly(citizen: Citizen, text: str) -> None:
    assert len(await citizen.writes(text)) == 1
    assert await citizen.appeals() == []


async def test_a_person_on_request(citizen: Citizen) -> None:
    await citizen.writes("позовите оператора")
    assert (await citizen.talk()).review_reason == "operator"


async def test_photo_first_words_later_are_one_appeal(road: Road, citizen: Citizen) -> None:
    """The picture is often the message: it waits for its words and is never refused."""
    [question] = await citizen.sends_photo()
    assert "Что случилось" in question
    await citizen.writes("не вывозят мусор абая 28")
    [appeal] = await citizen.appeals()
    assert await _evidence_count(road, appeal.id) == 1


async def test_photos_after_the_words_belong_to_the_appeal(road: Road, citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    [reply] = await citizen.sends_photo(ref="photo-2")
    [appeal] = await citizen.appeals()
    assert str(appeal.number) in reply
    assert await _evidence_count(road, appeal.id) == 1


async def test_an_album_is_one_turn(road: Road, citizen: Citizen) -> None:
    """Three updates, the caption on the second: one appeal, three photos, one reply."""
    parts = [
        citizen.message(
            "по абая 28 мусор не вывозят неделю" if part == 1 else "",
            album_id="a1",
            attachments=(_photo(f"p{part}"),),
        )
        for part in range(3)
    ]
    for part in parts:
        await road.receive([part])
    await work(road)
    assert len(await citizen.reads()) == 1
    [appeal] = await citizen.appeals()
    assert await _evidence_count(road, appeal.id) == 3


async def test_an_edit_corrects_the_appeal(citizen: Citizen) -> None:
    first = citizen.message("не вывозят мусор абая 28")
    await citizen.road.receive([first])
    await work(citizen.road)
    await citizen.reads()
    [reply] = await citizen.writes("не вывозят мусор абая 30", edits=first.platform_id)
    [appeal] = await citizen.appeals()
    assert appeal.place.house == "30"
    assert "Абая 30" in reply


async def test_an_edit_before_the_turn_replaces_the_words(road: Road, citizen: Citizen) -> None:
    first = citizen.message("не вывозят мусор абая 28")
    await road.receive([first])
    await citizen.writes("не вывозят мусор абая 30", edits=first.platform_id)
    [appeal] = await citizen.appeals()
    assert appeal.place.house == "30"
    assert "28" not in appeal.description


async def test_a_burst_of_lines_is_one_turn(road: Road, citizen: Citizen) -> None:
    for line in ("здравствуйте", "у нас мусор не вывозят", "абая 28"):
        await road.receive([citizen.message(line)])
    await work(road)
    assert len(await citizen.reads()) == 1
    assert len(await citizen.appeals()) == 1


@pytest.mark.parametrize("after", ["статус", "спасибо", "здравствуйте", "который час"])
async def test_a_complaint_beside_a_question_is_a_complaint(road: Road, citizen: Citizen, after: str) -> None:
    """Whatever else is said in the same breath, what is wrong becomes an appeal."""
    for line in ("не вывозят мусор абая 28", after):
        await road.receive([citizen.message(line)])
    await work(road)
    [appeal] = await citizen.appeals()
    assert appeal.state is AppealState.REGISTERED


async def test_lines_are_read_in_the_order_they_were_sent(road: Road, citizen: Citizen, clock: Clock) -> None:
    """The platform's clock counts, not the order of arrival."""
    later = citizen.message("абая 28", sent_at=clock() + timedelta(seconds=5))
    earlier = citizen.message("у нас мусор не вывозят")
    await road.receive([later])
    await road.receive([earlier])
    await work(road)
    [appeal] = await citizen.appeals()
    assert appeal.description == "у нас мусор не вывозят\nабая 28"


async def test_a_repeated_delivery_changes_nothing(road: Road, citizen: Citizen) -> None:
    message = citizen.message("не вывозят мусор абая 28")
    for _ in range(3):
        await road.receive([message])
        await work(road)
    assert len(await citizen.reads()) == 1
    assert len(await citizen.appeals()) == 1


async def test_a_pin_completes_the_place(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор")
    [reply] = await citizen.writes(location=Location(lat=53.2144, lon=63.6246))
    [appeal] = await citizen.appeals()
    assert appeal.place.point == Location(lat=53.2144, lon=63.6246)
    assert numbers_in(reply) == [appeal.number]


async def test_an_own_phone_is_kept(citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    await citizen.writes(contact=Contact(phone="+77051112233", own=True))
    assert (await citizen.talk()).phone == "+77051112233"
    await citizen.writes(contact=Contact(phone="+77770001122", own=False))
    assert (await citizen.talk()).phone == "+77051112233"


async def test_outside_the_city_is_redirected(citizen: Citizen) -> None:
    [reply] = await citizen.writes("в Рудном на улице яма на дороге")
    assert "Рудного" in reply
    assert await citizen.appeals() == []


@pytest.mark.parametrize(
    "text",
    ["", "😀😀😀", "\u202eעברית\u202c", "<script>alert(1)</script>", "а" * 20_000, "\ufffd\ufffd", "109", "?"],
)
async def test_strange_texts_are_answered(citizen: Citizen, text: str) -> None:
    """Nothing is lost and nobody is left without an answer."""
    assert len(await citizen.writes(text)) == 1


async def test_a_block_marks_the_conversation_and_appeals_go_on(road: Road, citizen: Citizen) -> None:
    await citizen.writes("не вывозят мусор абая 28")
    blocked = ChannelEvent(channel=ChannelName.TELEGRAM, kind=EventKind.BLOCKED, chat_id=citizen.chat_id)
    await road.receive([], [blocked])
    [appeal] = await citizen.appeals()
    assert appeal.state is AppealState.REGISTERED


async def test_history_tells_every_change(road: Road, citizen: Citizen) -> None:
    await citizen.writes("в подъезде не горит лампочка")
    await citizen.writes("абая 28")
    await citizen.writes("отмените заявку")
    [appeal] = await citizen.appeals()
    async with road.engine.connect() as db:
        events = await appeals.history(db, appeal.id)
    assert [event.kind for event in events] == ["created", "changed", "registered", "changed"]
    assert events[-1].changes["state"] == ("registered", "withdrawn")
    assert {event.actor for event in events} == {"citizen", "service"}
    assert all(event.at.astimezone(UTC) <= datetime(2026, 11, 24, 7, tzinfo=UTC) for event in events)


def _photo(ref: str) -> Attachment:
    return Attachment(kind=AttachmentKind.PHOTO, ref=ref)


async def _evidence_count(road: Road, appeal_id: int) -> int:
    async with road.engine.connect() as db:
        return len(await evidence.of_appeal(db, appeal_id))


async def test_a_draft_outlives_what_is_asked_beside_it(road: Road, citizen: Citizen, clock: Clock) -> None:
    """ "Статус" and a call for a person in the middle of our question do not lose what was begun."""
    await citizen.writes("фонарь не горит")
    await citizen.writes("статус")
    await citizen.writes("позовите оператора")
    clock.forward(minutes=31)
    await road.give_up_questions()
    [appeal] = await citizen.appeals()
    assert (appeal.state, appeal.service_code) == (AppealState.REGISTERED, "lighting-001")


async def test_the_house_is_asked_where_it_matters(citizen: Citizen) -> None:
    [where] = await citizen.writes("нет воды")
    [which] = await citizen.writes("Абая")
    [done] = await citizen.writes("28")
    assert ("улицу и дом" in where, "какой дом" in which, "Абая 28" in done) == (True, True, True)


async def test_danger_leaves_the_other_matter_registered(citizen: Citizen) -> None:
    """A fire while we ask where the water is off: two appeals, the fire's number first."""
    await citizen.writes("нет воды")
    [reply] = await citizen.writes("горит соседний балкон!!")
    assert "101" in reply.splitlines()[0]
    found = {(a.service_code, a.state) for a in await citizen.appeals()}
    assert found == {
        ("civil_defence-001", AppealState.REGISTERED),
        ("water_sewerage-002", AppealState.REGISTERED),
    }


async def test_until_when_is_about_what_was_told(road: Road, citizen: Citizen) -> None:
    await publish(road)
    [told] = await citizen.writes("нет горячей воды алтынсарина 110")
    [again] = await citizen.writes("до скольки?")
    assert again == told
    assert await citizen.appeals() == []


async def test_a_pin_in_answer_to_danger_is_thanked_for_in_words(citizen: Citizen) -> None:
    await citizen.writes("люк открыт на тротуаре")
    [reply] = await citizen.writes(location=Location(lat=53.21, lon=63.62))
    assert reply.endswith("точка на карте.")


async def test_kazakh_between_street_and_flat_is_answered_in_kazakh(citizen: Citizen) -> None:
    """The whole message may lie between the parts of its address."""
    [reply] = await citizen.writes("Абай 28 үйде ыстық су жоқ 5 пәтер")
    assert reply.startswith("Қабылдадық")


async def test_a_street_after_its_district_is_the_districts_own(citizen: Citizen) -> None:
    await citizen.writes("ж/м амангельды нет воды")
    await citizen.writes("Абая 7")
    [appeal] = await citizen.appeals()
    assert (appeal.place.street, appeal.place.house) == ("Абая (ж.м. Амангельды)", "7")
