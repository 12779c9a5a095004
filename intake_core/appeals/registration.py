"""What an appeal gets when it is registered: executor, criticality, due time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from intake_core.appeals.appeal import Case
from intake_core.appeals.deadlines import due_at
from intake_core.city import City

UNROUTED: Final = "ikomek-109"
"""The executor of what no service was found for: the centre itself, until the inspector routes it."""

DANGER: Final = "danger"
DEFAULT_CRITICALITY: Final = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Who does it and by when."""

    service_code: str | None
    sphere: str | None
    criticality: str
    executor_code: str
    due_at: datetime

    def values(self) -> dict[str, Any]:
        """As columns of the appeal."""
        return {
            "service_code": self.service_code,
            "sphere": self.sphere,
            "criticality": self.criticality,
            "executor_code": self.executor_code,
            "due_at": self.due_at,
        }


def register(case: Case, city: City, now: datetime) -> Registration:
    """Route a case and set its due time by its service's criticality; danger is always due as danger."""
    service = city.services.get(case.service_code or "")
    if service is None:
        criticality = DANGER if case.emergency else DEFAULT_CRITICALITY
        period, executor = city.criticalities[criticality].due, UNROUTED
    else:
        criticality = DANGER if case.emergency else service.criticality
        period = city.criticalities[DANGER].due if case.emergency else service.due
        executor = city.routing.executor_of(service.routing, case.place, case.description)
    return Registration(
        service_code=service.code if service else None,
        sphere=service.sphere if service else None,
        criticality=criticality,
        executor_code=executor,
        due_at=due_at(now, period, city.calendar),
    )
