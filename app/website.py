"""What the website needs of the core, bound to this installation's database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from bots.website.city_facts import CityFacts, EmergencyNumber
from intake_core.city import City, Names
from intake_core.conversations import store as conversations
from intake_core.conversations.transcript import Line
from intake_core.evidence import store as evidence
from intake_core.messages import ChannelName

ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class StoredTranscript:
    """What was said, read from the database."""

    engine: AsyncEngine

    async def lines(self, channel: ChannelName, chat_id: str, *, limit: int = 200) -> list[Line]:
        """The last lines of both sides, oldest first."""
        async with self.engine.connect() as db:
            citizens = await conversations.inbound_lines(db, channel, chat_id, limit)
            ours = await conversations.outbound_lines(db, channel, chat_id, 0, limit)
        return sorted([*citizens, *ours], key=lambda line: line.at)[-limit:]

    async def replies_after(self, channel: ChannelName, chat_id: str, after: int) -> list[Line]:
        """Our lines with an id over `after`."""
        async with self.engine.connect() as db:
            return await conversations.outbound_lines(db, channel, chat_id, after, ALL)

    async def seen(self, channel: ChannelName, chat_id: str, up_to: int) -> None:
        """Our lines up to this id are delivered."""
        async with self.engine.begin() as db:
            await conversations.mark_seen(db, channel, chat_id, up_to)


@dataclass(frozen=True, slots=True)
class StoredUploads:
    """Which chat uploaded what, kept in the database."""

    engine: AsyncEngine

    async def add(self, key: str, *, chat_id: str, content_type: str, file_name: str, size_bytes: int) -> None:
        """Note a stored file."""
        row = evidence.UploadRow(
            key=key, chat_id=chat_id, content_type=content_type, file_name=file_name, size_bytes=size_bytes
        )
        async with self.engine.begin() as db:
            await evidence.add_upload(db, row)

    async def find(self, key: str) -> evidence.UploadRow | None:
        """The upload with this key, whosever it is."""
        async with self.engine.connect() as db:
            return await evidence.find_upload(db, key)


def facts_of(city: City) -> CityFacts:
    """What the chat page says of the city."""
    return CityFacts(
        name=_by_language(city.name),
        centre=city.centre.short_name,
        phone=city.centre.phone,
        whatsapp=city.centre.whatsapp,
        instagram=city.centre.instagram,
        emergency=tuple(
            EmergencyNumber(number=number, answers=_by_language(answers))
            for number, answers in city.emergency_numbers.items()
        ),
        time_zone=str(city.zone),
    )


def _by_language(names: Names) -> dict[str, str]:
    return {"ru": names.ru, "kk": names.kk}
