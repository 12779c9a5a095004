"""`intake chat`: the whole road in a terminal, a step at a time, over a database of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.service import Service, in_zone
from bots.console.channel import ConsoleChannel
from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal
from intake_core.conversations import store as conversations
from intake_core.digest.notices import BadNotice, read_notices
from intake_core.inbox import store as inbox
from intake_core.inbox.store import DecidedTurn
from intake_core.messages import (
    Attachment,
    AttachmentKind,
    ChannelName,
    InboundMessage,
    Location,
    OutboundMessage,
    clean_text,
)
from intake_core.outbox import store as outbox


class BadStep(ValueError):
    """A step that cannot be done. Says why, in words."""


@dataclass
class ChatClock:
    """A clock that stands where it was put, or runs with the wall if it was put nowhere."""

    wall: Any
    fixed: datetime | None = None

    def __call__(self) -> datetime:
        """The time."""
        return self.fixed or self.wall()


@dataclass
class Chat:
    """Does one step after another and tells what came of each."""

    service: Service
    channel: ConsoleChannel
    clock: ChatClock
    _last_event: int = field(default=0, init=False)
    _last_turn: int = field(default=0, init=False)

    async def start(self) -> None:
        """Look where the database's history stands, so that only what is new is told."""
        await self._changed_appeals()
        await self._new_turns()
        await self._forget_pace()

    async def step(self, step: object) -> dict[str, Any]:
        """Do a step and say what came of it. Raises BadStep in words."""
        if not isinstance(step, dict):
            raise BadStep("a step is a JSON object")
        talk: str | None = None
        if "clock" in step:
            self.clock.fixed = _moment(step["clock"], self.service)
            await self._forget_pace()
            await self.service.road.give_up_questions()
        elif "publish" in step:
            await self.publish(step["publish"])
        else:
            message = _message(step, self.clock())
            talk = message.chat_id
            await self.service.road.receive([message])
        await self._settle()
        return await self._told(talk)

    async def publish(self, digest: object) -> None:
        """Put notices in force. Raises BadStep naming every fault."""
        try:
            notices = read_notices(
                digest, published_at=self.clock(), zone=self.service.city.zone, make_id=f"n-{uuid4().hex[:8]}"
            )
        except BadNotice as error:
            raise BadStep(str(error)) from error
        await self.service.road.publish(notices, "console")

    async def _forget_pace(self) -> None:
        """The clock may stand earlier than it did."""
        async with self.service.engine.begin() as db:
            await outbox.forget_pace(db, self.channel.name)

    async def _settle(self) -> None:
        """All that is due now, until nothing is."""
        while await self.service.road.take_turn():
            pass
        await self.service.sender.send_all()
        while await self.service.fetcher.fetch_due():
            pass

    async def _told(self, talk: str | None) -> dict[str, Any]:
        sent = self.channel.take()
        async with self.service.engine.connect() as db:
            known = await conversations.find(db, ChannelName.CONSOLE, talk) if talk else None
            review = await conversations.needs_person(db, known.id) if known else False
        turns = [one for one in await self._new_turns() if known is not None and one.conversation_id == known.id]
        return {
            "conversation": talk,
            "replies": [_reply(message) for message in sent if message.chat_id == talk],
            "pushed": [{"conversation": m.chat_id, "text": m.text} for m in sent if m.chat_id != talk],
            "appeals": [_appeal(one) for one in await self._changed_appeals()],
            "notices": sorted({notice for one in turns for notice in one.notices}),
            "intent": turns[-1].intent if turns else None,
            "emergency": next((one.emergency for one in turns if one.emergency), None),
            "review": review,
        }

    async def _new_turns(self) -> list[DecidedTurn]:
        async with self.service.engine.connect() as db:
            found = await inbox.turns_since(db, self._last_turn)
        self._last_turn = max([self._last_turn, *(one.id for one in found)])
        return found

    async def _changed_appeals(self) -> list[Appeal]:
        async with self.service.engine.connect() as db:
            changed, self._last_event = await appeals.changed_since(db, self._last_event)
        return changed


def _appeal(one: Appeal) -> dict[str, Any]:
    return {
        "number": one.number,
        "street": one.place.street,
        "house": one.place.house,
        "microdistrict": one.place.microdistrict,
        "landmark": one.place.landmark,
        "service": one.service_code,
        "sphere": one.sphere,
        "executor": one.executor_code,
        "status": one.state,
    }


def _reply(message: OutboundMessage) -> dict[str, Any]:
    return {
        "text": message.text,
        "choices": [{"title": choice.title, "value": choice.value} for choice in message.choices],
    }


def _message(step: dict[str, Any], now: datetime) -> InboundMessage:
    talk = step.get("conversation")
    if not isinstance(talk, str | int) or not str(talk):
        raise BadStep("a step needs a conversation, or is {'clock': …} or {'publish': …}")
    text = step.get("text", "")
    if not isinstance(text, str):
        raise BadStep("text is a string")
    button = step.get("button")
    return InboundMessage(
        channel=ChannelName.CONSOLE,
        chat_id=str(talk),
        platform_id=str(step.get("id") or uuid4()),
        sent_at=now,
        text=clean_text(text),
        attachments=tuple(_attachments(step)),
        location=_location(step.get("location")),
        button=str(button) if button is not None else None,
    )


def _attachments(step: dict[str, Any]) -> list[Attachment]:
    found = []
    for kind in (AttachmentKind.PHOTO, AttachmentKind.VIDEO):
        paths = step.get(kind.value, [])
        for path in paths if isinstance(paths, list) else [paths]:
            if not isinstance(path, str) or not Path(path).is_file():
                raise BadStep(f"{kind.value}: there is no file {path}")
            found.append(Attachment(kind=kind, ref=str(Path(path).absolute()), file_name=Path(path).name))
    return found


def _location(point: object) -> Location | None:
    if point is None:
        return None
    if not isinstance(point, list) or len(point) != 2:
        raise BadStep("location is [latitude, longitude]")
    try:
        return Location(lat=float(point[0]), lon=float(point[1]))
    except (TypeError, ValueError) as error:
        raise BadStep("location is [latitude, longitude]") from error


def _moment(text: object, service: Service) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise BadStep(f"clock: {text!r} is no time: write 2026-01-31T09:00:00+05:00") from error
    return in_zone(moment, service.city.zone)
