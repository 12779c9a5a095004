"""A replica of the service without the web: turns and sends until it is told to stop.

Run as a program: `python -m tests.processes.replica DATABASE_URL FILE`; ends when standard input does.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from app.city.load import load_city
from app.database import parse_url
from app.service import open_service
from tests.conftest import KOSTANAY
from tests.processes.recording import RecordingChannel


async def main(url: str, file: Path) -> None:
    """Work until standard input ends."""
    channel = RecordingChannel(file)
    with tempfile.TemporaryDirectory() as media:
        async with open_service(
            url=parse_url(url),
            city=load_city(KOSTANAY),
            media_folder=Path(media),
            make_channels=lambda *_: {channel.name: channel},
        ) as service:
            print("ready", flush=True)  # noqa: T201
            async with service.working(4):
                await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
