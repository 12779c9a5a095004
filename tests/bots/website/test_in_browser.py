"""The chat page in a real browser, against a small real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from intake_core.messages import Choice, Location
from tests.bots.website.memory import Service
from tests.bots.website.pictures import HTML, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")

NewPage = Callable[..., Awaitable[Page]]


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service.in_folder(tmp_path / "media")


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[str]:
    server = TestServer(service.application())
    await server.start_server()
    try:
        # By name: browsers give `localhost` what they otherwise keep for https (geolocation, Sec-Fetch-Site).
        yield str(server.make_url("/")).replace("127.0.0.1", "localhost")
    finally:
        await server.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(browser: Browser, service: Service) -> AsyncIterator[NewPage]:
    """Opens the chat in a fresh profile, and fails the test if the page complained of anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    async with running(service) as url:

        async def opened(**options: Any) -> Page:
            context = await browser.new_context(base_url=url, **({"locale": "ru-RU"} | options))
            contexts.append(context)
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
            page.on(
                "console",
                lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
            )
            page.set_default_timeout(10_000)
            await page.goto("/")
            return page

        yield opened
        for context in contexts:
            await context.close()
    assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(new_page: NewPage) -> Page:
    return await new_page()


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Ваше сообщение").fill(text)
    await page.keyboard.press("Enter")


async def accepted(service: Service, count: int) -> None:
    """Wait until so many messages came in."""
    async with asyncio.timeout(10):
        while len(service.accepted) < count:
            await asyncio.sleep(0.02)


def texts_of(service: Service) -> list[str]:
    return [message.text for message in service.accepted]


async def no_sideways_scroll(page: Page) -> bool:
    fits: bool = await page.evaluate(
        """() => [document.documentElement, document.querySelector(".scroll")]
                    .every((one) => one.scrollWidth <= one.clientWidth)"""
    )
    return fits


async def test_a_text_is_sent_and_the_reply_comes_by_itself(page: Page, service: Service) -> None:
    """Without a reload, with its choices; a pressed one is marked and cannot be pressed again."""
    await write(page, "Нет горячей воды")
    log = page.get_by_role("log")
    await expect(log.get_by_text("Вы написали: Нет горячей воды")).to_be_visible()
    await expect(log.locator(".mine .state")).to_have_text("отправлено")
    await log.get_by_role("button", name="Да", exact=True).click()
    await expect(log.locator(".mine .words").last).to_have_text("Да")
    await expect(log.locator(".ours").first.get_by_role("button", name="Нет, ещё не всё")).to_be_disabled()
    await expect(log.locator(".ours").first.locator(".chosen")).to_have_text("Да")
    await accepted(service, 2)
    pressed = service.accepted[1]
    assert (pressed.button, pressed.text, pressed.reply_to) == ("yes", "Да", "1")


async def test_a_typed_answer_counts_as_the_choice(page: Page) -> None:
    """The buttons are an offer, not the only way."""
    await write(page, "Нет воды")
    await expect(page.locator(".choices button")).to_have_count(2)
    await write(page, "Да")
    await expect(page.locator(".ours").first.locator(".chosen")).to_have_text("Да")


async def test_a_person_is_told_from_the_program(page: Page, service: Service) -> None:
    """By a word, not by a colour alone, and without a name."""
    await write(page, "Нет воды")
    await accepted(service, 1)
    await service.reply(service.accepted[0].chat_id, "Я посмотрю", author="aigul")
    await expect(page.locator(".staff .author")).to_have_text("Инспектор")
    await expect(page.locator(".ours:not(.staff) .author").first).to_have_text("Программа")


async def test_the_dots_show_that_an_answer_is_on_its_way(page: Page, service: Service) -> None:
    """From the moment it is stored until it is answered."""
    service.echoes = False
    await write(page, "Нет воды")
    await expect(page.locator(".typing")).to_be_visible()
    await service.reply(service.accepted[0].chat_id, "Где?")
    await expect(page.locator(".typing")).to_be_hidden()


