"""A killed process loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.service import wall_clock
from intake_core.bell import INBOX, Bell
from intake_core.city import City
from intake_core.inbox.door import Door
from intake_core.messages import ChannelName, InboundMessage
from intake_core.road import Road
from intake_core.schema import appeal, conversation, inbound_message, outbound_message
from tests.conftest import ROOT

FEWEST_SEAMS = 20
CONVERSATIONS = 2000


async def _run_module(name: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", name, *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


def _sent(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


async def test_a_kill_at_any_seam_loses_and_doubles_nothing(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    """Killed before any statement or commit: one appeal, one reply, sent at least once, nothing pending."""
    file = tmp_path / "sent.jsonl"
    process = await _run_module("tests.processes.seams", database_url, str(file))
    out, _ = await process.communicate()
    assert process.returncode == 0
    seams = int(out.splitlines()[-1])
    assert seams >= FEWEST_SEAMS
    async with engine.connect() as db:
        pending = await db.scalar(
            select(func.count()).select_from(inbound_message).where(inbound_message.c.state != "done")
        )
        replies = await db.execute(
            select(conversation.c.chat_id, func.count(), func.min(outbound_message.c.state))
            .join(outbound_message)
            .group_by(conversation.c.chat_id)
        )
        appeals = await db.execute(
            select(conversation.c.chat_id, func.count(), func.count(appeal.c.number))
            .join(appeal)
            .group_by(conversation.c.chat_id)
        )
        everybody = {f"seam-{seam}" for seam in range(1, seams + 2)}
        assert pending == 0
        assert {tuple(row) for row in replies} == {(chat, 1, "sent") for chat in everybody}
        assert {tuple(row) for row in appeals} == {(chat, 1, 1) for chat in everybody}
    sends = Counter(line["chat"] for line in _sent(file))
    assert set(sends) == everybody
    assert max(sends.values()) <= 2  # at least once: a kill between the send and its receipt sends again


async def test_two_replicas_share_the_work(
    engine: AsyncEngine, door: Door, database_url: str, city: City, bell: Bell, tmp_path: Path
) -> None:
    """2 000 conversations of two messages each: every message done, no reply lost, doubled or out of order."""
    road = Road(engine=engine, door=door, city=city, bell=bell, clock=wall_clock, settle=timedelta(0))
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    replicas = [await _run_module("tests.processes.replica", database_url, str(file)) for file in files]
    for replica in replicas:
        assert replica.stdout is not None
        assert await replica.stdout.readline() == b"ready\n"
    for position, text in enumerate(("не вывозят мусор абая 28", "статус")):
        await _everybody_writes(road, position, text)
    bell.ring(INBOX)
    await _until_quiet(engine)
    for replica in replicas:
        assert replica.stdin is not None
        replica.stdin.close()
        assert await replica.wait() == 0
    await _check_everybody(engine, files)


async def _everybody_writes(road: Road, position: int, text: str) -> None:
    for start in range(0, CONVERSATIONS, 100):
        await road.receive(
            [
                InboundMessage(
                    channel=ChannelName.TELEGRAM,
                    chat_id=f"chat-{number}",
                    platform_id=f"chat-{number}:{position}",
                    sent_at=road.clock() + timedelta(seconds=position),
                    text=text,
                )
                for number in range(start, start + 100)
            ]
        )


async def _until_quiet(engine: AsyncEngine, limit_seconds: float = 300) -> None:
    async with asyncio.timeout(limit_seconds):
        while True:
            async with engine.connect() as db:
                waiting = await db.scalar(
                    select(func.count()).select_from(inbound_message).where(inbound_message.c.state == "pending")
                )
                queued = await db.scalar(
                    select(func.count()).select_from(outbound_message).where(outbound_message.c.state == "queued")
                )
            if waiting == 0 and queued == 0:
                return
            await asyncio.sleep(0.2)


async def _check_everybody(engine: AsyncEngine, files: list[Path]) -> None:
    async with engine.connect() as db:
        states = await db.execute(select(inbound_message.c.state, func.count()).group_by(inbound_message.c.state))
        assert [tuple(row) for row in states] == [("done", 2 * CONVERSATIONS)]
        assert await db.scalar(select(func.count()).select_from(appeal)) == CONVERSATIONS
        rows = await db.execute(
            select(conversation.c.chat_id, outbound_message.c.text, outbound_message.c.turn_id)
            .join(outbound_message)
            .order_by(outbound_message.c.id)
        )
        written = defaultdict(list)
        turns = set()
        for chat_id, text, turn_id in rows:
            written[chat_id].append(text)
            assert turn_id not in turns  # one reply a turn
            turns.add(turn_id)
    sent = sorted((line for file in files for line in _sent(file)), key=lambda line: line["at"])
    arrived = defaultdict(list)
    for line in sent:
        arrived[line["chat"]].append(line["text"])
    assert arrived == written
    assert len(written) == CONVERSATIONS
    assert all(_sent(file) for file in files)  # both replicas worked
