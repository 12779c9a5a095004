"""The guard against floods."""

from __future__ import annotations

import pytest

from bots.website import pace
from bots.website.pace import Pace, network_of


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_burst_passes_and_then_a_steady_drip(clock: Clock) -> None:
    """30 a minute: 30 at once, then one each two seconds, and the wait that is named is enough."""
    guard = Pace(30, clock)
    assert [guard.wait_seconds("a") for _ in range(30)] == [0.0] * 30
    wait = guard.wait_seconds("a")
    assert wait == pytest.approx(2)
    clock.seconds += wait
    assert guard.wait_seconds("a") == 0
    assert guard.wait_seconds("a") > 0


def test_each_key_counts_by_itself(clock: Clock) -> None:
    """One chat's flood is not another's."""
    guard = Pace(1, clock)
    assert [guard.wait_seconds(key) > 0 for key in ("a", "b", "a")] == [False, False, True]


def test_a_refused_try_costs_nothing(clock: Clock) -> None:
    """Whoever hammers on waits no longer for it."""
    guard = Pace(1, clock)
    guard.wait_seconds("a")
    assert guard.wait_seconds("a") == guard.wait_seconds("a") == pytest.approx(60)


def test_memory_does_not_grow_for_ever(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys at rest are forgotten once there are many."""
    monkeypatch.setattr(pace, "MAX_KEYS", 10)
    guard = Pace(60, clock)
    for number in range(1000):
        guard.wait_seconds(str(number))
        clock.seconds += 1
    assert len(guard._due) <= 10


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("unix:", "unix:", True),
    ],
)
def test_a_household_is_one_address(one: str, other: str, same: bool) -> None:
    """An IPv6 customer has a whole network of 64 bits to choose addresses from."""
    assert (network_of(one) == network_of(other)) is same
