"""The same road over Telegram: the real service polls a Telegram that runs on this machine."""

from __future__ import annotations

import itertools
import re
import time

import pytest
from playwright.async_api import expect

from tests.end_to_end.desk_page import DeskPage
from tests.end_to_end.serving import Served
from tests.end_to_end.waiting import eventually
from tests.fake_platforms.pictures import jpeg
from tests.fake_platforms.telegram import FakeTelegram

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("served"),
]

NUMBER = re.compile(r"109-\d{3}-\d{4}")
_chats = itertools.count(500_100_300)


@pytest.fixture
def chat(telegram: FakeTelegram) -> int:
    """A citizen who was never here before."""
    return telegram.citizen(next(_chats)).id


async def arrived(telegram: FakeTelegram, chat: int, count: int = 1) -> list[str]:
    """The texts in a chat as soon as there are so many."""
    return await eventually(lambda: texts if len(texts := telegram.sent_texts(chat)) >= count else None)


async def appeal_of(telegram: FakeTelegram, chat: int, count: int = 1) -> str:
    """The number in the newest of so many answers."""
    found = NUMBER.search((await arrived(telegram, chat, count))[-1])
    assert found is not None
    return found[0]


async def test_the_digest_answers(telegram: FakeTelegram, chat: int) -> None:
    """In the chat, in words, a moment later."""
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    assert "Алтынсарина 110: отключена горячая вода" in (await arrived(telegram, chat))[0]


async def test_a_photo_with_words_is_an_appeal_with_a_photo(telegram: FakeTelegram, chat: int, desk: DeskPage) -> None:
    """The photo is fetched from Telegram into our own store; what the inspector writes arrives in the chat."""
    await telegram.say(chat, "по абая 28 в подъезде не горит лампочка", photo=jpeg(640, 480, "navy"))
    await desk.open_appeal(await appeal_of(telegram, chat))
    assert "getfile" in telegram.calls
    assert min(await desk.photo_widths(1)) > 0
    await desk.open_whole_conversation()
    await desk.reply("Электрик придёт до вечера")
    assert (await arrived(telegram, chat, 2))[-1] == "Электрик придёт до вечера"
    await expect(desk.replies.locator(".delivery-sent")).to_be_visible()


async def test_an_album_is_one_appeal(telegram: FakeTelegram, chat: int, desk: DeskPage) -> None:
    """Three photos come as three updates; the citizen is answered once, and every photo is kept."""
    for text, colour in (("яма на дороге у дома гоголя 67", "olive"), ("", "teal"), ("", "maroon")):
        await telegram.say(chat, text, photo=jpeg(320, 240, colour), media_group_id="13370")
    number = await appeal_of(telegram, chat)
    await desk.open_appeal(number)
    assert min(await desk.photo_widths(3)) > 0
    await telegram.say(chat, "спасибо")
    said = await arrived(telegram, chat, 2)
    assert [one for text in said for one in NUMBER.findall(text)] == [number]


async def test_who_blocked_us_is_seen_at_the_desk(telegram: FakeTelegram, chat: int, desk: DeskPage) -> None:
    """Telegram says 403: the reply did not arrive, and the inspector sees that and why."""
    await telegram.say(chat, "по абая 30 в подъезде не горит лампочка")
    await desk.open_appeal(await appeal_of(telegram, chat))
    await desk.open_whole_conversation()
    telegram.chats[chat].is_blocked = True
    await desk.reply("Готово")
    await expect(desk.replies.locator(".delivery-failed")).to_be_visible()
    await expect(desk.page.locator("#review")).to_contain_text("Не дошло")
    assert telegram.sent_texts(chat)[1:] == []


async def test_a_pause_that_telegram_asks_for_is_kept(telegram: FakeTelegram, chat: int) -> None:
    """429 with `retry_after`: the message arrives, and not before."""
    telegram.flood(after=2, method="sendMessage")
    before = telegram.calls.count("sendmessage")
    await telegram.say(chat, "нет горячей воды алтынсарина 110")
    await eventually(lambda: telegram.calls.count("sendmessage") > before)
    refused_at = time.monotonic()
    assert telegram.sent_texts(chat) == []
    assert len(await arrived(telegram, chat)) == 1
    assert time.monotonic() - refused_at > 1.5


async def test_nothing_of_this_is_in_the_log(telegram: FakeTelegram, served: Served, chat: int) -> None:
    """Logs hold ids: no words of citizens, no token of ours."""
    await telegram.say(chat, "пропала собака по кличке Барбос")
    await arrived(telegram, chat)
    assert "Барбос" not in served.errors()
    assert telegram.token not in served.errors()
