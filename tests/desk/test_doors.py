"""Who gets in, what a form must carry, and when a session is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.routes import ROUTES, DeskDeps
from desk.session import COOKIE, LASTS, storage
from intake_core.road import Road
from intake_core.schema import audit
from intake_core.staff.roles import Role, may
from media_store.store import MediaStore
from tests.desk.site import PASSWORD, Desk, Person

NEW = "quite another phrase"


async def test_nothing_is_shown_to_strangers(desk: Desk) -> None:
    """Every address leads to the sign-in."""
    async with desk.person() as person:
        for route in ROUTES:
            path = "/desk" + route.path.replace("{id}", "1")
            async with person.session.request(
                route.method, desk.base.join(desk.base.with_path(path)), allow_redirects=False
            ) as answer:
                assert answer.status == 303, path
                assert answer.headers["Location"].startswith("/desk/sign-in"), path


async def test_the_first_sign_in_forces_a_new_password(desk: Desk) -> None:
    """Until then every page is that one; afterwards the desk opens."""
    await desk.account("inna", Role.INSPECTOR, must_change=True)
    async with desk.person() as person:
        answer = await person.sign_in("inna")
        assert answer.headers["Location"] == "/desk/password"
        _, text = await person.get("/desk/appeals")
        assert "Это временный пароль" in text
        answer = await person.post("/desk/password", {"old": PASSWORD, "new": NEW, "again": NEW})
        assert answer.status == 303
        _, text = await person.get("/desk")
        assert "Ждут человека" in text


async def test_wrong_passwords_are_slowed_down(desk: Desk) -> None:
    """The sixth try is refused, whatever it holds."""
    await desk.account("inna", Role.INSPECTOR)
    async with desk.person() as person:
        await person.get("/desk/sign-in")
        for _ in range(5):
            answer = await person.post("/desk/sign-in", {"login": "inna", "password": "wrong"})
            assert answer.status == 401
        answer = await person.post("/desk/sign-in", {"login": "inna", "password": PASSWORD})
        assert answer.status == 429
        assert "Подождите" in await answer.text()


@pytest.mark.parametrize(
    ("origin", "token"),
    [
        pytest.param("https://evil.example", None, id="another site"),
        pytest.param("null", None, id="a sandboxed page"),
        pytest.param(None, "", id="no token"),
        pytest.param(None, "guessed", id="a wrong token"),
        pytest.param(None, "ключ", id="a token that is no ASCII"),
    ],
)
async def test_foreign_forms_are_refused(desk: Desk, inspector: Person, origin: str | None, token: str | None) -> None:
    """A page elsewhere cannot press our buttons; nothing happens."""
    await desk.writes("a", "Позовите оператора")
    talk = await desk.citizens.conversation("a")
    answer = await inspector.post(f"/desk/conversations/{talk}/dismiss", {}, origin=origin, token=token)
    assert answer.status == 403
    assert not [row for row in await desk.rows(select(audit)) if row.action == "conversation_seen"]


async def test_a_post_without_any_origin_is_refused(desk: Desk, inspector: Person) -> None:
    """It comes from no browser that we know."""
    url = desk.base.with_path("/desk/sign-out")
    async with inspector.session.post(url, data={"csrf": inspector.token}, allow_redirects=False) as answer:
        assert answer.status == 403


async def test_roles_open_their_doors_only(desk: Desk) -> None:
    """Each address for each role, by the one table of rights."""
    for role in Role:
        await desk.account(role.value, role)
        async with desk.person() as person:
            await person.sign_in(role.value)
            for route in ROUTES:
                if route.path in {"/live", "/sign-out", "/password"}:
                    continue
                path = "/desk" + route.path.replace("{id}", "987654321")
                if route.method == "GET":
                    status, _ = await person.get(path)
                else:
                    status = (await person.post(path, {"state": "closed", "role": "operator"})).status
                allowed = route.right is None or may(role, route.right)
                assert (status != 403) == allowed, (role, route.method, path, status)


async def test_a_new_password_ends_other_sessions(desk: Desk, inspector: Person) -> None:
    """The laptop that was left behind is signed out; the one that changed it goes on."""
    async with desk.person() as other:
        await other.sign_in("inna")
        await inspector.get("/desk/password")
        await inspector.post("/desk/password", {"old": PASSWORD, "new": NEW, "again": NEW})
        _, mine = await inspector.get("/desk")
        _, theirs = await other.get("/desk")
    assert "Ждут человека" in mine
    assert "Вход для сотрудников" in theirs


async def test_a_session_lasts_a_shift(desk: Desk, inspector: Person) -> None:
    """Twelve hours from the sign-in, however busy."""
    desk.clock.forward(hours=11.9)
    assert "Ждут человека" in (await inspector.get("/desk"))[1]
    desk.clock.at += LASTS - timedelta(hours=11)
    assert "Вход для сотрудников" in (await inspector.get("/desk"))[1]


async def test_sign_in_rotates_the_session(desk: Desk) -> None:
    """A cookie planted before the sign-in is worth nothing after it."""
    await desk.account("inna", Role.INSPECTOR)
    async with desk.person() as person:
        await person.get("/desk/sign-in")
        token = person.token
        answer = await person.sign_in("inna")
        cookie = answer.cookies[COOKIE]
        assert person.token != token
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/desk"


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_stay_on_https(road: Road, tmp_path: Path, secure: bool) -> None:
    """Where staff come by https, the session never travels without it."""
    deps = DeskDeps(road=road, media=MediaStore.in_folder(tmp_path), session_key=b"k" * 32, secure=secure)
    assert storage(deps).cookie_params["secure"] is secure


async def test_signing_out(desk: Desk, inspector: Person) -> None:
    """Ends the session and is written down."""
    await inspector.post("/desk/sign-out", {})
    assert "Вход для сотрудников" in (await inspector.get("/desk"))[1]
    assert [row.action for row in await desk.rows(select(audit).order_by(audit.c.id))] == ["sign_in", "sign_out"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/desk/../x y", "/deskevil", "/"])
async def test_sign_in_leads_nowhere_else(desk: Desk, target: str) -> None:
    """A link to our sign-in is no way to another site."""
    await desk.account("inna", Role.INSPECTOR)
    async with desk.person() as person:
        await person.get("/desk/sign-in")
        answer = await person.post("/desk/sign-in", {"login": "inna", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/desk"


async def test_pages_are_shut_to_scripts_and_frames(inspector: Person, desk: Desk) -> None:
    """No inline code, no frame around us, nothing kept by caches; errors too."""
    for path in ("/desk", "/desk/nothing", "/desk/appeals/1"):
        async with inspector.session.get(desk.base.with_path(path)) as answer:
            policy = answer.headers["Content-Security-Policy"]
            text = await answer.text()
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
        assert " onclick" not in text
