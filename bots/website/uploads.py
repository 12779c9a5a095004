"""`POST /chat/uploads`: a photo or a video on its way into the media store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import unquote

import filetype
from aiohttp import BodyPartReader, ClientError, web

from bots.website.guards import sender_of_upload
from bots.website.problems import Problem, as_json, problems_in_words
from bots.website.site import SITE
from bots.website.upload_keys import new_key
from bots.website.visitor import remember
from intake_core.messages import AttachmentKind, clean_text
from media_store.store import PIECE_BYTES, TooLarge

HEADER: Final = "X-Upload"
"""Must stand on every upload: a form of another site cannot set it, and a script of another site must ask us first."""

HEAD_BYTES: Final = 8192  # as much as filetype looks at
MAX_NAME: Final = 120
MULTIPART_OVERHEAD_BYTES: Final = 10_000
PHOTOS: Final = frozenset(
    f"image/{name}" for name in ("jpeg", "png", "apng", "webp", "gif", "heic", "avif", "bmp", "tiff")
)
VIDEOS: Final = frozenset(
    f"video/{name}" for name in ("mp4", "x-m4v", "quicktime", "webm", "3gpp", "x-matroska", "x-msvideo", "mpeg")
)


@problems_in_words
async def post_upload(request: web.Request) -> web.StreamResponse:
    """Keep a file: the raw body, named by `X-File-Name` (percent-encoded), or the first file of a multipart body."""
    site = request.app[SITE]
    if HEADER not in request.headers:
        raise Problem(403, "error_foreign")
    visitor = sender_of_upload(request)
    limit = site.settings.upload_limit_bytes
    if (request.content_length or 0) > limit + MULTIPART_OVERHEAD_BYTES:
        raise Problem(413, "error_file_large")
    name, pieces = await _file(request)
    try:
        head = await _head(pieces)
        content_type, kind = _kind(head)
        kept = await site.media.keep(_joined(head, pieces), limit_bytes=limit)
    except TooLarge as error:
        raise Problem(413, "error_file_large") from error
    except (ClientError, ConnectionError, ValueError) as error:
        raise Problem(400, "error_file_cut") from error
    key = new_key(kind, kept.sha256)
    await site.uploads.add(
        key, chat_id=visitor.chat_id, content_type=content_type, file_name=name, size_bytes=kept.size_bytes
    )
    response = as_json({"key": key, "kind": kind})
    return remember(request, visitor, response, behind_proxy=site.settings.behind_proxy)


async def _file(request: web.Request) -> tuple[str, AsyncIterator[bytes]]:
    if request.content_type != "multipart/form-data":
        name = request.headers.get("X-File-Name") or request.query.get("name", "")
        return _clean_name(name), request.content.iter_chunked(PIECE_BYTES)
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename is not None:
                return _clean_name(part.filename), _pieces(part)
    except (ValueError, AssertionError) as error:
        raise Problem(400, "error_file_cut") from error
    raise Problem(400, "error_file_empty")


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while piece := await part.read_chunk(PIECE_BYTES):
        yield piece


async def _head(pieces: AsyncIterator[bytes]) -> bytes:
    head = bytearray()
    async for piece in pieces:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    return bytes(head)


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in rest:
        yield piece


def _kind(head: bytes) -> tuple[str, AttachmentKind]:
    """What the content is. Neither the name nor the sender's header is asked: both are whatever somebody likes."""
    if not head:
        raise Problem(400, "error_file_empty")
    content_type: str = filetype.guess_mime(head) or ""
    if content_type in PHOTOS:
        return content_type, AttachmentKind.PHOTO
    if content_type in VIDEOS:
        return content_type, AttachmentKind.VIDEO
    raise Problem(415, "error_file_kind")


def _clean_name(name: str) -> str:
    """The name without folders and control characters. Headers bear letters beyond Latin only percent-encoded."""
    last = clean_text(unquote(name)).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:MAX_NAME]
