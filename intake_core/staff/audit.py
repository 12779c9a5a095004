"""The record of who did what: written in the transaction of the deed, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What is recorded."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (an action, no password)
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    APPEAL_CORRECTED = "appeal_corrected"
    APPEAL_MOVED = "appeal_moved"
    APPEAL_SEEN = "appeal_seen"
    REPLIED = "replied"
    CONVERSATION_SEEN = "conversation_seen"
    RETRIED = "retried"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed. `subject`: what was touched ("appeal 12"). `detail` holds ids and codes, never a citizen's words."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
