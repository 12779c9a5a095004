"""What the contract suite needs of a channel that runs against its platform on this machine."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel
from tests.bots.inbox import Inbox

FIXTURES = Path(__file__).parents[1] / "fixtures"


class Platform(Protocol):
    """The faults that a platform's fake can have. A channel whose platform is ourselves (the website) has none."""

    def flood(self, after: int) -> None:
        """The next call is told to wait for so many seconds."""
        ...

    def fail(self, status: int) -> None:
        """The next call fails with this HTTP status; 0 cuts the connection."""
        ...

    def refuse_token(self) -> None:
        """Our credentials are not accepted any more."""
        ...


class RunningChannel(Protocol):
    """One channel, its webhook served over HTTP into an inbox, its client connected to a local platform."""

    channel: Channel
    chat_id: str  # a chat that can be written to
    platform: Platform | None  # None: nobody stands between us and the citizen

    async def deliver(self, body: bytes, *, signed: bool = True) -> int:
        """POST a body as the platform would, or with a wrong signature. Returns the status of our answer."""
        ...

    async def sent_texts(self) -> list[str]:
        """The texts that arrived in the chat, in order."""
        ...

    async def block(self) -> None:
        """The citizen wants no more of us."""
        ...


class Adapter(Protocol):
    """One entry of the contract suite's ADAPTERS. Recorded bodies lie in `tests/fixtures/<name>/`.

    `text.json` must be a message of words alone; all others are whatever the platform sends.
    """

    name: ChannelName
    recorded_text: str  # the words in text.json
    has_platform: bool  # whether somebody stands between us and the citizen

    def on_local_platform(self, inbox: Inbox) -> AbstractAsyncContextManager[RunningChannel]:
        """Start the platform and the channel; stop both."""
        ...


def recorded_names(name: ChannelName) -> list[str]:
    """The recorded bodies of a channel."""
    return sorted(path.name for path in (FIXTURES / name).iterdir())


def recorded_body(name: ChannelName, body: str) -> bytes:
    """One recorded body, as it came."""
    return (FIXTURES / name / body).read_bytes()
