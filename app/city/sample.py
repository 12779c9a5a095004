"""The sample digest: a day's notices written relative to the day they are looked at."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from app.city.sources import CityDataError
from intake_core.digest.notices import BadNotice, Notice, read_notices

FILE: Final = "sample_digest.json"


def sample_digest(city_folder: Path, now: datetime, zone: tzinfo) -> list[Notice]:
    """The notices with `{"day": 0, "time": "09:00"}` made times of today, day 1 of tomorrow, and so on.

    Raises CityDataError in words if the file cannot be used.
    """
    path = city_folder / FILE
    try:
        rows = [_dated(row, now, zone) for row in json.loads(path.read_text("utf-8"))["notices"]]
        return read_notices(rows, published_at=now, zone=zone, make_id="sample")
    except (OSError, UnicodeDecodeError) as error:
        raise CityDataError(f"{path}:1: cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise CityDataError(f"{path}:{error.lineno}: no valid JSON: {error.msg}") from error
    except BadNotice as error:
        raise CityDataError("\n".join(f"{path}:1: {fault}" for fault in str(error).splitlines())) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        expected = '{"notices": [… "starts_at": {"day": 0, "time": "09:00"} …]}'
        raise CityDataError(f"{path}:1: {expected} is expected ({error!r})") from error


def _dated(row: dict[str, Any], now: datetime, zone: tzinfo) -> dict[str, Any]:
    return {**row, **{name: _moment(row.get(name), now, zone) for name in ("starts_at", "ends_at")}}


def _moment(relative: dict[str, Any] | None, now: datetime, zone: tzinfo) -> str | None:
    if relative is None:
        return None
    day = now.astimezone(zone).date() + timedelta(days=relative["day"])
    if relative.get("time") is None:
        return day.isoformat()
    hour, minute = map(int, relative["time"].split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).isoformat()
