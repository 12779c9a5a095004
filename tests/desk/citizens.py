"""Citizens who write to the service, for whatever needs their messages, appeals and conversations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.registration import UNROUTED
from intake_core.decisions import Review
from intake_core.messages import Attachment, AttachmentKind, ChannelName, InboundMessage
from intake_core.road import Road
from intake_core.schema import appeal, conversation, outbound_message
from tests.conftest import Clock

SURE = "Не горит фонарь на столбе, Абая 28"
UNSURE = "Что-то не так с фонарём на столбе, Майлина 24"
GAS = "Пахнет газом в подъезде Аль-Фараби 92"
OPERATOR = "Позовите оператора"


class Citizens:
    """Everybody who writes, each from a chat of their own."""

    def __init__(self, road: Road, clock: Clock) -> None:
        self.road = road
        self.clock = clock
        self._serial = 0

    async def writes(self, chat: str, text: str, *, photo: bool = False, name: str = "Айгуль") -> None:
        """A citizen writes, and the service takes the turn."""
        self._serial += 1
        photos = (Attachment(kind=AttachmentKind.PHOTO, ref=f"photo-{self._serial}"),) if photo else ()
        message = InboundMessage(
            channel=ChannelName.TELEGRAM,
            chat_id=chat,
            platform_id=f"m{self._serial}",
            sent_at=self.clock(),
            sender_name=name,
            text=text,
            attachments=photos,
        )
        await self.road.receive([message])
        while await self.road.take_turn():
            pass

    async def is_unsure(self, chat: str, *, photo: bool = False) -> Appeal:
        """A citizen whose appeal was registered without a sure service; how that came is the classifier's business."""
        await self.writes(chat, SURE, photo=photo)
        made = await self.appeal(chat)
        values = {"description": UNSURE, "service_code": None, "sphere": None, "executor_code": UNROUTED}
        async with self.road.engine.begin() as db:
            await db.execute(update(appeal).where(appeal.c.id == made.id).values(**values))
            await appeals.call_person(db, made.id, Review.UNSURE_SERVICE, self.clock())
        return await self.appeal(chat)

    async def conversation(self, chat: str) -> int:
        """The row of a chat's conversation."""
        (row,) = await self.rows(select(conversation.c.id).where(conversation.c.chat_id == chat))
        return int(row.id)

    async def appeal(self, chat: str) -> Appeal:
        """The newest appeal of a chat, as it is now."""
        async with self.road.engine.connect() as db:
            id_ = await db.scalar(
                select(appeal.c.id)
                .join(conversation)
                .where(conversation.c.chat_id == chat)
                .order_by(appeal.c.id.desc())
                .limit(1)
            )
            found = await appeals.get(db, int(id_ or 0))
        assert found is not None
        return found

    async def replies(self, chat: str) -> list[Any]:
        """Our messages to a chat, in order."""
        return await self.rows(
            select(outbound_message)
            .join(conversation)
            .where(conversation.c.chat_id == chat)
            .order_by(outbound_message.c.id)
        )

    async def fail_replies(self, chat: str, state: str = "failed") -> None:
        """None of our messages to this chat arrived."""
        number = await self.conversation(chat)
        async with self.road.engine.begin() as db:
            await db.execute(
                update(outbound_message)
                .where(outbound_message.c.conversation_id == number)
                .values(state=state, error="the chat is closed")
            )

    async def rows(self, query: Any) -> list[Any]:
        """What stands in the database."""
        async with self.road.engine.connect() as db:
            return list((await db.execute(query)).all())
