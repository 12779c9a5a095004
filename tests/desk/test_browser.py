"""The desk in a real browser: with JavaScript, with the keyboard alone, and live."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from intake_core.staff.roles import Role
from tests.browser import launch
from tests.desk.citizens import GAS, OPERATOR, Citizens
from tests.desk.site import PASSWORD, Desk


@pytest.fixture
async def page(desk: Desk) -> AsyncIterator[Page]:
    """A tab in which nothing may go wrong unseen."""
    faults: list[str] = []
    async with launch() as browser:
        page = await browser.new_page(locale="ru-RU")
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        yield page
    assert faults == []


async def sign_in(page: Page, desk: Desk, login: str = "inna") -> None:
    """By the keyboard: the login has the focus."""
    await page.goto(str(desk.base.with_path("/desk")))
    await page.keyboard.type(login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")


async def test_the_inspectors_day(desk: Desk, page: Page) -> None:
    """First sign-in, forced password, an unsure appeal with a photo, its correction, a reply in the outbox."""
    await desk.account("inna", Role.INSPECTOR, must_change=True)
    appeal = await desk.citizens.is_unsure("a", photo=True)
    await desk.store_photos()
    await page.goto(str(desk.base.with_path("/desk")))
    await page.fill("#login", "inna")
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Войти").click()
    await page.fill("#old", PASSWORD)
    await page.fill("#new", "a phrase of my own")
    await page.fill("#again", "a phrase of my own")
    await page.get_by_role("button", name="Сохранить пароль").click()
    await expect(page.get_by_role("status")).to_contain_text("Пароль сменён")
    await page.get_by_text("Услуга не ясна").click()

    await page.locator("a.view").click()
    await expect(page.locator("#viewer-image")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.fill("#find", "фонарь")
    choice = page.locator("#found input[type=radio]").first
    await choice.check()
    code = await choice.input_value()
    await page.fill("#street", "Абая")
    await page.fill("#house", "31")
    await page.select_option("#executor", index=3)
    executor = await page.locator("#executor").input_value()
    await page.locator(".correct button.main").click()
    await expect(page.get_by_role("status")).to_contain_text("Исправлено")
    after = await desk.citizens.appeal("a")
    assert (after.service_code, after.executor_code, after.place.house) == (code, executor, "31")

    await page.get_by_role("link", name="Вся переписка").click()
    await page.fill("#reply", "Мастер будет до вечера")
    await page.get_by_role("button", name="Отправить").click()
    await expect(page.locator(".line.out.staff .said")).to_have_text("Мастер будет до вечера")
    row = (await desk.citizens.replies("a"))[-1]
    assert (row.text, row.state, row.conversation_id) == (
        "Мастер будет до вечера",
        "queued",
        appeal.conversation_id,
    )


async def test_without_a_mouse(desk: Desk, page: Page) -> None:
    """Move, open, reply and come back by keys; the help says which."""
    await desk.account("inna", Role.INSPECTOR)
    await desk.writes("a", OPERATOR)
    await desk.writes("b", "Позовите оператора, пожалуйста")
    await sign_in(page, desk)
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/conversations/*")
    await page.keyboard.press("r")
    await page.keyboard.type("Слушаю вас")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".line.out.staff .said")).to_have_text("Слушаю вас")
    assert (await desk.citizens.replies("a"))[-1].author == "inna"
    await page.locator("body").press("g")
    await page.keyboard.press("q")
    await page.wait_for_url("**/desk")
    await page.keyboard.press("/")
    await expect(page.locator("#jump")).to_be_focused()


async def test_new_things_appear_by_themselves(desk: Desk, page: Page) -> None:
    """In the queue, in its count, as an alarm, and in the open conversation; what is being typed stays."""
    await desk.account("inna", Role.INSPECTOR)
    await sign_in(page, desk)
    await expect(page.get_by_text("Никто не ждёт")).to_be_visible()
    await desk.writes("a", GAS)
    await expect(page.locator(".item.emergency")).to_be_visible()
    await expect(page.locator(".alarm")).to_contain_text("1 экстренное обращение")
    await expect(page.locator("#count-total")).to_have_text("1")
    await desk.writes("b", OPERATOR)
    await expect(page.locator("#count-total")).to_have_text("2")
    await page.get_by_text("Просит человека").click()
    await page.fill("#reply", "Я пишу")
    await desk.writes("b", "И ещё спасибо вам")
    await expect(page.get_by_text("И ещё спасибо вам")).to_be_visible()
    await expect(page.locator("#reply")).to_have_value("Я пишу")


async def test_an_open_page_learns_that_its_session_is_over(desk: Desk, page: Page) -> None:
    """Nothing of a citizen stays on a screen whose account was shut."""
    await desk.account("inna", Role.INSPECTOR)
    await desk.account("admin", Role.ADMINISTRATOR)
    await sign_in(page, desk)
    async with desk.person() as admin:
        await admin.sign_in("admin")
        await admin.get("/desk/staff")
        await admin.post("/desk/staff/1/change", {"role": "inspector", "disabled": "1"})
    await Citizens(desk.road, desk.clock).writes("z", OPERATOR)  # the next ring
    await page.wait_for_url("**/sign-in*")


@pytest.mark.parametrize("width", [390, 820, 1440])
async def test_no_page_is_wider_than_the_screen(desk: Desk, page: Page, width: int) -> None:
    """On a phone, a tablet and a desk."""
    await desk.account("inna", Role.ADMINISTRATOR)
    await desk.writes("a", GAS + " " + "оченьдлинноеслово" * 12, photo=True)
    await page.set_viewport_size({"width": width, "height": 900})
    await sign_in(page, desk)
    for path in ("", "/appeals", "/appeals/1", "/conversations/1", "/digest", "/audit", "/staff"):
        await page.goto(str(desk.base.with_path(f"/desk{path}")))
        over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