async def test_photos_are_previewed_uploaded_and_shown(page: Page, service: Service) -> None:
    """Several at once; one that was removed does not go along."""
    files = [
        {"name": f"яма {n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(colour)}
        for n, colour in enumerate(("olive", "navy", "teal"))
    ]
    await page.locator(".files").set_input_files(files)  # type: ignore[arg-type]
    tiles = page.locator(".tile[data-state=ready]")
    await expect(tiles).to_have_count(3)
    await expect(tiles.first.locator("img")).to_be_visible()
    await tiles.nth(1).get_by_role("button", name="Убрать").click()
    await write(page, "Вот яма")
    await accepted(service, 1)
    assert [one.file_name for one in service.accepted[0].attachments] == ["яма 0.jpg", "яма 2.jpg"]
    await expect(page.locator(".mine img")).to_have_count(2)
    assert await page.locator(".mine img").first.evaluate("(image) => image.decode().then(() => image.naturalWidth)")
    await expect(page.locator(".tray")).to_be_hidden()


async def test_a_failed_upload_can_be_repeated(page: Page, service: Service) -> None:
    """And one that is no picture is refused in words; the message goes all the same."""
    failures = [1]

    async def once(route: Route) -> None:
        await (route.abort() if failures and failures.pop() else route.continue_())

    await page.route("**/chat/uploads", once)
    await page.locator(".files").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await page.locator(".tile[data-state=failed]").get_by_role("button", name="Повторить").click()
    await expect(page.locator(".tile[data-state=ready]")).to_have_count(1)
    await page.locator(".files").set_input_files({"name": "b.jpg", "mimeType": "image/jpeg", "buffer": HTML})
    await expect(page.locator(".tile[data-state=failed] .why")).to_have_text("Подойдёт только фото или видео.")
    await expect(page.get_by_role("button", name="Повторить")).to_be_hidden()
    await write(page, "Вот")
    await accepted(service, 1)
    assert [one.file_name for one in service.accepted[0].attachments] == ["a.jpg"]


async def test_send_waits_for_the_upload(page: Page, service: Service) -> None:
    """Pressed too early, the message goes with its photo as soon as that is up."""
    uploading = asyncio.Event()

    async def slowly(route: Route) -> None:
        await uploading.wait()
        await route.continue_()

    await page.route("**/chat/uploads", slowly)
    await page.locator(".files").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await write(page, "Вот яма")
    await expect(page.locator(".trouble")).to_have_text("Отправим, как только файлы загрузятся.")
    assert service.accepted == []
    uploading.set()
    await accepted(service, 1)
    assert len(service.accepted[0].attachments) == 1


async def test_a_reload_keeps_the_history(page: Page) -> None:
    """Words, choices and what was chosen."""
    await write(page, "Нет воды")
    await page.get_by_role("button", name="Нет, ещё не всё").first.click()
    await expect(page.locator(".line")).to_have_count(4)
    before = await page.locator(".words").all_text_contents()
    await page.reload()
    await expect(page.locator(".line")).to_have_count(4)
    assert await page.locator(".words").all_text_contents() == before
    await expect(page.locator(".ours").first.locator(".chosen")).to_have_text("Нет, ещё не всё")
    await expect(page.locator(".starters")).to_be_hidden()


async def test_a_draft_outlives_a_reload(page: Page) -> None:
    """A long story typed on a phone is not typed twice."""
    await page.get_by_role("textbox", name="Ваше сообщение").fill("Уже третий день")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Уже третий день")


async def test_the_language_switches_at_once_and_is_remembered(page: Page, service: Service) -> None:
    """Everything that the page says, and what goes along with messages; not what people said."""
    await write(page, "Нет воды")
    await expect(page.locator(".ours .author")).to_have_text("Программа")
    await page.get_by_role("link", name="Қазақша").click()
    await expect(page.locator(".ours .author")).to_have_text("Бағдарлама")
    await expect(page.locator("h1")).to_have_text("iKOMEK-109 · Қостанай")
    await expect(page.locator(".mine .state")).to_have_text("жіберілді")
    await expect(page.locator(".day").first).to_have_text("Бүгін")
    await expect(page.locator(".mine .words")).to_have_text("Нет воды")
    await expect(page.get_by_role("textbox", name="Сіздің хабарламаңыз")).to_be_visible()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "kk")
    await page.get_by_role("textbox", name="Сіздің хабарламаңыз").fill("Су жоқ")
    await page.keyboard.press("Enter")
    await accepted(service, 2)
    assert [message.language_hint for message in service.accepted] == ["ru", "kk"]


