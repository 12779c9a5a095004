"""The shapes that all channels share: what came in, what goes out, and what the platform said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

MAX_TEXT: Final = 20_000
"""Characters of a citizen's text that are kept as the message; no channel lets a person type more."""


class ChannelName(StrEnum):
    """The channels, by the names used in rows, URLs, settings and outputs."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    INSTAGRAM = "instagram"
    WEBSITE = "website"
    OPEN311 = "open311"
    CONSOLE = "console"


class AttachmentKind(StrEnum):
    """What a platform says a file is; its content is checked later, in `media_store`."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    OTHER = "other"


class Purpose(StrEnum):
    """Why a message goes out; a channel's windows and templates depend on it."""

    ANSWER = "answer"
    QUESTION = "question"
    REGISTERED = "registered"
    CASE_UPDATE = "case_update"
    STAFF_REPLY = "staff_reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A platform's reference to a file. Only *where* it lies: the bytes are fetched in the background."""

    kind: AttachmentKind
    ref: str  # what the channel needs to fetch it: a file id, a URL, an upload key
    unique_id: str = ""  # the platform's stable identity of the content, where it has one
    content_type: str = ""
    file_name: str = ""
    size_bytes: int | None = None
    duration_seconds: float | None = None

    def __post_init__(self) -> None:
        if not self.ref:
            raise ValueError("an attachment needs a reference")
        if self.size_bytes is not None and self.size_bytes < 0:
            raise ValueError("size_bytes is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A point on the map, WGS 84, degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not -90 <= self.lat <= 90 or not -180 <= self.lon <= 180:
            raise ValueError("not a place on Earth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A phone number somebody shared. It counts as the sender's only if `own`."""

    phone: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """What a citizen sent, in the shape all channels share.

    `platform_id` is unique within the channel: the inbox stores a message once by it. An edited message carries
    its own `platform_id` (the edit is a new fact) and names the message it replaces in `edits`.
    """

    channel: ChannelName
    chat_id: str  # the conversation, as the platform addresses it
    platform_id: str
    sent_at: datetime  # the platform's clock, not ours
    sender_name: str = ""
    language_hint: str = ""  # what the platform says of the sender's language, as sent
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    reply_to: str | None = None
    edits: str | None = None
    button: str | None = None  # the value of the choice that was pressed
    album_id: str | None = None
    unknown_type: str | None = None  # the platform's name for a kind of message we do not know yet

    def __post_init__(self) -> None:
        if self.sent_at.utcoffset() is None:
            raise ValueError("sent_at needs a time zone")
        if not self.chat_id or not self.platform_id:
            raise ValueError("a message needs its chat and its platform's id")
        if len(self.text) > MAX_TEXT:
            raise ValueError(f"text is over {MAX_TEXT} characters: clean it with `clean_text`")
        if "\0" in self.text:
            raise ValueError("text holds a NUL: clean it with `clean_text`")


class EventKind(StrEnum):
    """What a platform tells us besides messages."""

    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    ECHO = "echo"
    REACTION = "reaction"
    DELETED = "deleted"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    IGNORED = "ignored"  # understood as none of ours; kept for `normalize --events` and the counters


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEvent:
    """A receipt, a reaction, a block: facts about a conversation that are no citizen's message."""

    channel: ChannelName
    kind: EventKind
    chat_id: str = ""
    message_id: str = ""  # the platform's id of the message concerned, if any
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer offered under a question. `value` comes back as `InboundMessage.button`."""

    title: str
    value: str

    def __post_init__(self) -> None:
        if not self.title or not self.value:
            raise ValueError("a choice needs a title and a value")
        if len(self.value.encode()) > 64:
            # Telegram's callback_data is the narrowest of all: 64 bytes (Bot API, InlineKeyboardButton).
            raise ValueError("a choice's value is over 64 bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """What goes to one chat. A channel renders the choices as buttons, or as numbers where it has none."""

    chat_id: str
    text: str
    purpose: Purpose
    choices: tuple[Choice, ...] = ()
    evidence: tuple[str, ...] = ()  # keys in the media store, sent along
    reply_to: str | None = None
    ask_contact: bool = False
    ask_location: bool = False

    def __post_init__(self) -> None:
        if not self.text and not self.evidence:
            raise ValueError("an outbound message needs text or evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform said when it took a message."""

    platform_ids: tuple[str, ...]  # one for each part, in order
    detail: dict[str, Any] = field(default_factory=dict)


def clean_text(text: str | bytes) -> str:
    """Text that can be stored and shown: no NUL, no lone surrogate, at most `MAX_TEXT` characters.

    Bytes are read as UTF-8, what is not UTF-8 becomes U+FFFD. Nothing else is changed; in particular
    right-to-left marks and HTML stay, for the pages escape what they show.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text[:MAX_TEXT]
