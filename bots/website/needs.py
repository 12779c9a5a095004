"""What the website needs of the rest of the service; `intake_core` implements it, tests do in memory."""

from __future__ import annotations

from typing import Protocol

from intake_core.conversations.transcript import Line
from intake_core.messages import ChannelName


class Transcript(Protocol):
    """What was said in a chat. The ids of our lines grow within a chat in the order of the lines."""

    async def lines(self, channel: ChannelName, chat_id: str, *, limit: int = 200) -> list[Line]:
        """The last `limit` lines of both sides, oldest first; none for a chat that nobody wrote in."""
        ...

    async def replies_after(self, channel: ChannelName, chat_id: str, after: int) -> list[Line]:
        """Our lines with an id over `after`, in the order of their ids."""
        ...

    async def seen(self, channel: ChannelName, chat_id: str, up_to: int) -> None:
        """The page was given our lines up to this id: they are delivered. May be called again with an older id."""
        ...


class Upload(Protocol):
    """A file that a chat uploaded, as whoever keeps the note of it has it."""

    @property
    def chat_id(self) -> str:
        """Whose it is."""
        ...

    @property
    def content_type(self) -> str:
        """What it is, by its content and not by what the browser said."""
        ...

    @property
    def file_name(self) -> str:
        """As the browser called it; may be empty."""
        ...

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        ...


class Uploads(Protocol):
    """Which chat uploaded what.

    A key is random, so that two chats that upload the same bytes have two; it also says where the file lies, see
    `upload_keys`.
    """

    async def add(self, key: str, *, chat_id: str, content_type: str, file_name: str, size_bytes: int) -> None:
        """Note a stored file. When it returns, the note is committed."""
        ...

    async def find(self, key: str) -> Upload | None:
        """The upload with this key, whosever it is; None if there is none."""
        ...