async def test_a_chip_begins_the_conversation(page: Page, service: Service) -> None:
    """Shown while nothing was said yet."""
    await page.get_by_role("button", name="Нет горячей воды").click()
    await expect(page.locator(".starters")).to_be_hidden()
    await accepted(service, 1)
    assert texts_of(service) == ["Нет горячей воды"]


async def test_the_keyboard_is_enough(page: Page, service: Service) -> None:
    """Skip link, two lines, send, walk back to the choices, choose: no mouse, and the focus is never lost."""
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Нет света")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Абая 28")
    await page.keyboard.press("Enter")
    await expect(page.locator(".choices button")).to_have_count(2)
    assert texts_of(service) == ["Нет света\nАбая 28"]
    for _ in range(8):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Да":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus is seen"
    await page.keyboard.press("Enter")
    await accepted(service, 2)
    assert service.accepted[1].button == "yes"
    assert await page.evaluate("document.activeElement.textContent") == "Да"


async def test_everything_has_a_name_for_who_does_not_see(page: Page) -> None:
    """Each button, link and field; and new lines are read out."""
    await page.locator(".files").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await expect(page.locator(".tile[data-state=ready]")).to_have_count(1)
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea, nav, progress")]
                    .filter((one) => !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
                                       || one.textContent.trim()))
                    .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    log = page.get_by_role("log", name="Переписка")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (768, 1024), (1440, 900)])
async def test_nothing_goes_over_the_edge(new_page: NewPage, service: Service, size: tuple[int, int]) -> None:
    """Not the longest word, nor the longest choice, nor a tray full of photos, down to 320 px (WCAG 1.4.10)."""
    page = await new_page(viewport={"width": size[0], "height": size[1]})
    assert await no_sideways_scroll(page)
    await page.locator(".files").set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg()} for n in range(5)]  # type: ignore[arg-type]
    )
    await expect(page.locator(".tile[data-state=ready]")).to_have_count(5)
    assert await no_sideways_scroll(page)
    await write(page, "ы" * 300)
    await accepted(service, 1)
    await service.reply(service.accepted[0].chat_id, "w" * 300, Choice(title="Щ" * 120, value="x"))
    await expect(page.locator(".line")).to_have_count(3)
    await expect(page.get_by_role("textbox")).to_be_in_viewport()
    assert await no_sideways_scroll(page)


async def test_markup_and_letters_from_right_to_left_are_harmless(page: Page, service: Service) -> None:
    """In words, choices and file names: shown as they were written, and nothing around them turns round."""
    text = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202eоборот \u0639\u0631\u0628\u064a"
    name = "<img src=x onerror=alert(3)>.jpg"
    await page.locator(".files").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": jpeg()})
    await expect(page.locator(".tile[data-state=ready] .name")).to_have_text(name)
    await write(page, text)
    await accepted(service, 1)
    await service.reply(service.accepted[0].chat_id, text, Choice(title="<b>Да</b>", value="y"), author="x")
    await expect(page.locator(".staff .words")).to_have_text(text)
    await expect(page.locator(".mine .words")).to_have_text(text)
    await expect(page.get_by_role("button", name="<b>Да</b>")).to_be_visible()
    await page.reload()
    await expect(page.locator(".staff .words")).to_have_text(text)
    assert await page.locator(".log script, .log b, .log img:not([src^='/chat/'])").count() == 0
    assert await page.locator(".staff time").inner_text() == await page.locator(".staff time").text_content()


async def test_what_is_written_offline_goes_once_the_connection_is_back(page: Page, service: Service) -> None:
    """By itself, in order, and once each."""
    await write(page, "Есть связь")
    await accepted(service, 1)
    await page.context.set_offline(True)
    await expect(page.locator(".offline")).to_be_visible()
    await write(page, "Пропала связь")
    await write(page, "Снова пишу")
    await expect(page.locator(".mine .state").last).to_have_text("отправляется…")
    await expect(page.locator(".mine .state").nth(1)).to_have_text("ждёт связи")
    assert len(service.accepted) == 1
    await page.context.set_offline(False)
    await accepted(service, 3)
    await expect(page.get_by_text("Вы написали: Снова пишу")).to_be_visible()
    await expect(page.locator(".offline")).to_be_hidden()
    assert texts_of(service) == ["Есть связь", "Пропала связь", "Снова пишу"]


