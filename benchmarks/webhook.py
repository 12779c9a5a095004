"""Webhook → committed → 200, beside a bare aiohttp handler with one durable insert into the same database.

Both servers run in processes of their own over one embedded PostgreSQL with fsync on; the rounds alternate, so that a
noisy machine is noisy for both. Aim: at least 0.7 of the bare handler's rate, p99 at most 50 ms at half load.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from app.database import make_engine, migrate, parse_url
from app.postgres import EmbeddedPostgres
from benchmarks._servers import SECRET
from bots.telegram.webhook import PATH, SECRET_HEADER

ROUNDS = 5
ROUND_SECONDS = 3.0
CONNECTIONS = 32
_serial = itertools.count(1)


def update() -> bytes:
    """A citizen's message as Telegram pushes it; 500 citizens take turns."""
    number = next(_serial)
    chat = {"id": 500_000_000 + number % 500, "first_name": "Сергей", "type": "private"}
    message = {
        "message_id": number,
        "from": {"id": chat["id"], "is_bot": False, "first_name": "Сергей", "language_code": "ru"},
        "chat": chat,
        "date": int(time.time()),
        "text": "нет горячей воды алтынсарина 110",
    }
    return json.dumps({"update_id": number, "message": message}).encode()


@asynccontextmanager
async def server(which: str, url: str) -> AsyncIterator[str]:
    """A server's address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks._servers", which, url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}{PATH}"
    finally:
        process.stdin.close()
        await process.wait()


async def _post(session: aiohttp.ClientSession, address: str) -> float:
    """Seconds until the 200."""
    started = time.perf_counter()
    async with session.post(address, data=update(), headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 200, await answer.text()
        await answer.read()
    return time.perf_counter() - started


async def rate(session: aiohttp.ClientSession, address: str) -> float:
    """Requests a second with every connection busy."""
    until = time.perf_counter() + ROUND_SECONDS
    done = 0

    async def one_connection() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await _post(session, address)
            done += 1

    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return done / ROUND_SECONDS


async def latencies(session: aiohttp.ClientSession, address: str, per_second: float) -> list[float]:
    """Seconds of each request at a steady load, each sent at its time whether the others are answered or not."""
    started = time.perf_counter()
    tasks = []
    for number in range(int(per_second * ROUND_SECONDS)):
        await asyncio.sleep(max(0.0, started + number / per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(_post(session, address)))
    return list(await asyncio.gather(*tasks))


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101, S103 (the server's unprivileged user goes through it)
        postgres = EmbeddedPostgres(Path(folder) / "postgres")
        url = postgres.start().url("postgres")
        engine = make_engine(parse_url(url))
        await migrate(engine)
        await engine.dispose()
        try:
            await compare(url)
        finally:
            postgres.stop()


async def compare(url: str) -> None:
    """Alternate rounds, then the latency at half of our rate."""
    connector = aiohttp.TCPConnector(limit=256)
    async with (
        server("ours", url) as ours,
        server("bare", url) as bare,
        aiohttp.ClientSession(connector=connector) as s,
    ):
        for address in (ours, bare):
            await rate(s, address)  # warm
        rounds = [(await rate(s, ours), await rate(s, bare)) for _ in range(ROUNDS)]
        mine, its = (statistics.median(each) for each in zip(*rounds, strict=True))
        ratio = statistics.median(one / other for one, other in rounds)
        taken = sorted(await latencies(s, ours, mine / 2))
    p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(f"ours {mine:.0f}/s, bare {its:.0f}/s, ratio {ratio:.2f} (aim ≥ 0.70)")
    print(f"at half load ({mine / 2:.0f}/s): median {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms (aim ≤ 50)")


if __name__ == "__main__":
    asyncio.run(main())
