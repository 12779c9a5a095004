"""Photos and videos: in, and back to their own chat only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import FormData

from bots.website.site import WebsiteSettings
from intake_core.messages import Attachment, AttachmentKind
from intake_core.outbox.channel import FileGone
from tests.bots.website.conftest import NewVisitor, Run, Visitor
from tests.bots.website.memory import Service
from tests.bots.website.pictures import HTML, SVG, jpeg, mp4, png


async def in_one_piece(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def uploaded(visitor: Visitor, content: bytes, name: str = "pit.jpg") -> str:
    response = await visitor.upload(content, name)
    assert response.status == 200, await response.text()
    key: str = (await response.json())["key"]
    return key


@pytest.mark.parametrize(
    ("content", "kind", "content_type"),
    [
        pytest.param(jpeg(), "photo", "image/jpeg", id="JPEG"),
        pytest.param(png(), "photo", "image/png", id="PNG"),
        pytest.param(mp4(), "video", "video/mp4", id="MP4"),
    ],
)
async def test_the_citizen_sees_the_own_file_again(
    visitor: Visitor, content: bytes, kind: str, content_type: str
) -> None:
    """As it was, as what its content is, and harmless in every way a browser knows."""
    response = await visitor.upload(content, "x.bin", **{"Content-Type": "text/html"})
    answer = await response.json()
    assert answer["kind"] == kind
    shown = await visitor.get(f"/chat/uploads/{answer['key']}")
    assert await shown.read() == content
    assert shown.content_type == content_type
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Content-Disposition"].startswith("inline")


async def test_a_multipart_body_is_read_too(visitor: Visitor) -> None:
    """Its first file, under its own name, whatever fields stand before it."""
    form = FormData()
    form.add_field("comment", "x")
    form.add_field("file", jpeg(), filename="C:\\fakepath\\яма.jpg", content_type="text/html")
    response = await visitor.upload(form, name="")
    key = (await response.json())["key"]
    shown = await visitor.get(f"/chat/uploads/{key}")
    assert await shown.read() == jpeg()
    assert shown.headers["Content-Disposition"] == "inline; filename*=UTF-8''%D1%8F%D0%BC%D0%B0.jpg"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(HTML, 415, "error_file_kind", id="a page named .jpg"),
        pytest.param(SVG, 415, "error_file_kind", id="a drawing with a script"),
        pytest.param(b"%PDF-1.7\n", 415, "error_file_kind", id="a document"),
        pytest.param(b"MZ\x90\0", 415, "error_file_kind", id="a program"),
        pytest.param(b"", 400, "error_file_empty", id="nothing"),
    ],
)
async def test_what_is_no_picture_is_refused_in_words(
    visitor: Visitor, service: Service, content: bytes, status: int, code: str
) -> None:
    """By its content: name and header say whatever somebody likes."""
    response = await visitor.upload(content, "pit.jpg", **{"Content-Type": "image/jpeg"})
    assert (response.status, (await response.json())["code"]) == (status, code)
    assert service.uploads.by_key == {}


async def test_a_picture_that_is_also_a_page_is_only_a_picture(visitor: Visitor) -> None:
    """Bytes that begin as a JPEG and go on as HTML are never served as HTML."""
    key = await uploaded(visitor, jpeg()[:20] + HTML * 20)
    shown = await visitor.get(f"/chat/uploads/{key}")
    assert shown.content_type == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_over_the_limit_is_refused(run: Run, tmp_path: Path, announced: bool) -> None:
    """Whether the length was announced or the bytes just do not end; nothing of it is kept."""
    service = Service.in_folder(tmp_path, WebsiteSettings(upload_limit_bytes=100_000))
    visitor = (await run(service))()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield mp4(5_000)

    response = await visitor.upload(mp4(200_000) if announced else pieces())
    assert (response.status, (await response.json())["code"]) == (413, "error_file_large")
    assert service.uploads.by_key == {}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_a_file_may_be_larger_than_a_message(visitor: Visitor) -> None:
    """Neither aiohttp's limit for bodies (1 MiB) nor that for messages counts here."""
    content = mp4(3_000_000)
    key = await uploaded(visitor, content)
    assert await (await visitor.get(f"/chat/uploads/{key}")).read() == content


