"""The two servers that `benchmarks.webhook` compares, each in a process of its own.

`python -m benchmarks._servers ours|bare DATABASE_URL` prints its port and serves until standard input ends. `ours` is
the product's Telegram webhook over the real inbox; `bare` is an aiohttp handler with one durable insert.
"""

from __future__ import annotations

import asyncio
import sys

import asyncpg
from aiohttp import web

from app.database import libpq_url, make_engine, parse_url
from app.service import wall_clock
from bots.telegram import webhook
from bots.telegram.channel import TelegramChannel
from intake_core.bell import Bell
from intake_core.inbox.door import Door
from intake_core.road import Road

SECRET = "benchmark"  # noqa: S105 (of a server that only this benchmark talks to)
TOKEN = "1:benchmark"  # noqa: S105


async def ours(url: str) -> web.Application:
    """The product: verify, parse, commit to the inbox, 200."""
    engine = make_engine(parse_url(url))
    bell = Bell(libpq_url(parse_url(url)))
    await bell.start()
    road = Road(engine=engine, door=Door(url), city=None, bell=bell, clock=wall_clock)  # type: ignore[arg-type]  # receiving asks no city
    app = web.Application()
    webhook.add_routes(app, TelegramChannel(TOKEN), road.receive, SECRET, lambda _reason: None)
    return app


async def bare(url: str) -> web.Application:
    """As little as a durable webhook can do."""
    pool = await asyncpg.create_pool(url, min_size=20, max_size=30)
    await pool.execute(
        "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body text, at timestamptz DEFAULT now())"
    )

    async def receive(request: web.Request) -> web.Response:
        await pool.execute("INSERT INTO bare (body) VALUES ($1)", await request.text())
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post(webhook.PATH, receive)
    return app


async def main(which: str, url: str) -> None:
    """Serve until standard input ends."""
    app = await (ours if which == "ours" else bare)(url)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
