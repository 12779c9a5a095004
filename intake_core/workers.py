"""The loops that keep the road going: turns as they become due, and what time itself brings."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from intake_core import metrics
from intake_core.bell import INBOX, rung_within
from intake_core.inbox import store as inbox
from intake_core.road import Road

POLL_SECONDS: Final = 5.0
"""How long a lost ring can cost; what is due at a known time is not waited for longer than that."""
SHORTEST_WAIT_SECONDS: Final = 0.01
TIME_SECONDS: Final = 20.0

log = structlog.get_logger(__name__)


async def take_turns(road: Road) -> None:
    """Take turns as they become due, until cancelled. Any number of these may run, here and in other replicas."""
    with road.bell.listening(INBOX) as rung:
        while True:
            rung.clear()
            try:
                taken = await road.take_turn()
            except Exception:  # the outermost loop: the turn stays pending and its try is counted
                metrics.TURNS_FAILED.inc()
                log.exception("turn failed")
                taken = False
            if not taken:
                await rung_within(rung, await _until_next(road))


async def _until_next(road: Road) -> float:
    try:
        async with road.engine.connect() as db:
            at = await inbox.next_settles_at(db)
    except Exception:  # no database for the moment: look again soon
        log.exception("the inbox cannot be read")
        return POLL_SECONDS
    if at is None:
        return POLL_SECONDS
    return min(POLL_SECONDS, max(SHORTEST_WAIT_SECONDS, (at - road.clock()).total_seconds()))


async def heed_time(road: Road) -> None:
    """Do what becomes due by itself, until cancelled."""
    while True:
        try:
            await road.give_up_questions()
        except Exception:  # the outermost loop
            log.exception("the work of time failed")
        await asyncio.sleep(TIME_SECONDS)
