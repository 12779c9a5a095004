"""Photos and videos of citizens, streamed from the media store to whoever is signed in."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from desk import headers
from desk.deps import DEPS
from desk.pages.forms import number_in_path
from intake_core.evidence import store as evidence
from intake_core.evidence.store import Evidence, EvidenceState
from intake_core.inspecting.faults import NotThere
from media_store.pictures import ACCEPTED
from media_store.store import Missing, key_of, thumbnail_key_of

EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/3gpp": "3gp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
}


async def get_evidence(request: web.Request) -> web.StreamResponse:
    """A stored file, whole or the part that a `Range` asks for."""
    item, sha256 = await _stored(request)
    content_type = item.content_type if item.content_type in ACCEPTED else "application/octet-stream"
    # A PDF may carry scripts of its own: it is opened by the reader's program, not by the browser's tab.
    way = "attachment" if ACCEPTED.get(content_type or "") in {None, "document"} else "inline"
    name = f"evidence-{item.id}.{EXTENSIONS.get(content_type or '', 'bin')}"
    return await _stream(request, key_of(sha256), content_type or "", sha256, f'{way}; filename="{name}"')


async def get_thumbnail(request: web.Request) -> web.StreamResponse:
    """The small picture of a stored photo."""
    item, sha256 = await _stored(request)
    name = f'inline; filename="evidence-{item.id}-small.jpg"'
    return await _stream(request, thumbnail_key_of(sha256), "image/jpeg", f"{sha256}-small", name)


async def _stored(request: web.Request) -> tuple[Evidence, str]:
    async with request.app[DEPS].road.engine.connect() as db:
        item = await evidence.get(db, number_in_path(request))
    if item is None or item.state is not EvidenceState.STORED or item.sha256 is None:
        raise NotThere
    return item, item.sha256


async def _stream(request: web.Request, key: str, content_type: str, tag: str, disposition: str) -> web.StreamResponse:
    media = request.app[DEPS].media
    try:
        size = await media.size_bytes(key)
    except Missing as error:
        raise NotThere from error
    common = headers.FILE | {"Content-Disposition": disposition, "ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
    if any(known.value == tag for known in request.if_none_match or ()):
        return web.Response(status=304, headers=common)
    start, length = _part(request, size)
    partial = length != size
    response = web.StreamResponse(status=206 if partial else 200, headers=common)
    response.content_type = content_type
    response.content_length = length
    if partial:
        response.headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    await response.prepare(request)
    if request.method != "HEAD":
        async for piece in media.read(key, start=start, length=length):
            await response.write(piece)
    await response.write_eof()
    return response


def _part(request: web.Request, size: int) -> tuple[int, int]:
    """Where the part asked for begins, and its length; everything where none is asked for (RFC 9110, 14.2)."""
    try:
        asked = request.http_range
    except ValueError:
        return 0, size  # not one range of bytes: it may be ignored
    if asked.start is None and asked.stop is None:
        return 0, size
    start, stop, _ = slice(asked.start, asked.stop).indices(size)
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    return start, stop - start
