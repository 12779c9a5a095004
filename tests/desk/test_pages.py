"""What the pages show and what their forms do, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import select, update

from desk import texts
from desk.pages.services import search
from desk.texts import BadTexts, DeskLanguage, Words
from intake_core.appeals.states import AppealState
from intake_core.city import City
from intake_core.decisions import Review
from intake_core.messages import ChannelName
from intake_core.outbox.store import OutboundState
from intake_core.queue.items import ItemKind
from intake_core.schema import appeal as appeal_table
from intake_core.schema import staff
from intake_core.staff.account import Fault as AccountFault
from intake_core.staff.audit import Action
from intake_core.staff.roles import Role
from intake_core.staff.sign_in import Denial
from intake_core.understanding.intent import Intent
from tests.desk.citizens import SURE
from tests.desk.site import Desk, Person

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7*7 }} Не горит фонарь, Абая 28'


async def test_an_unsure_appeal_is_put_right(desk: Desk, inspector: Person, city: City) -> None:
    """From the queue to the correction to the reply, by plain forms."""
    appeal = await desk.citizens.is_unsure("a", photo=True)
    await desk.store_photos()
    _, text = await inspector.get("/desk")
    assert f"/desk/appeals/{appeal.id}" in text
    assert "Услуга не ясна" in text
    _, text = await inspector.get(f"/desk/appeals/{appeal.id}")
    assert "/thumbnail" in text
    code = next(iter(city.services))
    executor = next(iter(city.executors))
    fields = {"service": code, "street": "Абая", "house": "30", "executor": executor}
    answer = await inspector.post(f"/desk/appeals/{appeal.id}/correct", fields)
    assert answer.status == 303
    after = await desk.citizens.appeal("a")
    assert (after.service_code, after.place.street, after.place.house) == (code, "Абая", "30")
    assert after.executor_code == executor
    _, text = await inspector.get(f"/desk/appeals/{after.number}")
    assert "Исправлено" in text
    await inspector.post(f"/desk/conversations/{after.conversation_id}/reply", {"text": "Передали мастеру"})
    last = (await desk.citizens.replies("a"))[-1]
    assert (last.text, last.author, last.state) == ("Передали мастеру", "inna", "queued")
    _, text = await inspector.get("/desk")
    assert "Никто не ждёт" in text


async def test_a_refused_form_keeps_what_was_typed(desk: Desk, inspector: Person) -> None:
    """Nothing is typed twice."""
    appeal = await desk.citizens.is_unsure("a")
    answer = await inspector.post(f"/desk/appeals/{appeal.id}/correct", {"street": "Нетакой", "house": "77Б"})
    text = await answer.text()
    assert answer.status == 422
    assert "Такой улицы нет" in text
    assert 'value="77Б"' in text


@pytest.mark.parametrize("page", ["/desk", "/desk/appeals", "/desk/conversations/1", "/desk/appeals/1"])
async def test_citizens_words_stay_words(desk: Desk, inspector: Person, page: str) -> None:
    """Whatever a citizen types is shown, never obeyed."""
    await desk.writes("a", HOSTILE, name="<i>Name</i>")
    await desk.writes("a", "Позовите оператора <b>", name="<i>Name</i>")
    _, text = await inspector.get(page)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "<i>Name" not in text
    if page != "/desk":
        assert "&lt;script&gt;alert(1)" in text
        assert "{{ 7*7 }}" in text


async def test_personal_data_is_masked_for_the_others(desk: Desk) -> None:
    """An operator helps without knowing who it is; an inspector sees."""
    await desk.writes("a", SURE + ", мой телефон +7 701 123 45 67", name="Айгуль Серикова")
    appeal = await desk.citizens.appeal("a")
    for role, sees in ((Role.OPERATOR, False), (Role.SUPERVISOR, False), (Role.INSPECTOR, True)):
        await desk.account(role.value, role)
        async with desk.person() as person:
            await person.sign_in(role.value)
            for page in (f"/desk/appeals/{appeal.id}", f"/desk/conversations/{appeal.conversation_id}"):
                _, text = await person.get(page)
                assert ("123 45 67" in text) == sees, (role, page)
                assert ("Серикова" in text) == sees, (role, page)


async def test_replies_show_how_far_they_got(desk: Desk, inspector: Person) -> None:
    """Nothing is shown as sent that is not, and a failure gives its reason and a way to try again."""
    await desk.writes("a", SURE)
    talk = await desk.citizens.conversation("a")
    assert "ждёт отправки" in (await inspector.get(f"/desk/conversations/{talk}"))[1]
    await desk.citizens.fail_replies("a")
    _, text = await inspector.get(f"/desk/conversations/{talk}")
    assert "the chat is closed" in text
    (reply,) = await desk.citizens.replies("a")
    await inspector.post(f"/desk/outbound/{reply.id}/retry", {})
    assert [row.state for row in await desk.citizens.replies("a")] == ["queued"]


async def test_states_move_by_buttons(desk: Desk, inspector: Person) -> None:
    """And only where they may."""
    await desk.writes("a", SURE)
    appeal = await desk.citizens.appeal("a")
    await inspector.post(f"/desk/appeals/{appeal.id}/state", {"state": "answered", "text": "Готово"})
    assert (await desk.citizens.appeal("a")).state is AppealState.ANSWERED
    answer = await inspector.post(f"/desk/appeals/{appeal.id}/state", {"state": "in_work"})
    assert answer.status == 422
    answer = await inspector.post(f"/desk/appeals/{appeal.id}/state", {"state": "nonsense"})
    assert answer.status == 400


async def test_appeals_are_found(desk: Desk, inspector: Person) -> None:
    """By words, number, state, executor, lateness; without what does not match."""
    await desk.writes("a", SURE)
    appeal = await desk.citizens.appeal("a")
    assert appeal.number is not None
    found = {
        "q=фонарь": True,
        f"q={appeal.number}": True,
        f"q={appeal.number.replace('-', ' ')}": True,
        "q=Абая 28": True,
        "q=%": False,
        "q=слон": False,
        "state=registered": True,
        "state=closed": False,
        f"executor={appeal.executor_code}": True,
        "executor=akim-office": False,
        f"sphere={appeal.sphere}": True,
        "overdue=1": False,
        "page=2": False,
        "page=99999999999999999999&state=x": True,
    }
    for query, expected in found.items():
        status, text = await inspector.get(f"/desk/appeals?{query}")
        assert status == 200
        assert (f'href="/desk/appeals/{appeal.id}"' in text) == expected, query


async def test_overdue_appeals_are_found(desk: Desk, inspector: Person) -> None:
    """And the queue says that there are some."""
    await desk.writes("a", SURE)
    appeal = await desk.citizens.appeal("a")
    async with desk.road.engine.begin() as db:
        await db.execute(update(appeal_table).values(due_at=desk.clock() - timedelta(hours=1)))
    _, text = await inspector.get("/desk/appeals?overdue=1")
    assert f'href="/desk/appeals/{appeal.id}"' in text
    assert "просрочено на 1 ч 0 мин" in text
    assert "/desk/appeals?overdue=1" in (await inspector.get("/desk"))[1]


async def test_services_are_found_by_any_of_their_words(city: City) -> None:
    """In both languages, whatever the case, and by citizens' words where names do not hold them."""
    service = next(iter(city.services.values()))
    for name in (service.name.ru, service.name.kk.upper()):
        assert service.code in [option.code for option in search(city, name)]
    assert search(city, "  ") == []


