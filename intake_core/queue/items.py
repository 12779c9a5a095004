"""What one line of the queue says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake_core.messages import ChannelName


class ItemKind(StrEnum):
    """What waits."""

    APPEAL = "appeal"
    CONVERSATION = "conversation"
    SET_ASIDE = "set_aside"  # a message that no worker could handle
    UNDELIVERED = "undelivered"  # a reply of ours that failed or is held
    EVIDENCE = "evidence"  # a file that could not be fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing that needs a person. `headline`: the citizen's words (ours, if undelivered), neither cut nor masked."""

    kind: ItemKind
    reason: str
    since: datetime
    emergency: bool
    conversation_id: int
    appeal_id: int | None
    message_id: int | None
    number: str | None
    headline: str
    street: str | None
    house: str | None
    channel: ChannelName
    language: str | None
    citizen: str

    @property
    def key(self) -> str:
        """What tells this item from every other, while it waits."""
        return f"{self.kind}-{self.appeal_id or self.message_id or self.conversation_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much waits. `emergencies` are part of `total`."""

    total: int
    emergencies: int
    by_kind: dict[ItemKind, int]
