"""An appeal as the decision and the desk see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake_core.appeals.place import Place
from intake_core.appeals.states import AppealState
from intake_core.conversations.conversation import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """A registered case, or a draft of one while a question to the citizen is open."""

    id: int
    number: str | None
    conversation_id: int
    state: AppealState
    language: Language
    description: str
    service_code: str | None
    sphere: str | None
    criticality: str | None
    place: Place
    executor_code: str | None
    emergency: str | None
    review_reason: str | None
    created_at: datetime
    registered_at: datetime | None
    due_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What an appeal is about, before or after it is one."""

    description: str
    service_code: str | None
    place: Place
    emergency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an appeal's history. `changes`: what was → what is, by column."""

    at: datetime
    kind: str
    actor: str
    changes: dict[str, tuple[object, object]]
    note: str