async def test_staff_are_managed(desk: Desk) -> None:
    """An account's first password is shown once, and never stands in a page again."""
    await desk.account("admin", Role.ADMINISTRATOR)
    async with desk.person() as person:
        await person.sign_in("admin")
        answer = await person.post("/desk/staff/add", {"login": "Oleg", "name": "Олег", "role": "operator"})
        found = re.search(r"<code>([^<]+)</code>", await answer.text())
        assert found is not None
        assert found[1] not in (await person.get("/desk/staff"))[1]
        async with desk.person() as oleg:
            assert (await oleg.sign_in("oleg", found[1])).status == 303
            (row,) = await desk.rows(select(staff.c.id).where(staff.c.login == "oleg"))
            await person.post(f"/desk/staff/{row.id}/change", {"role": "operator", "disabled": "1"})
            assert "Вход для сотрудников" in (await oleg.get("/desk"))[1]
        assert "Новый сотрудник" in (await person.get("/desk/audit"))[1]


@pytest.mark.parametrize("language", list(DeskLanguage))
async def test_every_page_speaks_every_language(desk: Desk, language: DeskLanguage) -> None:
    """The choice is kept, and no page lacks a word."""
    await desk.account("admin", Role.ADMINISTRATOR)
    await desk.writes("a", "Пахнет газом, Абая 28", photo=True)
    await desk.writes("b", "Позовите оператора")
    async with desk.person() as person:
        await person.sign_in("admin")
        await person.post("/desk/language", {"language": language.value, "next": "/desk/digest"})
        title = texts.load()[language].say("queue-title")
        assert title in (await person.get("/desk"))[1]
        for page in ("appeals", "appeals/1", "conversations/1", "conversations/2", "digest", "audit", "staff"):
            status, _ = await person.get(f"/desk/{page}")
            assert status == 200, page


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("reason", Review),
        ("state", AppealState),
        ("channel", ChannelName),
        ("delivery", OutboundState),
        ("item", ItemKind),
        ("role", Role),
        ("deed", Action),
        ("denial", Denial),
        ("fault", AccountFault),
        ("intent", Intent),
    ],
)
def test_every_kind_has_its_word(group: str, values: type) -> None:
    """A new kind without a word would show its English key to an inspector."""
    words = texts.load()[DeskLanguage.RU]
    for value in values:  # type: ignore[attr-defined]
        assert f"{group}-{value.value.replace('_', '-')}" in words.keys, value


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    """At the start, with the language and the key."""
    for language in DeskLanguage:
        (tmp_path / f"{language}.ftl").write_text("queue = x\n" + ("more = y\n" if language == "kk" else ""))
    with pytest.raises(BadTexts, match=r"en\.ftl: the text more is missing"):
        texts.load(tmp_path)
    with pytest.raises(BadTexts, match="no Fluent text"):
        Words(DeskLanguage.RU, "не текст\n")


async def test_errors_are_words(desk: Desk, inspector: Person) -> None:
    """No traceback, no English of a library."""
    for path in (
        "/desk/nothing",
        "/desk/appeals/0",
        "/desk/conversations/xyz",
        "/desk/appeals/99999999999999999999999",
    ):
        status, text = await inspector.get(path)
        assert status == 404, path
        assert "Здесь ничего нет" in text


async def test_without_a_database_the_error_is_still_words(desk: Desk, inspector: Person, database_url: str) -> None:
    """The error page asks the database who looks; when that is away the words alone are left."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("ALTER TABLE staff RENAME TO staff_away")
    try:
        status, text = await inspector.get("/desk")
    finally:
        await connection.execute("ALTER TABLE staff_away RENAME TO staff")
        await connection.close()
    assert status == 500
    assert "Назовите администратору номер" in text
