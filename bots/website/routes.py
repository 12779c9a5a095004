"""The website's addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bots.adapter import Accept
from bots.website import assets, texts
from bots.website.city_facts import CityFacts
from bots.website.files import get_reply_file, get_upload
from bots.website.messages import get_history, post_message
from bots.website.needs import Transcript, Uploads
from bots.website.page import get_page, post_form, prepare_templates
from bots.website.site import SITE, Site, WebsiteSettings, paces, utc_now
from bots.website.stream import OPEN, close_streams, get_stream
from bots.website.uploads import post_upload
from intake_core.bell import Bell
from media_store.store import MediaStore


def add_routes(
    app: web.Application,
    *,
    accept: Accept,
    transcript: Transcript,
    uploads: Uploads,
    media: MediaStore,
    bell: Bell,
    city: CityFacts,
    settings: WebsiteSettings | None = None,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Put the chat page at `/` and its API under `/chat/`. To be called once, before the application starts.

    Each route has its own limit of size: the application's `client_max_size` does not count here. Raises
    ValueError if the texts of the two languages do not match, OSError if the page's files cannot be read.
    """
    settings = settings or WebsiteSettings()
    words = texts.load(city, upload_limit_bytes=settings.upload_limit_bytes)
    app[SITE] = Site(
        accept=accept,
        transcript=transcript,
        uploads=uploads,
        media=media,
        bell=bell,
        city=city,
        texts=words,
        assets=assets.load(words),
        settings=settings,
        paces=paces(settings),
        now=now,
    )
    app[OPEN] = set()
    app.on_shutdown.append(close_streams)
    prepare_templates(app)
    app.add_routes(
        [
            web.get("/", get_page),
            web.post("/chat/form", post_form),
            web.get("/chat/history", get_history),
            web.post("/chat/messages", post_message),
            web.get("/chat/stream", get_stream),
            web.post("/chat/uploads", post_upload),
            web.get("/chat/uploads/{key}", get_upload),
            web.get(r"/chat/replies/{id:\d{1,18}}/{position:\d{1,3}}", get_reply_file),
            web.get("/chat/static/{digest}/{name}", _get_asset),
        ]
    )


async def _get_asset(request: web.Request) -> web.StreamResponse:
    return request.app[SITE].assets.response(request.match_info["digest"], request.match_info["name"])
