"""Which notice explains which complaint."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake_core.appeals.place import Place
from intake_core.digest.matching import Fit, explaining, fit, house_in
from intake_core.digest.notices import BadNotice, Notice, NoticePlace, NoticeStatus, Utility, read_notices

ZONE = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
OUTAGE = Notice(
    id="n1",
    utility=Utility.HOT_WATER,
    status=NoticeStatus.EMERGENCY,
    places=(NoticePlace(street="Алтынсарина", houses=("110", "114")), NoticePlace(street="Гоголя", houses=("67",))),
    published_at=NOON - timedelta(hours=3),
    starts_at=NOON - timedelta(hours=3),
    ends_at=NOON + timedelta(hours=6),
)
HOME = Place(street="Алтынсарина", house="110")


@pytest.mark.parametrize(
    ("house", "patterns", "expected"),
    [
        ("110", ["110"], True),
        ("110", ["11"], False),
        ("28/3", ["28/3"], True),
        ("28", ["28/3"], False),
        ("9а", ["9А"], True),
        ("7", ["1-45 odd"], True),
        ("8", ["1-45 odd"], False),
        ("10А", ["10-16 even"], True),
        ("12/2", ["10-16"], True),
        ("46", ["1-45"], False),
        ("1", [], False),
    ],
)
def test_house_in(house: str, patterns: list[str], expected: bool) -> None:
    assert house_in(house, patterns) is expected


@pytest.mark.parametrize(
    ("place", "covered", "utility", "expected"),
    [
        pytest.param(HOME, NoticePlace(street="Алтынсарина", houses=("110",)), "hot_water", Fit.SURE, id="the house"),
        pytest.param(HOME, NoticePlace(street="Алтынсарина", houses=("112",)), "hot_water", Fit.NONE, id="a neighbour"),
        pytest.param(HOME, NoticePlace(street="Алтынсарина"), "hot_water", Fit.SURE, id="the whole street"),
        pytest.param(HOME, NoticePlace(street="Гоголя"), "hot_water", Fit.NONE, id="another street"),
        pytest.param(
            Place(street="Алтынсарина"),
            NoticePlace(street="Алтынсарина", houses=("110",)),
            "hot_water",
            Fit.PERHAPS,
            id="no house said",
        ),
        pytest.param(
            HOME,
            NoticePlace(street="Алтынсарина", between=("Чехова", "Майлина")),
            "cold_water",
            Fit.PERHAPS,
            id="a segment may or may not hold the house",
        ),
        pytest.param(
            HOME,
            NoticePlace(street="Алтынсарина", between=("Чехова", "Майлина")),
            "road",
            Fit.SURE,
            id="a closed road concerns the street",
        ),
        pytest.param(
            Place(microdistrict="Юбилейный", house="22"),
            NoticePlace(microdistrict="Юбилейный", houses=("22",)),
            "electricity",
            Fit.SURE,
            id="a house of a microdistrict",
        ),
        pytest.param(
            HOME, NoticePlace(object="школа №29"), "heating", Fit.NONE, id="a school's outage is not the house's"
        ),
    ],
)
def test_fit(place: Place, covered: NoticePlace, utility: str, expected: Fit) -> None:
    assert fit(place, replace(OUTAGE, utility=Utility(utility), places=(covered,))) is expected


def restored(**changes: object) -> Notice:
    given = {"id": "n2", "status": NoticeStatus.RESTORED, "published_at": NOON, "starts_at": None, "ends_at": NOON}
    return replace(OUTAGE, **{**given, **changes})


@pytest.mark.parametrize(
    ("notices", "now", "found"),
    [
        pytest.param([OUTAGE], NOON, ["n1"], id="in force"),
        pytest.param([OUTAGE], NOON + timedelta(hours=7), [], id="past its expected end it satisfies nobody"),
        pytest.param([OUTAGE], NOON - timedelta(days=1), [], id="not begun"),
        pytest.param([replace(OUTAGE, ends_at=None)], NOON + timedelta(days=2), ["n1"], id="open end"),
        pytest.param([replace(OUTAGE, restored_at=NOON)], NOON, [], id="marked restored"),
        pytest.param([OUTAGE, restored()], NOON, [], id="followed by restored"),
        pytest.param(
            [OUTAGE, restored(places=(NoticePlace(street="Алтынсарина", houses=("114",)),))],
            NOON,
            ["n1"],
            id="restored at the neighbour's only",
        ),
        pytest.param(
            [OUTAGE, restored(published_at=NOON - timedelta(days=2), ends_at=NOON - timedelta(days=2))],
            NOON,
            ["n1"],
            id="an older restoration ends nothing",
        ),
        pytest.param([OUTAGE, restored(utility=Utility.GAS)], NOON, ["n1"], id="another utility's restoration"),
        pytest.param(
            [replace(OUTAGE, ends_at=datetime(2026, 11, 24, tzinfo=ZONE), ends_on_date=True)],
            NOON + timedelta(hours=11),
            ["n1"],
            id="until a date is until its last second",
        ),
        pytest.param(
            [replace(OUTAGE, ends_at=datetime(2026, 11, 24, tzinfo=ZONE), ends_on_date=True)],
            NOON + timedelta(hours=13),
            [],
            id="and not longer",
        ),
    ],
)
def test_explaining(notices: list[Notice], now: datetime, found: list[str]) -> None:
    assert [notice.id for notice in explaining(notices, HOME, [Utility.HOT_WATER], now)] == found


def test_another_utility_explains_nothing() -> None:
    assert explaining([OUTAGE], HOME, [Utility.COLD_WATER, Utility.HEATING], NOON) == []


def read(**notice: object) -> list[Notice]:
    row = {"utility": "gas", "status": "planned", "addresses": [{"street": "Абая"}], **notice}
    return read_notices({"notices": [row]}, published_at=NOON, zone=ZONE, make_id="n")


def test_a_notice_is_read_with_all_its_fields() -> None:
    notice = read(starts_at="2026-11-24", ends_at="2026-11-25T09:00:00+05:00", routes=["2"], reason="врезка")[0]
    assert (notice.id, notice.starts_on_date, notice.ends_on_date) == ("n-1", True, False)
    assert notice.detail == {"routes": ["2"]}
    assert notice.last_moment == datetime(2026, 11, 25, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"utility": "wifi"}, "notice 1: utility"),
        ({"status": "maybe"}, "notice 1: status"),
        ({"addresses": []}, "notice 1: addresses"),
        ({"starts_at": "завтра"}, "notice 1: starts_at 'завтра': write 2026-01-31"),
        ({"starts_at": "2026-11-24", "ends_at": "2026-11-20"}, "ends .* before it starts"),
    ],
)
def test_a_bad_notice_is_named(row: dict[str, object], said: str) -> None:
    with pytest.raises(BadNotice, match=said):
        read(**row)


@pytest.mark.parametrize("rows", [None, 5, "text", {"notice": []}])
def test_what_is_no_digest_says_how_one_looks(rows: object) -> None:
    with pytest.raises(BadNotice, match="notices"):
        read_notices(rows, published_at=NOON, zone=ZONE, make_id="n")
