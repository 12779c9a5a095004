"""What was said in one conversation, by both sides, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake_core.messages import Attachment, Choice, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of a conversation, the citizen's or ours."""

    id: int  # the outbound id if it is ours, else 0
    message_id: str  # the platform id of a citizen's message, else ""
    from_citizen: bool
    author: str | None  # the member of staff who wrote it
    text: str
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    at: datetime
