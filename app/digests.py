"""`intake digest`: notices published and listed from the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, tzinfo
from typing import Any
from uuid import uuid4

from app.city.load import load_city
from app.errors import StartError
from app.opening import make_var, open_database
from app.service import Service, in_zone, open_service, wall_clock
from app.settings import Settings
from intake_core.digest import store as digest
from intake_core.digest.notices import BadNotice, Notice, read_notices


@asynccontextmanager
async def _service(settings: Settings) -> AsyncIterator[Service]:
    """The service over the settings' database, without channels: what is queued is sent by `intake serve`."""
    make_var(settings.var)
    city = load_city(settings.city)
    async with (
        open_database(settings) as url,
        open_service(url=url, city=city, media_folder=settings.var / "media", make_channels=lambda *_: {}) as service,
    ):
        yield service


async def publish(settings: Settings, rows: object) -> list[str]:
    """Put notices in force; their ids. Raises StartError naming every fault."""
    async with _service(settings) as service:
        try:
            notices = read_notices(
                rows, published_at=wall_clock(), zone=service.city.zone, make_id=f"n-{uuid4().hex[:8]}"
            )
        except BadNotice as error:
            raise StartError(f"nothing was published:\n{error}") from error
        await service.road.publish(notices, "command line")
        return [notice.id for notice in notices]


async def listed(settings: Settings, at: datetime | None) -> list[dict[str, Any]]:
    """The notices in force at a moment and those still to come, as JSON rows."""
    async with _service(settings) as service:
        moment = in_zone(at, service.city.zone) if at else wall_clock()
        async with service.engine.connect() as db:
            notices = await digest.listed(db, moment)
        return [row_of(notice, moment, service.city.zone) for notice in notices]


def row_of(notice: Notice, at: datetime, zone: tzinfo) -> dict[str, Any]:
    """A notice in the fields it was published with; `state` says how it stands at a moment."""

    def moment(value: datetime | None, *, date_only: bool) -> str | None:
        if value is None:
            return None
        local = value.astimezone(zone)
        return local.date().isoformat() if date_only else local.isoformat()

    return {
        "id": notice.id,
        "state": _state(notice, at),
        "utility": notice.utility,
        "status": notice.status,
        "addresses": [
            {
                "street": place.street,
                "houses": list(place.houses),
                "microdistrict": place.microdistrict,
                "between": list(place.between),
                "object": place.object,
                "note": place.note,
            }
            for place in notice.places
        ],
        "starts_at": moment(notice.starts_at, date_only=notice.starts_on_date),
        "ends_at": moment(notice.ends_at, date_only=notice.ends_on_date),
        "reason": notice.reason,
        "approx": notice.approx,
        **notice.detail,
    }


def _state(notice: Notice, at: datetime) -> str:
    if notice.in_force(at):
        return "in_force"
    if notice.restored_at is not None:
        return "restored"
    return "coming" if notice.starts_at is not None and notice.starts_at > at else "over"
