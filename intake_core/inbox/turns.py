"""Turns: which messages of a conversation are handled together, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from intake_core.messages import Attachment, InboundMessage, Location

ALBUM_WINDOW: Final = timedelta(seconds=1.5)
"""Telegram delivers an album as separate updates with no end mark; its parts arrive within about a second."""

MAX_TRIES: Final = 4
"""A turn that fails or kills its worker this often is set aside for a person."""

LONGEST_DELAY_SECONDS: Final = 60
"""After the first try that fails the next may begin a second later, then two, four, eight …, never more than this."""

ONE_BY_ONE_AFTER: Final = 2
"""From this try on the oldest message is taken alone, so that only the one at fault is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A stored message that waits for its turn. `id`: the inbox row."""

    id: int
    message: InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The messages of one conversation that are handled together, in the order the citizen sent them."""

    conversation_id: int
    pending: tuple[Pending, ...]

    def __post_init__(self) -> None:
        if not self.pending:
            raise ValueError("a turn holds at least one message")

    @property
    def messages(self) -> tuple[InboundMessage, ...]:
        """The messages, an edited one in the words of its last edit, once."""
        return _latest_words([pending.message for pending in self.pending])

    @property
    def text(self) -> str:
        """All words of the turn, a line a message."""
        return "\n".join(message.text for message in self.messages if message.text.strip())

    @property
    def button(self) -> str | None:
        """The choice pressed last, if any was."""
        return next((m.button for m in reversed(self.messages) if m.button), None)

    @property
    def location(self) -> Location | None:
        """The pin sent last, if any was."""
        return next((m.location for m in reversed(self.messages) if m.location), None)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """All files of the turn."""
        return tuple(attachment for message in self.messages for attachment in message.attachments)

    @property
    def edited_ids(self) -> tuple[str, ...]:
        """Messages of earlier turns that this turn only corrects; empty if it also says something new."""
        own = {message.platform_id for message in self.messages}
        edits = [message.edits for message in self.messages]
        if all(edit is not None and edit not in own for edit in edits):
            return tuple(edit for edit in edits if edit is not None)
        return ()


def _latest_words(messages: Sequence[InboundMessage]) -> tuple[InboundMessage, ...]:
    kept: dict[str, InboundMessage] = {}
    for message in messages:
        kept[message.edits if message.edits in kept else message.platform_id] = message
    return tuple(kept.values())


def window_of(message: InboundMessage, settle: timedelta | None = None) -> timedelta:
    """How long to wait for more after this message: an album's next part, nothing after plain text.

    `settle` replaces the album's window (tests and the terminal use zero).
    """
    if message.album_id is None:
        return timedelta(0)
    return ALBUM_WINDOW if settle is None else settle