async def test_what_was_not_sent_outlives_a_reload(page: Page, service: Service) -> None:
    """Even if the service had stored it and only its answer was lost: the id makes it one message."""

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/chat/messages", lose_the_answer)
    await write(page, "Нет воды")
    await expect(page.locator(".mine .state")).to_have_text("ждёт связи")
    await page.unroute("**/chat/messages")
    await page.reload()
    await accepted(service, 2)
    assert len({message.platform_id for message in service.accepted}) == 1
    await expect(page.locator(".mine")).to_have_count(1)
    await expect(page.locator(".ours")).to_have_count(1)
    assert await page.evaluate("localStorage.getItem('chat-unsent')") == "[]"


async def test_a_refused_message_says_why_and_can_be_repeated(page: Page, service: Service) -> None:
    """In words, with its text kept; the next message is not held up by it."""
    refusals = [1]

    async def refuse_once(route: Route) -> None:
        if refusals:
            refusals.pop()
            await route.fulfill(status=413, json={"error": "Слишком длинно"})
        else:
            await route.continue_()

    await page.route("**/chat/messages", refuse_once)
    await write(page, "первое")
    failed = page.locator(".mine[data-state=failed]")
    await expect(failed.locator(".why")).to_have_text("Слишком длинно")
    await write(page, "второе")
    await accepted(service, 1)
    await failed.get_by_role("button", name="Повторить").click()
    await accepted(service, 2)
    assert texts_of(service) == ["второе", "первое"]


async def test_a_failing_service_is_tried_again(page: Page, service: Service) -> None:
    """A 500 is no answer: the page goes on by itself."""
    service.broken = True
    await write(page, "Нет воды")
    await expect(page.locator(".mine .state")).to_have_text("ждёт связи")
    service.broken = False
    await accepted(service, 1)
    await expect(page.locator(".mine .state")).to_have_text("отправлено")


async def test_the_place_is_sent_if_the_citizen_allows(new_page: NewPage, service: Service) -> None:
    """It lies in the tray first, and can be taken out again."""
    page = await new_page(permissions=["geolocation"], geolocation={"latitude": 53.2144, "longitude": 63.6246})
    await page.get_by_role("button", name="Добавить моё место на карте").click()
    await expect(page.locator(".tile")).to_contain_text("Моё место")
    await write(page, "Здесь яма")
    await accepted(service, 1)
    assert service.accepted[0].location == Location(lat=53.2144, lon=63.6246)
    await expect(page.locator(".mine .spot")).to_contain_text("53.21440, 63.62460")


async def test_a_refused_place_is_no_dead_end(new_page: NewPage) -> None:
    """The page says what to do instead."""
    page = await new_page(permissions=[])
    await page.get_by_role("button", name="Добавить моё место на карте").click()
    await expect(page.get_by_role("alert")).to_contain_text("напишите улицу и дом")


async def test_a_reader_above_is_not_pulled_down(page: Page, service: Service) -> None:
    """A new line is announced by a button instead."""
    await write(page, "Нет воды")
    await accepted(service, 1)
    chat_id = service.accepted[0].chat_id
    for number in range(20):
        service.transcript.say(chat_id, f"строка {number}\nещё\nещё")
    await page.reload()
    await expect(page.locator(".line").last).to_be_in_viewport()
    await page.locator(".scroll").evaluate("(one) => one.scrollTo(0, 0)")
    await page.wait_for_function("document.querySelector('.scroll').scrollTop === 0")
    await service.reply(chat_id, "самое новое")
    newer = page.get_by_role("button", name="Новые сообщения")
    await newer.click()
    await expect(page.get_by_text("самое новое")).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_without_javascript_the_page_is_a_form(new_page: NewPage, service: Service) -> None:
    """It sends, shows the history and its choices, and hides what would not work."""
    page = await new_page(java_script_enabled=False)
    await page.locator("#plain-text").fill("Нет воды")
    await page.locator(".send-plain").click()
    await expect(page.locator("article.ours .words")).to_have_text("Вы написали: Нет воды")
    await expect(page.locator(".composer")).to_be_hidden()
    await page.locator("button[value=yes]").click()
    await expect(page.locator("article.mine")).to_have_count(2)
    assert [message.button for message in service.accepted] == [None, "yes"]
