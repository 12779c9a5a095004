"""Due times by clock and by working days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_core.appeals.deadlines import Calendar, Period, due_at

ZONE = ZoneInfo("Asia/Almaty")
CALENDAR = Calendar(
    zone=ZONE,
    weekdays=frozenset(range(5)),
    opens=time(9),
    closes=time(18, 30),
    days_off={date(2026, 12, 16)},
    working_days={date(2026, 12, 19)},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("registered", "period", "due"),
    [
        pytest.param("2026-11-24T12:00", "PT3H", "2026-11-24T15:00", id="danger runs by the clock"),
        pytest.param("2026-11-27T23:00", "PT24H", "2026-11-28T23:00", id="through the night and the weekend"),
        pytest.param("2026-11-24T12:00", "P3D", "2026-11-27T12:00", id="three days"),
        pytest.param("2026-11-24T12:00", "1wd", "2026-11-25T18:30", id="counted from the next day"),
        pytest.param("2026-11-27T12:00", "1wd", "2026-11-30T18:30", id="Friday to Monday"),
        pytest.param("2026-11-28T12:00", "1wd", "2026-12-01T18:30", id="a Saturday counts as Monday"),
        pytest.param("2026-11-24T19:00", "1wd", "2026-11-26T18:30", id="after hours counts as tomorrow"),
        pytest.param("2026-12-15T12:00", "1wd", "2026-12-17T18:30", id="over a holiday"),
        pytest.param("2026-12-18T12:00", "1wd", "2026-12-19T18:30", id="a Saturday made a working day"),
        pytest.param("2026-11-24T12:00", "10wd", "2026-12-08T18:30", id="two weeks"),
    ],
)
def test_due_at(registered: str, period: str, due: str) -> None:
    assert due_at(at(registered), Period.parse(period), CALENDAR) == at(due)


@pytest.mark.parametrize("text", ["3 days", "P", "PT", "", "P3W", "wd", "-1wd", "P-3D", "0wd3"])
def test_a_period_that_is_none_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write PT3H, P3D or 10wd"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["PT15M", "PT3H", "P1D", "P3D", "P1DT12H", "10wd"])
def test_a_period_is_written_as_it_was_read(text: str) -> None:
    assert str(Period.parse(text)) == text


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(ZONE)),  # noqa: DTZ001
    st.integers(1, 30),
)
def test_working_days_end_on_a_working_day_after_the_start(registered: datetime, days: int) -> None:
    due = due_at(registered, Period(working_days=days), CALENDAR)
    assert CALENDAR.works_on(due.date())
    assert due - registered >= timedelta(days=days - 1)
