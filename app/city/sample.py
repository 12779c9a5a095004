"""The sample digest: a day's notices written relative to the day they are looked at."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Any


def sample_digest(sample: Any, now: datetime, zone: tzinfo) -> list[dict[str, Any]]:  # noqa: ANN401 (JSON)
    """The notices with `{"day": 0, "time": "09:00"}` made times of today, day 1 of tomorrow, and so on."""
    return [
        {
            **notice,
            "starts_at": _moment(notice.get("starts_at"), now, zone),
            "ends_at": _moment(notice.get("ends_at"), now, zone),
        }
        for notice in sample["notices"]
    ]


def _moment(relative: dict[str, Any] | None, now: datetime, zone: tzinfo) -> str | None:
    if relative is None:
        return None
    day = now.astimezone(zone).date() + timedelta(days=relative["day"])
    if relative.get("time") is None:
        return day.isoformat()
    hour, minute = map(int, relative["time"].split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).isoformat()
