"""The cookie, and who may send at all."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from bots.website.site import WebsiteSettings
from tests.bots.website.conftest import NewVisitor, Run, Visitor
from tests.bots.website.memory import Service

MESSAGE = {"id": "1", "text": "Нет воды"}


async def test_the_database_never_holds_the_secret(visitor: Visitor, service: Service) -> None:
    """The chat's id is a digest: whoever reads the tables cannot open a conversation."""
    response = await visitor.post(MESSAGE)
    secret = response.cookies["chat"].value
    chat_id = service.accepted[0].chat_id
    assert len(chat_id) == 32
    assert secret not in repr(service.accepted)
    assert chat_id not in (response.headers["Set-Cookie"])


async def test_the_cookie_is_out_of_reach(visitor: Visitor) -> None:
    """Of scripts, of other sites' requests, and of plain http once https was there."""
    cookie = (await visitor.get("/")).cookies["chat"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert not cookie["secure"], "over http it would not be kept"


@pytest.mark.parametrize(("behind_proxy", "secure"), [(True, True), (False, False)])
async def test_behind_our_proxy_the_cookie_is_secure(
    run: Run, tmp_path: Path, behind_proxy: bool, secure: bool
) -> None:
    """Without a proxy the header is the visitor's own invention."""
    new_visitor = await run(Service.in_folder(tmp_path, WebsiteSettings(behind_proxy=behind_proxy)))
    cookie = (await new_visitor().get("/", **{"X-Forwarded-Proto": "https"})).cookies["chat"]
    assert bool(cookie["secure"]) is secure


async def test_the_same_browser_is_the_same_chat(visitor: Visitor, service: Service) -> None:
    """From the page's load on, or from the first message."""
    await visitor.post(MESSAGE)
    await visitor.get("/")
    await visitor.post(MESSAGE | {"id": "2"})
    assert len({message.chat_id for message in service.accepted}) == 1


@pytest.mark.parametrize("secret", ["", "a", "x" * 42, "x" * 44, "я" * 43])
async def test_a_secret_that_is_none_of_ours_is_replaced(visitor: Visitor, secret: str) -> None:
    """One that can be guessed would be everybody's chat."""
    cookies = SimpleCookie({"chat": secret})
    response = await visitor.get("/", Cookie=cookies.output(header="").strip())
    assert len(response.cookies["chat"].value) == 43


async def test_another_chat_sees_nothing(new_visitor: NewVisitor) -> None:
    """Each browser has its own history."""
    await new_visitor().post(MESSAGE)
    assert await new_visitor().lines() == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 200, id="our page"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour under the same domain"),
        pytest.param({"Sec-Fetch-Site": "none"}, 403, id="no page at all"),
        pytest.param({"Origin": "{own}"}, 200, id="our page in an old browser"),
        pytest.param({"Origin": "https://evil.example"}, 403, id="another site in an old browser"),
        pytest.param({"Origin": "null"}, 403, id="a sandboxed frame"),
        pytest.param({"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}, 403, id="a header's tale"),
        pytest.param({}, 403, id="no browser"),
    ],
)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/uploads", "/chat/form"])
async def test_only_our_own_page_may_post(
    visitor: Visitor, service: Service, path: str, headers: dict[str, str], status: int
) -> None:
    """Cross-site request forgery: another site's page cannot write in the citizen's name."""
    own = visitor.url("").rstrip("/")
    visitor.own_page = {name: value.format(own=own) for name, value in headers.items()}
    if path == "/chat/messages":
        response = await visitor.post(MESSAGE)
    elif path == "/chat/uploads":
        response = await visitor.upload(b"\xff\xd8\xff\xe0" + b"\0" * 300)
    else:
        response = await visitor.session.post(visitor.url(path), data=MESSAGE, headers=visitor.own_page)
    assert response.status == status
    assert status == 200 or not service.accepted


async def test_a_form_of_another_kind_is_no_message(visitor: Visitor, service: Service) -> None:
    """text/plain is what another site's form could send without asking us first."""
    response = await visitor.post(raw=b'{"id": "1", "text": "x"}', **{"Content-Type": "text/plain"})
    assert response.status == 415
    assert service.accepted == []
