"""A desk that answers over HTTP, and citizens who write to it."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image
from sqlalchemy import func, select, update
from yarl import URL

from desk.routes import DeskDeps, make_desk
from intake_core.road import Road
from intake_core.schema import evidence, staff
from intake_core.staff.account import new_session_key
from intake_core.staff.passwords import hash_of
from intake_core.staff.roles import Role
from media_store.pictures import describe_picture
from media_store.store import MediaStore
from tests.conftest import Clock
from tests.desk.citizens import Citizens

PASSWORD = "correct horse battery"
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Person:
    """A browser without JavaScript: keeps cookies, posts the forms that pages hold."""

    def __init__(self, base: URL) -> None:
        self.base = base
        self.origin = str(base.origin())
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.token = ""

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        """A page: its status and text."""
        async with self.session.get(self.base.join(URL(path)), headers=headers, allow_redirects=True) as answer:
            text = await answer.text()
        found = CSRF.search(text)
        self.token = found[1] if found else self.token
        return answer.status, text

    async def post(
        self, path: str, fields: Mapping[str, str], *, origin: str | None = None, token: str | None = None
    ) -> aiohttp.ClientResponse:
        """Post a form as a page of ours does; the answer is not followed."""
        body = {"csrf": self.token if token is None else token, **fields}
        answer = await self.session.post(
            self.base.join(URL(path)),
            data=body,
            headers={"Origin": origin or self.origin},
            allow_redirects=False,
        )
        await answer.read()
        return answer

    async def sign_in(self, login: str, password: str = PASSWORD) -> aiohttp.ClientResponse:
        """Sign in through the form."""
        await self.get("/desk/sign-in")
        answer = await self.post("/desk/sign-in", {"login": login, "password": password})
        await self.get("/desk")
        return answer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()


@dataclass
class Desk:
    """The running desk with what is behind it."""

    road: Road
    media: MediaStore
    clock: Clock
    base: URL
    citizens: Citizens

    def person(self) -> Person:
        """Somebody with a browser."""
        return Person(self.base)

    async def account(self, login: str, role: Role, *, must_change: bool = False) -> None:
        """An account that exists already."""
        async with self.road.engine.begin() as db:
            await db.execute(
                staff.insert().values(
                    login=login,
                    name="",
                    role=role,
                    password_hash=await hash_of(PASSWORD),
                    must_change_password=must_change,
                    session_key=new_session_key(),
                )
            )

    async def writes(self, chat: str, text: str, *, photo: bool = False, name: str = "Айгуль") -> None:
        """A citizen writes, and the service takes the turn."""
        await self.citizens.writes(chat, text, photo=photo, name=name)

    async def store_photos(self) -> None:
        """Every photo that was sent arrives: a picture of one colour each."""
        async with self.road.engine.connect() as db:
            ids = (await db.execute(select(evidence.c.id).where(evidence.c.state == "pending"))).scalars().all()
        for id_ in ids:
            await self.store(id_, picture(id_), "image/jpeg")

    async def store(self, evidence_id: int, content: bytes, content_type: str) -> None:
        """This file arrives with this content."""

        async def pieces() -> AsyncIterator[bytes]:
            yield content

        kept = await self.media.keep(pieces(), limit_bytes=10_000_000)
        values: dict[str, Any] = {"sha256": kept.sha256, "size_bytes": kept.size_bytes, "content_type": content_type}
        if content_type == "image/jpeg":
            described = describe_picture(content)
            await self.media.keep_thumbnail(kept.sha256, described.thumbnail)
            values |= {"width": described.width, "height": described.height}
        async with self.road.engine.begin() as db:
            await db.execute(
                update(evidence)
                .where(evidence.c.id == evidence_id)
                .values(state="stored", stored_at=func.now(), **values)
            )

    async def rows(self, query: Any) -> list[Any]:
        """What stands in the database."""
        async with self.road.engine.connect() as db:
            return list((await db.execute(query)).all())


def picture(seed: int) -> bytes:
    """A JPEG of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (1200, 900), ((seed * 67) % 200, 110, (seed * 31) % 220)).save(content, "JPEG")
    return content.getvalue()


@asynccontextmanager
async def running(road: Road, media: MediaStore, clock: Clock, **settings: Any) -> AsyncIterator[Desk]:
    """The desk behind a real server."""
    deps = DeskDeps(road=road, media=media, session_key=b"k" * 32, secure=False, **settings)
    app = web.Application()
    app.add_subapp("/desk", make_desk(deps))
    async with TestServer(app) as server:
        yield Desk(road=road, media=media, clock=clock, base=server.make_url("/"), citizens=Citizens(road, clock))
