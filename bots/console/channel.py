"""The terminal's channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from intake_core.messages import ChannelName, OutboundMessage, Receipt
from intake_core.outbox.channel import Capabilities, FileGone, TextUnit

PIECE_BYTES: Final = 256 * 1024


class ConsoleChannel:
    """Keeps what was sent until `take` is called. No limits: nobody else is at the other end."""

    name = ChannelName.CONSOLE
    can = Capabilities(
        text_limit=100_000,
        text_unit=TextUnit.CHARACTERS,
        max_choices=20,
        sends_per_second=1e6,
        chat_interval=timedelta(0),
    )

    def __init__(self) -> None:
        self._sent: list[OutboundMessage] = []
        self._count = 0

    async def send(self, message: OutboundMessage) -> Receipt:
        """Keep the message for `take`."""
        self._sent.append(message)
        self._count += 1
        return Receipt(platform_ids=(f"console-{self._count}",))

    def take(self) -> list[OutboundMessage]:
        """What was sent since the last call, in order."""
        taken, self._sent = self._sent, []
        return taken

    @asynccontextmanager
    async def open_file(self, ref: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """A file of this machine. Raises FileGone if it cannot be read."""
        try:
            with Path(ref).open("rb") as file:  # noqa: ASYNC230 (opening only; reading goes to a thread)

                async def pieces() -> AsyncIterator[bytes]:
                    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                        yield piece

                yield pieces()
        except OSError as error:
            raise FileGone(f"{ref}: {error.strerror}") from error
