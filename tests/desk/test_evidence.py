"""Citizens' files over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake_core.schema import evidence
from tests.desk.citizens import SURE
from tests.desk.site import Desk, Person, picture

VIDEO = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40


@pytest.fixture
async def photo(desk: Desk) -> int:
    """A photo that is stored."""
    await desk.writes("a", SURE, photo=True)
    await desk.store_photos()
    (row,) = await desk.rows(select(evidence.c.id))
    return int(row.id)


async def test_a_photo_and_its_small_picture(desk: Desk, inspector: Person, photo: int) -> None:
    """As they are, harmless whatever a browser makes of them, and kept by the browser."""
    url = desk.base.with_path(f"/desk/evidence/{photo}")
    async with inspector.session.get(url) as answer:
        assert await answer.read() == picture(photo)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["Content-Disposition"] == f'inline; filename="evidence-{photo}.jpg"'
        tag = answer.headers["ETag"]
    async with inspector.session.get(url, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with inspector.session.get(url / "thumbnail") as answer:
        assert answer.status == 200
        assert len(await answer.read()) < len(picture(photo))


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        pytest.param("bytes=0-99", 206, slice(0, 100), id="the beginning"),
        pytest.param("bytes=100-", 206, slice(100, None), id="from there on"),
        pytest.param("bytes=-50", 206, slice(-50, None), id="the end"),
        pytest.param("bytes=0-", 200, slice(None), id="all"),
        pytest.param("bytes=5-9,20-30", 200, slice(None), id="several parts: ignored"),
        pytest.param("lines=1-2", 200, slice(None), id="another unit: ignored"),
        pytest.param("bytes=9999999-", 416, None, id="beyond the end"),
    ],
)
async def test_videos_can_be_wound(
    desk: Desk, inspector: Person, photo: int, asked: str, status: int, part: slice | None
) -> None:
    """Players ask for parts (RFC 9110, 14)."""
    await desk.store(photo, VIDEO, "video/mp4")
    url = desk.base.with_path(f"/desk/evidence/{photo}")
    async with inspector.session.get(url, headers={"Range": asked}) as answer:
        assert answer.status == status
        if part is not None:
            assert await answer.read() == VIDEO[part]
            assert answer.headers["Content-Type"] == "video/mp4"
        if status == 206:
            assert answer.headers["Content-Range"].endswith(f"/{len(VIDEO)}")


async def test_files_that_are_not_there(desk: Desk, inspector: Person) -> None:
    """Not stored yet, or never sent."""
    await desk.writes("a", SURE, photo=True)
    for path in ("/desk/evidence/1", "/desk/evidence/1/thumbnail", "/desk/evidence/77"):
        assert (await inspector.get(path))[0] == 404


async def test_documents_are_not_opened_in_the_tab(desk: Desk, inspector: Person, photo: int) -> None:
    """A PDF may carry scripts of its own."""
    await desk.store(photo, b"%PDF-1.7 ...", "application/pdf")
    async with inspector.session.get(desk.base.with_path(f"/desk/evidence/{photo}")) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_strangers_see_no_files(desk: Desk, photo: int) -> None:
    """Not even that they exist."""
    async with desk.person() as person:
        for number in (photo, 99):
            status, text = await person.get(f"/desk/evidence/{number}")
            assert status == 200
            assert "Вход для сотрудников" in text
