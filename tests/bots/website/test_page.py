"""The page as it is served, and the plain form for who has no JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bots.website import texts
from bots.website.texts import language_of
from intake_core.messages import Choice
from tests.bots.website.conftest import Visitor
from tests.bots.website.memory import CITY, Service


async def submit(visitor: Visitor, **fields: str) -> int:
    response = await visitor.session.post(
        visitor.url("/chat/form"), data=fields, headers=visitor.own_page, allow_redirects=False
    )
    return response.status


async def test_the_page_may_load_nothing_from_elsewhere(visitor: Visitor) -> None:
    """A strict policy, and nothing on the page that it would have to be loosened for."""
    response = await visitor.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    html = await response.text()
    assert not re.search(r"<script(?![^>]*src=)|\bon\w+=|<style|\bstyle=", html)
    assert not re.search(r"(src|<link[^>]*href)=\"(https?:)?//", html)


async def test_each_file_of_the_page_is_there_and_lasts(visitor: Visitor) -> None:
    """Their address changes with their content, so browsers may keep them for good."""
    html = await (await visitor.get("/")).text()
    for path in set(re.findall(r'(/chat/static/[^"#]+)', html)):
        response = await visitor.get(path)
        assert response.status == 200, path
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["../page.py", "%2e%2e%2fpage.py", "texts.py", "noscript.css/x"])
async def test_no_other_file_is_served(visitor: Visitor, name: str) -> None:
    """They come from memory: there is no path to climb."""
    assert (await visitor.get(f"/chat/static/0/{name}")).status == 404


async def test_names_and_numbers_come_from_the_city(visitor: Visitor) -> None:
    """In both languages; the template holds none of them."""
    russian = await (await visitor.get("/?lang=ru")).text()
    kazakh = await (await visitor.get("/?lang=kk")).text()
    assert "iKOMEK-109 · Костанай" in russian
    assert "iKOMEK-109 · Қостанай" in kazakh
    for number in ("101", "102", "103", "104", "112", "109"):
        assert f'href="tel:{number}"' in russian
    assert "https://wa.me/77002838500" in russian
    assert "https://www.instagram.com/qostanai.ikomek/" in russian


async def test_a_chosen_language_is_remembered(visitor: Visitor) -> None:
    """By the link of the switch, which works without JavaScript too."""
    await visitor.get("/?lang=kk")
    assert '<html lang="kk">' in await (await visitor.get("/", **{"Accept-Language": "ru"})).text()


def test_a_city_may_lack_channels() -> None:
    """What is empty is not shown, and is no error."""
    city = replace(CITY, whatsapp="", instagram="")
    assert (city.whatsapp_url, city.instagram_url) == ("", "")


def test_every_text_is_there_in_both_languages() -> None:
    """And both speak of the same: no key, and no placeholder, in one only."""
    words = texts.load(CITY, upload_limit_bytes=25_000_000)
    assert words["ru"].keys() == words["kk"].keys()
    assert "25 МБ" in words["ru"]["error_file_large"]
    assert not [text for language in words.values() for text in language.values() if "{" in text or not text]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("kk", "ru"), "kk"),
        ((None, "", "kk-KZ,ru;q=0.9"), "kk"),
        (("en-GB,ru;q=0.5",), "ru"),
        (("<script>", "de"), "ru"),
        ((), "ru"),
    ],
)
def test_the_first_wish_that_we_can_fulfil(wishes: tuple[str | None, ...], language: str) -> None:
    """Russian when there is none."""
    assert language_of(*wishes) == language


async def test_the_plain_form_sends_and_shows(visitor: Visitor, service: Service) -> None:
    """A message, its answer with buttons, and a pressed button: all without JavaScript."""
    assert await submit(visitor, id="f1", text="Нет воды", language="ru") == 303
    html = await (await visitor.get("/")).text()
    assert "Нет воды" in html
    assert "Вы написали" in html
    assert '<button name="button" value="yes">Да</button>' in html
    assert await submit(visitor, id="f2", text="Да", button="yes", reply_to="1") == 303
    assert (service.accepted[-1].button, service.accepted[-1].reply_to) == ("yes", "1")


async def test_the_plain_form_sent_twice_is_one_message(visitor: Visitor, service: Service) -> None:
    """The page brings the id along."""
    html = await (await visitor.get("/")).text()
    [form_id] = re.findall(r'name="id" value="([\w-]+)"', html)
    for _ in range(2):
        await submit(visitor, id=form_id, text="Нет воды")
    assert len({message.platform_id for message in service.accepted}) == 1


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        pytest.param({"id": "1", "text": " "}, 400, "Сообщение пустое", id="blank"),
        pytest.param({"text": "x"}, 400, "не прочиталось", id="no id"),
        pytest.param({"id": "1", "text": "я" * 20_001}, 413, "Слишком длинно", id="too long"),
    ],
)
async def test_the_plain_form_says_what_is_wrong(
    visitor: Visitor, fields: dict[str, str], status: int, words: str
) -> None:
    """On the same page, with what was written still there."""
    response = await visitor.session.post(visitor.url("/chat/form"), data=fields, headers=visitor.own_page)
    html = await response.text()
    assert response.status == status
    assert words in html
    assert len(fields["text"]) < 3 or fields["text"] in html


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</noscript><b>"])
async def test_markup_in_a_text_is_shown_as_text(visitor: Visitor, service: Service, text: str) -> None:
    """On the plain page, from the citizen and from us, in words, choices and drafts."""
    await visitor.post({"id": "1", "text": text})
    await service.reply(service.accepted[0].chat_id, text, Choice(title=text, value="x"))
    html = await (await visitor.get("/")).text()
    assert text not in html
    assert html.count("&lt;") >= 3
