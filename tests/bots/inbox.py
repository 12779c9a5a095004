"""The inbox that the tests' channels deliver to: the product's own, over the test's PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from intake_core.messages import ChannelEvent, ChannelName, EventKind, InboundMessage
from intake_core.road import Road
from intake_core.schema import channel_event, inbound_message
from intake_core.wire import inbound_from_row


@dataclass
class Inbox:
    """Stores what came in, once, and can be told to break down."""

    road: Road
    _failures: int = field(default=0, init=False)

    async def accept(self, messages: Sequence[InboundMessage], events: Sequence[ChannelEvent]) -> None:
        """What the adapters call."""
        if self._failures > 0:
            self._failures -= 1
            raise ConnectionError("the database is away")
        await self.road.receive(messages, events)

    async def messages(self) -> Sequence[InboundMessage]:
        """Everything stored, in order of arrival."""
        async with self.road.engine.connect() as db:
            rows = await db.execute(select(inbound_message.c.payload).order_by(inbound_message.c.id))
            return [inbound_from_row(row.payload) for row in rows]

    async def events(self) -> Sequence[ChannelEvent]:
        """Everything the platforms told besides messages, in order of arrival."""
        async with self.road.engine.connect() as db:
            rows = await db.execute(select(channel_event).order_by(channel_event.c.id))
            return [
                ChannelEvent(
                    channel=ChannelName(row.channel),
                    kind=EventKind(row.kind),
                    chat_id=row.chat_id,
                    message_id=row.message_id,
                    at=row.at,
                    detail=row.detail,
                )
                for row in rows
            ]

    def break_down(self, times: int = 1) -> None:
        """The next `accept`s raise, and store nothing."""
        self._failures = times
