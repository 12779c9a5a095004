"""`GET /chat/uploads/{key}` and `GET /chat/replies/{id}/{position}`: pictures and videos, shown to their chat only."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bots.website import headers, upload_keys
from bots.website.problems import Problem, problems_in_words
from bots.website.site import SITE
from bots.website.uploads import PHOTOS, VIDEOS
from bots.website.visitor import visitor_of
from intake_core.messages import ChannelName
from media_store.store import MediaStore, Missing


@problems_in_words
async def get_upload(request: web.Request) -> web.StreamResponse:
    """A file that this chat uploaded."""
    site = request.app[SITE]
    key = request.match_info["key"]
    upload = await site.uploads.find(key)
    lies_at = upload_keys.content_key(key)
    if upload is None or lies_at is None or upload.chat_id != visitor_of(request).chat_id:
        raise Problem(404, "error_file_unknown")
    return await _serve(request, site.media, lies_at, upload.content_type, upload.file_name)


@problems_in_words
async def get_reply_file(request: web.Request) -> web.StreamResponse:
    """A file that we sent to this chat, as the executor's picture of the mended lamp."""
    site = request.app[SITE]
    reply, position = int(request.match_info["id"]), int(request.match_info["position"])
    chat_id = visitor_of(request).chat_id
    lines = await site.transcript.replies_after(ChannelName.WEBSITE, chat_id, reply - 1)
    if not lines or lines[0].id != reply or position >= len(lines[0].attachments):
        raise Problem(404, "error_file_unknown")
    attachment = lines[0].attachments[position]
    return await _serve(request, site.media, attachment.ref, attachment.content_type, attachment.file_name)


async def _serve(
    request: web.Request, media: MediaStore, lies_at: str, content_type: str, name: str
) -> web.StreamResponse:
    try:
        size = await media.size_bytes(lies_at)
    except Missing as error:
        raise Problem(404, "error_file_gone") from error
    start, stop = _asked_part(request, size)
    response = web.StreamResponse(status=200 if stop - start == size else 206, headers=headers.FILE)
    shown = content_type in PHOTOS | VIDEOS
    response.content_type = content_type if shown else "application/octet-stream"
    response.headers["Content-Disposition"] = _disposition("inline" if shown else "attachment", name)
    response.headers["Accept-Ranges"] = "bytes"
    response.content_length = stop - start
    if response.status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    await response.prepare(request)
    async for piece in media.read(lies_at, start=start, length=stop - start):
        await response.write(piece)
    await response.write_eof()
    return response


def _asked_part(request: web.Request, size: int) -> tuple[int, int]:
    """Start and stop of the part asked for (RFC 9110, section 14); Safari plays no video without."""
    try:
        asked = request.http_range
    except ValueError:
        return 0, size  # a Range that cannot be read is passed over, says the RFC
    start, stop, _ = slice(asked.start, asked.stop).indices(size)
    if start >= stop and size:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    return start, stop


def _disposition(kind: str, name: str) -> str:
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}" if name else kind
