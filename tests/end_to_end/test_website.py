"""A citizen at the website and an inspector at the desk, both in Chromium, with the real service between them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.end_to_end.desk_page import DeskPage
from tests.end_to_end.serving import Served
from tests.fake_platforms.pictures import jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")

Open = Callable[[str], Awaitable[Page]]
NUMBER = re.compile(r"109-\d{3}-\d{4}")


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(served: Served, browser: Browser) -> AsyncIterator[Open]:
    """Opens the chat in a browser of this language that was never here before; the page may complain of nothing."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def opened(locale: str = "ru-RU") -> Page:
        contexts.append(await browser.new_context(base_url=served.url, locale=locale))
        page = await contexts[-1].new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        await page.goto("/")
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert complaints == []


async def write(page: Page, text: str) -> None:
    """Type a message and send it."""
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def answer(page: Page, number: int = 1) -> str:
    """The service's answer number so many, which comes without a reload."""
    await expect(page.locator(".ours")).to_have_count(number)
    return await page.locator(".ours .words").last.inner_text()


async def test_the_digest_answers_in_the_language_of_the_question(open_page: Open) -> None:
    """What everybody asks today is answered from the day's notices, at once, in Russian and in Kazakh."""
    russian, kazakh = await open_page("ru-RU"), await open_page("kk-KZ")
    await write(russian, "нет горячей воды алтынсарина 110")
    await write(kazakh, "Алтынсарин 110 үйде ыстық су жоқ")
    said = await answer(russian)
    assert "Алтынсарина 110: отключена горячая вода" in said
    assert "завтра 18:00" in said
    assert "ремонт теплосети" in said
    said = await answer(kazakh)
    assert "Алтынсарин көшесі, 110: ыстық су өшірілген" in said
    assert "жылу желісін жөндеу" in said


async def test_from_a_dark_entrance_to_the_inspectors_word(open_page: Open, desk: DeskPage) -> None:
    """A photo and a sentence become an appeal; the inspector sees both, corrects it, and is read by the citizen."""
    citizen = await open_page()
    await citizen.locator(".files").set_input_files(
        {"name": "лампа.jpg", "mimeType": "image/jpeg", "buffer": jpeg(800, 600, "olive")}
    )
    await expect(citizen.locator(".tile[data-state=ready]")).to_have_count(1)
    await write(citizen, "по абая 28 в подъезде не горит лампочка")
    found = NUMBER.search(await answer(citizen))
    assert found is not None

    await desk.open_appeal(found[0])
    await expect(desk.page.locator(".said")).to_have_text("по абая 28 в подъезде не горит лампочка")
    assert min(await desk.photo_widths(1)) > 0
    executor = await desk.correct_executor(7)
    await expect(desk.page.locator(".facts.tall")).to_contain_text(executor)

    await desk.open_whole_conversation()
    await desk.reply("Электрик придёт до вечера")
    await expect(citizen.locator(".staff .words")).to_have_text("Электрик придёт до вечера")
    await expect(citizen.locator(".staff .author")).to_have_text("Инспектор")


async def test_who_wants_a_person_stands_in_the_queue_at_once(open_page: Open, desk: DeskPage) -> None:
    """The open queue shows it without a reload; after the reply the citizen waits no more."""
    await desk.page.goto("/desk")
    citizen = await open_page()
    await write(citizen, "позовите живого оператора, улица Фролова")
    item = desk.page.locator(".item", has_text="улица Фролова")
    await item.click()
    await desk.reply("Слушаю вас")
    await expect(citizen.locator(".staff .words")).to_have_text("Слушаю вас")
    await desk.page.goto("/desk")
    await expect(item).to_have_count(0)


async def test_markup_is_shown_as_it_was_written(open_page: Open, desk: DeskPage) -> None:
    """To the citizen and to the inspector: nothing that is written to us is ever run or read as markup."""
    hostile = "Позовите живого оператора <script>document.title='x'</script><img src=x onerror=alert(1)> {{ 7*7 }}"
    citizen = await open_page()
    dialogs: list[str] = []
    for page in (citizen, desk.page):
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await write(citizen, hostile)
    await answer(citizen)
    await citizen.reload()
    await expect(citizen.locator(".mine .words")).to_have_text(hostile)
    await desk.page.goto("/desk")
    await desk.page.locator(".item", has_text="{{ 7*7 }}").click()
    await expect(desk.page.locator("#transcript .said").first).to_have_text(hostile)
    assert await desk.page.title() != "x"
    assert dialogs == []
