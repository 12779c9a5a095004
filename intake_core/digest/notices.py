"""A notice: what is off or closed, where, from when to when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Utility(StrEnum):
    """What a notice is about; services of the catalog name one of these."""

    COLD_WATER = "cold_water"
    HOT_WATER = "hot_water"
    HEATING = "heating"
    ELECTRICITY = "electricity"
    GAS = "gas"
    SEWERAGE = "sewerage"
    LIFT = "lift"
    ROAD = "road"
    TRANSPORT = "transport"
    LIGHTING = "lighting"
    WASTE = "waste"
    COMMUNICATIONS = "communications"


ALONG_THE_STREET: Final = frozenset({Utility.ROAD, Utility.TRANSPORT, Utility.LIGHTING})
"""What is out there for all who pass, not in a house."""


class NoticeStatus(StrEnum):
    """What a notice says of the utility."""

    PLANNED = "planned"
    EMERGENCY = "emergency"
    EXTENDED = "extended"
    MOVED = "moved"
    RESTORED = "restored"
    CANCELLED = "cancelled"


OVER: Final = frozenset({NoticeStatus.RESTORED, NoticeStatus.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlace:
    """One place of a notice. No houses and no segment: the whole street or district."""

    street: str | None = None
    houses: tuple[str, ...] = ()  # "28", "28А", "28/3", "2-36 even", "1-45 odd", "5-9"
    microdistrict: str | None = None
    between: tuple[str, ...] = ()
    object: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice as published. Times are aware; `…_on_date` says that only the day was given."""

    id: str
    utility: Utility
    status: NoticeStatus
    places: tuple[NoticePlace, ...]
    published_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    starts_on_date: bool = False
    ends_on_date: bool = False
    approx: bool = False
    reason: str | None = None
    reason_kk: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    restored_at: datetime | None = None

    @property
    def last_moment(self) -> datetime | None:
        """The end: of the day, where only a day was given."""
        if self.ends_at is not None and self.ends_on_date:
            return self.ends_at + timedelta(days=1) - timedelta(seconds=1)
        return self.ends_at

    def in_force(self, now: datetime) -> bool:
        """Whether the outage lasts at this moment, as far as the notice knows."""
        if self.status in OVER or self.restored_at is not None:
            return False
        last = self.last_moment
        return (self.starts_at is None or self.starts_at <= now) and (last is None or now <= last)


class BadNotice(ValueError):
    """Notices that cannot be published. The text names each fault, a line a fault."""


class _PlaceRow(BaseModel):
    model_config = ConfigDict(extra="ignore")

    street: str | None = None
    houses: list[str] = Field(default_factory=list)
    microdistrict: str | None = None
    between: list[str] = Field(default_factory=list)
    object: str | None = None
    note: str | None = None


class _NoticeRow(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: str | None = None
    utility: Utility
    status: NoticeStatus
    addresses: list[_PlaceRow] = Field(min_length=1)
    starts_at: str | None = None
    ends_at: str | None = None
    reason: str | None = None
    reason_kk: str | None = None
    approx: bool = False


def read_notices(rows: object, *, published_at: datetime, zone: tzinfo, make_id: str) -> list[Notice]:
    """Notices from their JSON form (`{"notices": […]}` or the list itself). Raises BadNotice naming every fault.

    A notice without an `id` gets `<make_id>-<position>`.
    """
    if isinstance(rows, dict):
        rows = rows.get("notices")
    if not isinstance(rows, list):
        raise BadNotice('a digest is {"notices": [...]}')
    notices, faults = [], []
    for position, row in enumerate(rows, 1):
        try:
            notices.append(_read_one(row, f"{make_id}-{position}", published_at, zone))
        except ValidationError as error:
            faults += [
                f"notice {position}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
            ]
        except ValueError as error:
            faults.append(f"notice {position}: {error}")
    if faults:
        raise BadNotice("\n".join(faults))
    return notices


def _read_one(row: object, fallback_id: str, published_at: datetime, zone: tzinfo) -> Notice:
    read = _NoticeRow.model_validate(row)
    starts_at, starts_on_date = _moment(read.starts_at, "starts_at", zone)
    ends_at, ends_on_date = _moment(read.ends_at, "ends_at", zone)
    notice = Notice(
        id=read.id or fallback_id,
        utility=read.utility,
        status=read.status,
        places=tuple(
            NoticePlace(
                street=place.street,
                houses=tuple(place.houses),
                microdistrict=place.microdistrict,
                between=tuple(place.between),
                object=place.object,
                note=place.note,
            )
            for place in read.addresses
        ),
        published_at=published_at,
        starts_at=starts_at,
        ends_at=ends_at,
        starts_on_date=starts_on_date,
        ends_on_date=ends_on_date,
        approx=read.approx,
        reason=read.reason,
        reason_kk=read.reason_kk,
        detail=dict(read.model_extra or {}),
    )
    last = notice.last_moment
    if notice.status not in OVER and starts_at is not None and last is not None and last < starts_at:
        raise ValueError(f"it ends ({read.ends_at}) before it starts ({read.starts_at})")
    return notice


def _moment(text: str | None, name: str, zone: tzinfo) -> tuple[datetime | None, bool]:
    if text is None:
        return None, False
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(), zone), True
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} {text!r}: write 2026-01-31 or 2026-01-31T09:00:00+05:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)), False
