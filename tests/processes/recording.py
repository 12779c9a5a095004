"""A channel for worker processes in tests: what it was told to send stands in a file, a line a message."""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from intake_core.messages import ChannelName, OutboundMessage, Receipt
from intake_core.outbox.channel import Capabilities, FileGone, TextUnit


class RecordingChannel:
    """Appends each message to a file, in one write, so that a kill leaves whole lines."""

    name = ChannelName.TELEGRAM
    can = Capabilities(
        text_limit=4096,
        text_unit=TextUnit.UTF16,
        max_choices=8,
        sends_per_second=10_000,
        chat_interval=timedelta(0),
    )

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Write it down."""
        line = json.dumps({"at": time.monotonic(), "chat": message.chat_id, "text": message.text}) + "\n"
        os.write(self._file, line.encode())
        return Receipt(platform_ids=(f"{os.getpid()}-{time.monotonic_ns()}",))

    @asynccontextmanager
    async def open_file(self, ref: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """There are no files here."""
        raise FileGone(ref)
        yield
