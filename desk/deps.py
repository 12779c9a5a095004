"""What the desk is given by whoever starts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web

from desk.assets import Assets
from desk.texts import DeskLanguage, Words
from intake_core.city import City
from intake_core.road import Road
from media_store.store import MediaStore

HEARTBEAT_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDeps:
    """The desk's surroundings.

    `session_key`: 32 bytes, shared by the replicas. `secure`: staff come by https, so the cookie may go only there.
    `behind_proxy`: a proxy of ours sets X-Forwarded-For and -Host anew; without one they are anybody's invention.
    """

    road: Road
    media: MediaStore
    session_key: bytes
    secure: bool
    behind_proxy: bool = False
    heartbeat_seconds: float = HEARTBEAT_SECONDS

    def __post_init__(self) -> None:
        if len(self.session_key) != 32:
            raise ValueError("the desk's session key has 32 bytes")

    @property
    def city(self) -> City:
        """The city that is worked for."""
        return self.road.city

    def now(self) -> datetime:
        """The time, by the road's clock."""
        return self.road.clock()


DEPS: Final = web.AppKey("desk", DeskDeps)
WORDS: Final[web.AppKey[Mapping[DeskLanguage, Words]]] = web.AppKey("desk_words", Mapping)
ASSETS: Final = web.AppKey("desk_assets", Assets)
