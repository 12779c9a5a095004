"""What a turn costs end to end: claimed, understood, looked up, decided, committed, its reply handed to the channel.

Beside it, in the same rounds over the same embedded PostgreSQL (fsync on), a bare transaction that commits one row: the
least that any durable step can cost on this machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import asyncpg
import structlog

from app.city.load import load_city
from app.database import libpq_url, parse_url
from app.postgres import EmbeddedPostgres
from app.service import Service, open_service
from app.settings import CITIES
from bots.console.channel import ConsoleChannel
from intake_core.messages import ChannelName, InboundMessage
from intake_core.understanding.findings import understand

ROUNDS = 7
TURNS = 60
TEXTS = (
    "нет горячей воды алтынсарина 110",
    "по абая 28 в подъезде не горит лампочка",
    "Ауладағы жарық жанбайды, Чехов 105",
    "здравствуйте, третий день не вывозят мусор, баки переполнены, гоголя 67, примите меры",
    "статус",
)


async def turns(service: Service, channel: ConsoleChannel, number: int) -> float:
    """Seconds a turn, one after another."""
    messages = [
        InboundMessage(
            channel=ChannelName.CONSOLE,
            chat_id=f"{number}-{each}",
            platform_id=f"{number}-{each}",
            sent_at=service.road.clock(),
            text=TEXTS[each % len(TEXTS)],
        )
        for each in range(TURNS)
    ]
    await service.road.receive(messages)
    started = time.perf_counter()
    while await service.road.take_turn():
        pass
    await service.sender.send_all()
    assert len(channel.take()) == TURNS
    return (time.perf_counter() - started) / TURNS


async def commits(connection: asyncpg.Connection) -> float:
    """Seconds a bare durable insert, one after another."""
    started = time.perf_counter()
    for _ in range(TURNS):
        await connection.execute("INSERT INTO bare (body) VALUES ('x')")
    return (time.perf_counter() - started) / TURNS


def understanding(service: Service) -> float:
    """Seconds to understand a text."""
    started = time.perf_counter()
    for each in range(TURNS):
        understand(TEXTS[each % len(TEXTS)], service.city)
    return (time.perf_counter() - started) / TURNS


async def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101, S103 (the server's unprivileged user goes through it)
        postgres = EmbeddedPostgres(Path(folder) / "postgres")
        url = parse_url(postgres.start().url("postgres"))
        channel = ConsoleChannel()
        try:
            async with open_service(
                url=url,
                city=load_city(CITIES / "kostanay"),
                media_folder=Path(folder) / "media",
                make_channels=lambda *_: {ChannelName.CONSOLE: channel},
                settle=timedelta(0),
            ) as service:
                await compare(service, channel, libpq_url(url))
        finally:
            postgres.stop()


async def compare(service: Service, channel: ConsoleChannel, dsn: str) -> None:
    """Alternate, and print medians and their ratios."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, body text)")
    await turns(service, channel, 0)  # warm
    rounds = [
        (await turns(service, channel, number), await commits(connection), understanding(service))
        for number in range(1, ROUNDS + 1)
    ]
    await connection.close()
    turn, commit, text = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(
        f"a turn {turn * 1000:.1f} ms, of it understanding {text * 1000:.1f} ms; a bare commit {commit * 1000:.2f} ms"
    )
    print(f"a turn is {turn / commit:.0f} bare commits; {text / turn:.0%} of it is understanding")


if __name__ == "__main__":
    asyncio.run(main())
