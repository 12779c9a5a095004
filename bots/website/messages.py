"""`POST /chat/messages` and `GET /chat/history`."""

from __future__ import annotations

from aiohttp import web

from bots.adapter import Unreadable
from bots.website import upload_keys
from bots.website.guards import sender_of_message
from bots.website.lines import shown
from bots.website.posted import MAX_BODY_BYTES, Posted, decode, inbound
from bots.website.problems import Problem, as_json, page_language, problems_in_words
from bots.website.site import SITE, Site
from bots.website.texts import language_of
from bots.website.visitor import remember, visitor_of
from intake_core.conversations.transcript import Line
from intake_core.messages import MAX_TEXT, Attachment, ChannelName


@problems_in_words
async def post_message(request: web.Request) -> web.StreamResponse:
    """Take a message. The answer 200 means that it is stored for good; the same id again changes nothing."""
    site = request.app[SITE]
    visitor = sender_of_message(request)
    if request.content_type != "application/json":
        # A form of another site can post text/plain; JSON makes the browser ask us first.
        raise Problem(415, "error_unreadable")
    posted = _read(await body_of(request, MAX_BODY_BYTES))
    await store(site, visitor.chat_id, posted, language_of(posted.language, page_language(request)))
    response = as_json({"id": posted.id})
    return remember(request, visitor, response, behind_proxy=site.settings.behind_proxy)


@problems_in_words
async def get_history(request: web.Request) -> web.StreamResponse:
    """What was said in the visitor's chat."""
    site = request.app[SITE]
    visitor = visitor_of(request)
    lines = await history(site, visitor.chat_id) if not visitor.is_new else []
    response = as_json({"lines": [shown(line, visitor.chat_id) for line in lines]})
    return remember(request, visitor, response, behind_proxy=site.settings.behind_proxy)


async def history(site: Site, chat_id: str) -> list[Line]:
    """The last lines of a chat, which count as seen from now on."""
    lines = await site.transcript.lines(ChannelName.WEBSITE, chat_id)
    newest = max((line.id for line in lines), default=0)
    if newest:
        await site.transcript.seen(ChannelName.WEBSITE, chat_id, newest)
    return lines


async def body_of(request: web.Request, limit_bytes: int) -> bytes:
    """The whole body. Raises Problem over the limit, which is this route's own and not the application's."""
    try:
        return await request.clone(client_max_size=limit_bytes).read()
    except web.HTTPRequestEntityTooLarge as error:
        raise Problem(413, "error_too_long") from error


def _read(body: bytes) -> Posted:
    try:
        return decode(body)
    except Unreadable as error:
        raise Problem(400, "error_unreadable") from error


async def store(site: Site, chat_id: str, posted: Posted, language: str) -> None:
    """Hand the message over. Raises Problem if it cannot be a message; when this returns, it is stored."""
    if posted.is_empty:
        raise Problem(400, "error_empty", language=language)
    if len(posted.text) > MAX_TEXT:
        # Refused rather than cut: the citizen still has the text before them and can divide it.
        raise Problem(413, "error_too_long", language=language)
    attachments = [await _attachment(site, chat_id, key, language) for key in posted.uploads]
    try:
        message = inbound(posted, chat_id, site.now(), attachments)
    except Unreadable as error:
        raise Problem(400, "error_unreadable", language=language) from error
    await site.accept([message], [])


async def _attachment(site: Site, chat_id: str, key: str, language: str) -> Attachment:
    upload = await site.uploads.find(key)
    if upload is None or upload.chat_id != chat_id:
        # One answer for both: whether a stranger's file exists is nobody's business.
        raise Problem(403, "error_file_unknown", language=language)
    return Attachment(
        kind=upload_keys.kind_of(key),
        ref=key,
        unique_id=upload_keys.sha256_of(key),
        content_type=upload.content_type,
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
    )
