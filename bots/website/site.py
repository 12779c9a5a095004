"""What the handlers share: the website's surroundings, put together once by `add_routes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from aiohttp import web

from bots.adapter import Accept
from bots.website.assets import Assets
from bots.website.city_facts import CityFacts
from bots.website.needs import Transcript, Uploads
from bots.website.pace import Pace
from bots.website.texts import Words
from intake_core.bell import Bell
from media_store.store import MediaStore


def utc_now() -> datetime:
    """The clock, where no test has another."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteSettings:
    """What a city may set."""

    upload_limit_bytes: int = 25_000_000
    messages_per_minute: int = 30  # of one chat
    messages_per_minute_of_address: int = 300  # a mobile operator puts many people behind one
    uploads_per_minute: int = 30
    uploads_per_minute_of_address: int = 300
    heartbeat_seconds: float = 15.0
    # Whether the server stands behind a proxy of ours that sets X-Forwarded-For, -Proto and -Host anew.
    # Without one these headers are the visitor's own invention.
    behind_proxy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """The guards against floods."""

    messages: Pace
    messages_of_address: Pace
    uploads: Pace
    uploads_of_address: Pace


def paces(settings: WebsiteSettings) -> Paces:
    """Fresh counters with the limits that are set."""
    return Paces(
        messages=Pace(settings.messages_per_minute),
        messages_of_address=Pace(settings.messages_per_minute_of_address),
        uploads=Pace(settings.uploads_per_minute),
        uploads_of_address=Pace(settings.uploads_per_minute_of_address),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The website's surroundings."""

    accept: Accept
    transcript: Transcript
    uploads: Uploads
    media: MediaStore
    bell: Bell
    city: CityFacts
    texts: Mapping[str, Words]
    assets: Assets
    settings: WebsiteSettings
    paces: Paces
    now: Callable[[], datetime] = field(default=utc_now)


SITE: Final = web.AppKey("website", Site)
