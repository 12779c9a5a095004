"""Due times: by the clock for what cannot wait, by working days for the rest."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

_PERIOD: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_WORKING: Final = re.compile(r"(\d+)wd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """How long an appeal may take: clock time, or whole working days. Just one of them is set."""

    clock: timedelta | None = None
    working_days: int | None = None

    def __post_init__(self) -> None:
        if (self.clock is None) == (self.working_days is None):
            raise ValueError("a period is clock time or working days")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `PT3H`, `P3D`, `P1DT12H` (ISO 8601) or `10wd`. Raises ValueError that says how to write it."""
        if working := _WORKING.fullmatch(text):
            return cls(working_days=int(working[1]))
        match = _PERIOD.fullmatch(text)
        parts = [int(part or 0) for part in match.groups()] if match else []
        if not any(parts):
            raise ValueError(f"{text!r} is no period: write PT3H, P3D or 10wd")
        return cls(clock=timedelta(days=parts[0], hours=parts[1], minutes=parts[2]))

    def __str__(self) -> str:
        if self.clock is None:
            return f"{self.working_days}wd"
        minutes, days = int(self.clock.total_seconds()) // 60 % (24 * 60), self.clock.days
        day_part = f"{days}D" if days else ""
        hour_part = (f"{minutes // 60}H" if minutes // 60 else "") + (f"{minutes % 60}M" if minutes % 60 else "")
        return f"P{day_part}" + (f"T{hour_part}" if hour_part else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The city's working time. `weekdays`: 0 is Monday. `days_off` and `working_days` are the exceptions."""

    zone: tzinfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    days_off: Collection[date]
    working_days: Collection[date]

    def works_on(self, day: date) -> bool:
        """Whether this is a working day in the city."""
        if day in self.working_days:
            return True
        return day.weekday() in self.weekdays and day not in self.days_off


def due_at(registered_at: datetime, period: Period, calendar: Calendar) -> datetime:
    """When an appeal registered at this moment is due, in the city's zone.

    Clock periods run day and night. Working days are counted from the day after registration, and an appeal that
    arrives on a day off or after hours counts as registered the next working day (the law on administrative
    procedures, art. 64); the last day ends when work does.
    """
    local = registered_at.astimezone(calendar.zone)
    if period.clock is not None:
        return local + period.clock
    day = local.date()
    if not calendar.works_on(day) or local.time() > calendar.closes:
        day = _next_working_day(day, calendar)
    for _ in range(period.working_days or 0):
        day = _next_working_day(day, calendar)
    return datetime.combine(day, calendar.closes, calendar.zone)


def _next_working_day(day: date, calendar: Calendar) -> date:
    day += timedelta(days=1)
    while not calendar.works_on(day):
        day += timedelta(days=1)
    return day
