"""What the outbox needs of a channel: to send, to fetch a file, and to say what it can."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from intake_core.messages import ChannelName, OutboundMessage, Receipt


class TextUnit(StrEnum):
    """What a channel counts when it limits a text."""

    CHARACTERS = "characters"
    UTF16 = "utf16"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """A channel's limits, as data; the source of each number stands beside it in the adapter."""

    text_limit: int
    text_unit: TextUnit
    max_choices: int  # 0: choices are written as numbers
    sends_per_second: float  # over all chats
    chat_interval: timedelta  # between two messages to one chat
    window: timedelta | None = None  # how long after the citizen's last message free text may be sent


class SendError(Exception):
    """A message was not taken by the platform, and this says what can be done."""


class TryLater(SendError):
    """The platform asks to wait, or did not answer.

    `after`: seconds the platform named, or None: the outbox backs off by its own schedule.
    """

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class WindowClosed(SendError):
    """Free text may not be sent to this chat now; an approved template may."""


class Undeliverable(SendError):
    """No retry can help this message: it is shown to the inspector."""


class ChatGone(Undeliverable):
    """Nothing can be sent to this chat: the citizen blocked us or the account is deleted."""


class ChatMoved(SendError):
    """The chat has another address now. `to`: the new one."""

    def __init__(self, to: str) -> None:
        super().__init__(f"the chat moved to {to}")
        self.to = to


class FileGone(Exception):
    """The platform will not give this file any more, or never will: no retry can help."""


class Channel(Protocol):
    """One way to reach citizens. An adapter for each platform implements it; all pass one contract suite."""

    name: ChannelName
    can: Capabilities

    async def send(self, message: OutboundMessage) -> Receipt:
        """Hand one message to the platform.

        Raises TryLater, WindowClosed, Undeliverable, ChatGone or ChatMoved.
        After any other error it may or may not have arrived.
        """
        ...

    def open_file(self, ref: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes behind an attachment's `ref`, in pieces.

        Raises FileGone when no retry can help, TryLater when one may.
        """
        ...