async def test_another_chat_cannot_see_or_send_it(new_visitor: NewVisitor, service: Service) -> None:
    """Not even with the key in hand; and whether the file exists is not said."""
    owner, stranger = new_visitor(), new_visitor()
    key = await uploaded(owner, jpeg())
    assert (await stranger.get(f"/chat/uploads/{key}")).status == 404
    refused = await stranger.post({"id": "1", "text": "мой файл", "uploads": [key]})
    unknown = await stranger.post({"id": "2", "text": "мой файл", "uploads": [key[:-1] + "0"]})
    assert refused.status == unknown.status == 403
    assert (await refused.json()) == (await unknown.json())
    assert service.accepted == []


async def test_two_chats_may_upload_the_same_bytes(new_visitor: NewVisitor) -> None:
    """Neighbours forward one photo; each owns their own key."""
    first, second = new_visitor(), new_visitor()
    keys = [await uploaded(first, jpeg()), await uploaded(second, jpeg()), await uploaded(first, jpeg())]
    assert len(set(keys)) == 3
    assert (await second.get(f"/chat/uploads/{keys[1]}")).status == 200
    assert (await second.get(f"/chat/uploads/{keys[0]}")).status == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        pytest.param("bytes=0-99", 206, 0, 100, id="the beginning"),
        pytest.param("bytes=4000-", 206, 4000, 4096, id="from a point on"),
        pytest.param("bytes=-96", 206, 4000, 4096, id="the end"),
        pytest.param("bytes=0-", 200, 0, 4096, id="everything"),
        pytest.param("lines=1", 200, 0, 4096, id="unreadable: passed over"),
        pytest.param("bytes=9000-", 416, 0, 0, id="past the end"),
    ],
)
async def test_a_player_may_ask_for_a_part(visitor: Visitor, asked: str, status: int, start: int, stop: int) -> None:
    """RFC 9110, section 14; Safari plays no video from a server that cannot."""
    content = mp4()
    key = await uploaded(visitor, content)
    part = await visitor.get(f"/chat/uploads/{key}", Range=asked)
    assert part.status == status
    if status != 416:
        assert await part.read() == content[start:stop]


async def test_an_upload_needs_its_header(visitor: Visitor) -> None:
    """A form of another site cannot set it."""
    response = await visitor.session.post(visitor.url("/chat/uploads"), data=jpeg(), headers=visitor.own_page)
    assert response.status == 403


async def test_a_file_of_ours_is_shown_to_its_chat_only(new_visitor: NewVisitor, service: Service) -> None:
    """The executor's photo of the mended lamp."""
    citizen, stranger = new_visitor(), new_visitor()
    await citizen.post({"id": "1", "text": "Не горит фонарь"})
    kept = await service.media.keep(in_one_piece(png()), limit_bytes=1000)
    photo = Attachment(kind=AttachmentKind.PHOTO, ref=kept.key, content_type="image/png", file_name="lamp.png")
    service.transcript.say(service.accepted[0].chat_id, "Починили", attachments=(photo,))
    url = (await citizen.lines())[-1]["attachments"][0]["url"]
    assert await (await citizen.get(url)).read() == png()
    assert (await stranger.get(url)).status == 404
    assert (await citizen.get(url[:-1] + "7")).status == 404


async def test_a_file_that_is_gone_is_said_to_be(visitor: Visitor, service: Service, tmp_path: Path) -> None:
    """The channel says FileGone, so that nobody tries again; the page says it in words."""
    key = await uploaded(visitor, jpeg())
    for path in (tmp_path / "media").rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await (await visitor.get(f"/chat/uploads/{key}")).json())["code"] == "error_file_gone"
    for ref in (key, "../../etc/passwd", ""):
        with pytest.raises(FileGone):
            async with service.channel.open_file(ref):
                pass


async def test_an_upload_cut_short_is_not_kept(visitor: Visitor, service: Service, tmp_path: Path) -> None:
    """The phone lost its connection half way: half a photo is no evidence, and the page will send it again."""
    host, port = visitor.server.host, visitor.server.port
    reader, writer = await asyncio.open_connection(host, port)
    head = (
        f"POST /chat/uploads HTTP/1.1\r\nHost: {host}:{port}\r\nX-Upload: 1\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n\r\n"
    )
    writer.write(head.encode() + mp4(50_000))
    await writer.drain()
    writer.write_eof()
    async with asyncio.timeout(5):
        await reader.read()
    writer.close()
    assert service.uploads.by_key == {}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
