"""A citizen in tests: writes, presses, sends photos, and reads what the service answered."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.states import AppealState
from intake_core.conversations import store as conversations
from intake_core.conversations.conversation import Conversation
from intake_core.digest.notices import read_notices
from intake_core.messages import Attachment, AttachmentKind, ChannelName, InboundMessage, OutboundMessage
from intake_core.road import Road
from intake_core.schema import conversation, outbound_message
from intake_core.wire import outbound_from_row

_ids = itertools.count(1)


@dataclass
class Citizen:
    """One citizen on one channel of a road."""

    road: Road
    chat_id: str = "1"
    channel: ChannelName = ChannelName.TELEGRAM
    _read: int = field(default=0, init=False)

    def message(self, text: str = "", **more: object) -> InboundMessage:
        """A message of this citizen, sent now."""
        given = {"platform_id": f"{self.chat_id}:{next(_ids)}", "sent_at": self.road.clock()}
        return InboundMessage(channel=self.channel, chat_id=self.chat_id, text=text, **{**given, **more})  # type: ignore[arg-type]

    async def writes(self, text: str = "", **more: object) -> list[str]:
        """Write, let the service work, and read its new replies."""
        await self.road.receive([self.message(text, **more)])
        await work(self.road)
        return await self.reads()

    async def presses(self, value: str) -> list[str]:
        """Press an offered choice."""
        return await self.writes(button=value)

    async def sends_photo(self, text: str = "", ref: str = "photo-1", **more: object) -> list[str]:
        """Send a photo, with or without words."""
        return await self.writes(text, attachments=(Attachment(kind=AttachmentKind.PHOTO, ref=ref),), **more)

    async def reads(self) -> list[str]:
        """The texts of the replies that were not read yet, in order."""
        return [message.text for message in await self.reads_messages()]

    async def reads_messages(self) -> list[OutboundMessage]:
        """The replies that were not read yet, in order."""
        async with self.road.engine.connect() as db:
            rows = await db.execute(
                select(outbound_message.c.id, outbound_message.c.payload)
                .join(conversation)
                .where(
                    conversation.c.channel == self.channel,
                    conversation.c.chat_id == self.chat_id,
                    outbound_message.c.id > self._read,
                )
                .order_by(outbound_message.c.id)
            )
            found = list(rows)
        self._read = max([self._read, *(row.id for row in found)])
        return [outbound_from_row(row.payload) for row in found]

    async def talk(self) -> Conversation:
        """The conversation as the service remembers it."""
        async with self.road.engine.connect() as db:
            found = await conversations.find(db, self.channel, self.chat_id)
        assert found is not None
        return found

    async def appeals(self) -> list[Appeal]:
        """This citizen's appeals and drafts, the newest first."""
        talk = await self.talk()
        async with self.road.engine.connect() as db:
            return await appeals.of_conversation(db, talk.id, states=list(AppealState))


async def work(road: Road) -> None:
    """Take turns until none is due."""
    while await road.take_turn():
        pass


async def publish(road: Road, **notice: object) -> None:
    """Publish one notice: hot water at Алтынсарина 110 for half a day, unless told otherwise."""
    now = road.clock()
    row = {
        "id": "n1",
        "utility": "hot_water",
        "status": "emergency",
        "addresses": [{"street": "Алтынсарина", "houses": ["110", "114"]}],
        "starts_at": (now - timedelta(hours=3)).isoformat(),
        "ends_at": (now + timedelta(hours=6)).isoformat(),
        "reason": "ремонт теплосети",
        "reason_kk": "жылу желісін жөндеу",
        **notice,
    }
    await road.publish(read_notices([row], published_at=now, zone=road.city.zone, make_id="n"), "test")
