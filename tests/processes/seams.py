"""Kills a worker at every seam of a turn: before each statement and each commit, from webhook to receipt.

Run as a program: `python -m tests.processes.seams DATABASE_URL FILE`. For each seam a child process takes a citizen's
message through receive, turn and send, and is killed (SIGKILL) when it comes to that seam; a second child then does
what happens in life: the platform sends its webhook again, and a worker finds what is pending. Prints how many seams
there were. The listener sits in SQLAlchemy, not in our code.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.city.load import load_city
from app.database import make_engine, parse_url
from intake_core.bell import Bell
from intake_core.city import City
from intake_core.inbox.door import Door
from intake_core.messages import ChannelName, InboundMessage
from intake_core.outbox.sender import Sender
from intake_core.road import Road
from tests.conftest import KOSTANAY
from tests.processes.recording import RecordingChannel

START = datetime(2026, 11, 24, 7, tzinfo=UTC)
MOST_SEAMS = 200


def _kill_at(engine: AsyncEngine, seam: int) -> None:
    passed = itertools.count(1)

    def pass_seam(*_: object) -> None:
        if next(passed) == seam:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine.sync_engine, "before_cursor_execute", pass_seam)
    event.listen(engine.sync_engine, "commit", pass_seam)


async def _walk(url: str, file: Path, city: City, seam: int, *, kill: bool) -> None:
    # Time only goes forward, from seam to seam as well: the channel's pace is one row for all.
    now = START + timedelta(minutes=10 * seam + (0 if kill else 5))
    engine = make_engine(parse_url(url))
    door = Door(url)
    road = Road(engine=engine, door=door, city=city, bell=Bell(), clock=lambda: now, settle=timedelta(0))
    channel = RecordingChannel(file)
    sender = Sender(engine, {channel.name: channel}, Bell(), lambda: now)
    if kill:
        _kill_at(engine, seam)
    message = InboundMessage(
        channel=ChannelName.TELEGRAM,
        chat_id=f"seam-{seam}",
        platform_id=f"seam-{seam}:1",
        sent_at=now,
        text="не вывозят мусор абая 28",
    )
    await road.receive([message])
    while await road.take_turn():
        pass
    await sender.send_all()
    await door.close()
    await engine.dispose()


def _in_child(url: str, file: Path, city: City, seam: int, *, kill: bool) -> bool:
    """Whether the child was killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            asyncio.run(_walk(url, file, city, seam, kill=kill))
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"seam {seam}: the worker failed instead of being killed")
    return os.WIFSIGNALED(status)


def main(url: str, file: Path) -> None:
    """Kill at every seam until a walk comes through unkilled."""
    city = load_city(KOSTANAY)
    for seam in range(1, MOST_SEAMS):
        if not _in_child(url, file, city, seam, kill=True):
            print(seam - 1)  # noqa: T201
            return
        _in_child(url, file, city, seam, kill=False)
    raise SystemExit("the walk has no end")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
