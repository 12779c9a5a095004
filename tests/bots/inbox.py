"""Where the tests' channels deliver to. The contract needs no more of an inbox than this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from intake_core.messages import ChannelEvent, InboundMessage


class Inbox(Protocol):
    """Stores what came in, once. The fixture `inbox` gives one; a real one may take its place."""

    async def accept(self, messages: Sequence[InboundMessage], events: Sequence[ChannelEvent]) -> None: ...

    async def messages(self) -> Sequence[InboundMessage]:
        """Everything stored, in order of arrival."""
        ...

    async def events(self) -> Sequence[ChannelEvent]: ...

    def break_down(self, times: int = 1) -> None:
        """The next `accept`s raise, and store nothing."""
        ...


class ListInbox:
    """An inbox in memory: as the real one, it stores a message once by its channel and platform id."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], InboundMessage] = {}
        self._events: list[ChannelEvent] = []
        self._failures = 0

    async def accept(self, messages: Sequence[InboundMessage], events: Sequence[ChannelEvent]) -> None:
        if self._failures > 0:
            self._failures -= 1
            raise ConnectionError("the database is away")
        for message in messages:
            self._messages.setdefault((message.channel, message.platform_id), message)
        self._events += events

    async def messages(self) -> Sequence[InboundMessage]:
        return list(self._messages.values())

    async def events(self) -> Sequence[ChannelEvent]:
        return list(self._events)

    def break_down(self, times: int = 1) -> None:
        self._failures = times
