"""What the road measures of itself."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import REGISTRY

from intake_core.road import Road
from tests.citizens import Citizen, work
from tests.conftest import Clock


def replies() -> tuple[float, float]:
    """How many replies were measured, and how many seconds they took in all."""
    values = (REGISTRY.get_sample_value(f"intake_reply_seconds_{name}") for name in ("count", "sum"))
    count, seconds = (value or 0.0 for value in values)
    return count, seconds


async def test_how_long_a_citizen_waits_is_measured(road: Road, clock: Clock) -> None:
    """From the last message of a turn to its reply: once a turn, however many messages it holds."""
    citizen = Citizen(road)
    before = replies()
    await road.receive([citizen.message("нет света")])
    clock.forward(seconds=2)
    await road.receive([citizen.message("Абая 28")])
    clock.forward(seconds=3)
    await work(road)
    count, seconds = replies()
    assert (count - before[0], timedelta(seconds=round(seconds - before[1]))) == (1, timedelta(seconds=3))
