"""The rest of the service, in memory: enough of it to run the website for real."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bots.website.channel import WebsiteChannel
from bots.website.city_facts import CityFacts, EmergencyNumber
from bots.website.routes import add_routes
from bots.website.site import WebsiteSettings
from intake_core.bell import Bell
from intake_core.conversations.transcript import Line
from intake_core.messages import (
    Attachment,
    ChannelEvent,
    ChannelName,
    Choice,
    InboundMessage,
    OutboundMessage,
    Purpose,
)
from media_store.store import MediaStore

CITY = CityFacts(
    name={"ru": "Костанай", "kk": "Қостанай"},
    centre="iKOMEK-109",
    phone="109",
    whatsapp="8-700-283-85-00",
    instagram="@qostanai.ikomek",
    emergency=(
        EmergencyNumber(number="101", answers={"ru": "пожарная служба", "kk": "өрт сөндіру қызметі"}),
        EmergencyNumber(number="102", answers={"ru": "полиция", "kk": "полиция"}),
        EmergencyNumber(number="103", answers={"ru": "скорая помощь", "kk": "жедел жәрдем"}),
        EmergencyNumber(number="104", answers={"ru": "аварийная газовая служба", "kk": "апаттық газ қызметі"}),
        EmergencyNumber(number="112", answers={"ru": "единая служба спасения", "kk": "бірыңғай құтқару қызметі"}),
    ),
)


class MemoryTranscript:
    """Both sides' lines, by chat; stores a citizen's message once by its platform id."""

    def __init__(self) -> None:
        self.by_chat: dict[str, list[Line]] = defaultdict(list)
        self.seen_up_to: dict[str, int] = {}
        self._last_id = 0

    async def lines(self, channel: ChannelName, chat_id: str, *, limit: int = 200) -> list[Line]:
        assert channel is ChannelName.WEBSITE
        return self.by_chat[chat_id][-limit:]

    async def replies_after(self, channel: ChannelName, chat_id: str, after: int) -> list[Line]:
        assert channel is ChannelName.WEBSITE
        return [line for line in self.by_chat[chat_id] if line.id > after]

    async def seen(self, channel: ChannelName, chat_id: str, up_to: int) -> None:
        assert channel is ChannelName.WEBSITE
        self.seen_up_to[chat_id] = max(up_to, self.seen_up_to.get(chat_id, 0))

    def hear(self, message: InboundMessage) -> bool:
        """Note a citizen's message. Says whether it is new."""
        known = self.by_chat[message.chat_id]
        if any(line.message_id == message.platform_id for line in known):
            return False
        known.append(
            Line(
                id=0,
                message_id=message.platform_id,
                from_citizen=True,
                author=None,
                text=message.text,
                attachments=message.attachments,
                location=message.location,
                at=message.sent_at,
            )
        )
        return True

    def say(
        self,
        chat_id: str,
        text: str,
        *choices: Choice,
        author: str | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> Line:
        """Add a line of ours."""
        self._last_id += 1
        line = Line(
            id=self._last_id,
            message_id="",
            from_citizen=False,
            author=author,
            text=text,
            choices=choices,
            attachments=attachments,
            at=datetime.now(UTC),
        )
        self.by_chat[chat_id].append(line)
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpload:
    """The note of an upload."""

    chat_id: str
    content_type: str
    file_name: str
    size_bytes: int


class MemoryUploads:
    """Who uploaded what."""

    def __init__(self) -> None:
        self.by_key: dict[str, StoredUpload] = {}

    async def add(self, key: str, *, chat_id: str, content_type: str, file_name: str, size_bytes: int) -> None:
        assert key not in self.by_key, "two uploads with one key"
        self.by_key[key] = StoredUpload(
            chat_id=chat_id, content_type=content_type, file_name=file_name, size_bytes=size_bytes
        )

    async def find(self, key: str) -> StoredUpload | None:
        return self.by_key.get(key)


@dataclass
class Service:
    """A centre that stores what comes in and, if told to, echoes it with two choices."""

    media: MediaStore
    settings: WebsiteSettings = field(default_factory=WebsiteSettings)
    echoes: bool = True
    accepted: list[InboundMessage] = field(default_factory=list)
    broken: bool = False
    transcript: MemoryTranscript = field(default_factory=MemoryTranscript)
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    bell: Bell = field(default_factory=Bell)

    @classmethod
    def in_folder(cls, folder: Path, settings: WebsiteSettings | None = None, *, echoes: bool = True) -> Service:
        return cls(media=MediaStore.in_folder(folder), settings=settings or WebsiteSettings(), echoes=echoes)

    @property
    def channel(self) -> WebsiteChannel:
        return WebsiteChannel(self.bell, self.media)

    async def accept(self, messages: Sequence[InboundMessage], events: Sequence[ChannelEvent]) -> None:
        assert not events, "the website tells nothing but messages"
        if self.broken:
            raise RuntimeError("the database is away")
        for message in messages:
            self.accepted.append(message)
            if self.transcript.hear(message) and self.echoes:
                await self.reply(
                    message.chat_id, f"Вы написали: {message.text}", Choice(title="Да", value="yes"),
                    Choice(title="Нет, ещё не всё", value="no"),
                )  # fmt: skip

    async def reply(self, chat_id: str, text: str, *choices: Choice, author: str | None = None) -> Line:
        """What the outbox does: the line is committed, then the channel is told."""
        line = self.transcript.say(chat_id, text, *choices, author=author)
        await self.channel.send(OutboundMessage(chat_id=chat_id, text=text, purpose=Purpose.ANSWER))
        return line

    def application(self) -> web.Application:
        app = web.Application()
        add_routes(
            app,
            accept=self.accept,
            transcript=self.transcript,
            uploads=self.uploads,
            media=self.media,
            bell=self.bell,
            city=CITY,
            settings=self.settings,
        )
        return app
