"""What no page of ours would send, and somebody sends: an error in words, or a tolerant reading; never a crash."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.end_to_end.serving import Served
from tests.end_to_end.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWN_PAGE = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who opened the page and then speaks to its API."""
    jar = aiohttp.CookieJar(unsafe=True)  # unsafe: cookies of an IP address
    async with aiohttp.ClientSession(served.url, cookie_jar=jar) as session:
        async with session.get("/") as page:
            assert page.status == 200
        yield session


async def post(visitor: aiohttp.ClientSession, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    """Post a body; the status and the JSON of the answer."""
    async with visitor.post("/chat/messages", data=body, headers=OWN_PAGE | headers) as answer:
        return answer.status, await answer.json()


async def lines(visitor: aiohttp.ClientSession) -> list[dict[str, Any]]:
    """The chat."""
    async with visitor.get("/chat/history") as answer:
        found: list[dict[str, Any]] = (await answer.json())["lines"]
        return found


def message(text: object, id_: str = "m1") -> bytes:
    return json.dumps({"id": id_, "text": text}).encode()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(message(""), 400, id="an empty text"),
        pytest.param(message(" \n\t "), 400, id="nothing but spaces"),
        pytest.param(message("нет света " * 10_000), 413, id="100 kB"),
        pytest.param(b" " * 400_000, 413, id="a body over the limit"),
        pytest.param(b"\xff\xfe\x00", 400, id="no UTF-8"),
        pytest.param(b"[" * 100_000, 400, id="too deep"),
        pytest.param(message(7), 400, id="a number for a text"),
        pytest.param(message("нет света", "../../etc"), 400, id="an id that is none"),
        pytest.param(b'{"id": "m1", "location": [91, 0]}', 400, id="not on Earth"),
        pytest.param(b'{"id": "m1", "uploads": ["somebody-elses"]}', 403, id="a file that is not theirs"),
    ],
)
async def test_what_is_no_message_is_refused_in_words(
    visitor: aiohttp.ClientSession, served: Served, body: bytes, status: int
) -> None:
    """In the page's language; nothing of it is in the chat, and the next message goes as ever."""
    got, said = await post(visitor, body, **{"Accept-Language": "ru"})
    assert got == status
    assert said["error"]
    assert await lines(visitor) == []
    assert (await post(visitor, message("здравствуйте", "m2")))[0] == 200
    await eventually(lambda: _answered(visitor))
    assert served.tracebacks() == []


async def _answered(visitor: aiohttp.ClientSession) -> bool:
    return any(not line["from_citizen"] for line in await lines(visitor))


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(message("😀😀😀"), "😀😀😀", id="emoji"),
        pytest.param(
            message("\u202eнет света\u202c \u0645\u0631\u062d\u0628\u0627"),
            "нет света\u202c \u0645\u0631\u062d\u0628\u0627",
            id="right to left",
        ),
        pytest.param(message("нет\0света"), "света", id="NUL"),
        pytest.param(message("\ud83d нет света"), "нет света", id="half an emoji"),
        pytest.param(b'{"id": "m1", "text": "\xff \xd0\xbd\xd0\xb5\xd1\x82"}', "нет", id="a byte that is no UTF-8"),
        pytest.param(message("<script>alert(1)</script>"), "<script>alert(1)</script>", id="markup"),
        pytest.param(message("ы" * 20_000), "ы" * 20_000, id="as long as may be"),
    ],
)
async def test_what_can_be_read_is_kept_and_answered(
    visitor: aiohttp.ClientSession, served: Served, body: bytes, kept: str
) -> None:
    """Somebody wrote it and waits."""
    assert (await post(visitor, body))[0] == 200
    await eventually(lambda: _answered(visitor))
    assert kept in (await lines(visitor))[0]["text"]
    assert served.tracebacks() == []


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
        pytest.param({"Content-Type": "text/plain"}, id="a form's content type"),
    ],
)
async def test_another_sites_page_cannot_write_for_the_citizen(
    visitor: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    """Their browser would send the cookie along."""
    status, _ = await post(visitor, message("нет света"), **headers)
    assert status in {403, 415}
    assert await lines(visitor) == []
