"""An inspector corrects what the service understood of an appeal. Every correction is an example to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from intake_core.appeals import store as appeals
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.place import Place
from intake_core.appeals.registration import register
from intake_core.appeals.states import AppealState
from intake_core.bell import DESK
from intake_core.city import City
from intake_core.inspecting.alarms import SEEN, quiet_conversation
from intake_core.inspecting.faults import Fault, NotThere, Refused
from intake_core.learning import store as learning
from intake_core.road import Road
from intake_core.staff import store as staff
from intake_core.staff.audit import Action
from intake_core.understanding.findings import without_address
from intake_core.understanding.personal_data import redact


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An appeal as the inspector says it is, whole. `executor_code` None: whoever the routing table names."""

    service_code: str | None
    place: Place
    executor_code: str | None = None

    def check(self, city: City) -> None:
        """Raises Refused for a service, an executor, a street or a district that the city does not have."""
        if self.service_code is not None and self.service_code not in city.services:
            raise Refused(Fault.UNKNOWN_SERVICE)
        if self.executor_code is not None and self.executor_code not in city.executors:
            raise Refused(Fault.UNKNOWN_EXECUTOR)
        street, district = self.place.street, self.place.microdistrict
        if street is not None and city.gazetteer.place(street) is None:
            raise Refused(Fault.UNKNOWN_STREET)
        if district is not None and city.gazetteer.place(district) is None:
            raise Refused(Fault.UNKNOWN_DISTRICT)


async def correct(road: Road, appeal_id: int, correction: Correction, by: str) -> Appeal:
    """Correct an appeal and take it out of the queue; as it is then.

    Executor, criticality and due time follow from the service and the place as at registration, the due time counted
    from then; only another service moves it. Raises NotThere, and Refused for what the city does not have and for a
    draft: its citizen is being asked, and the answer would overwrite the correction.
    """
    correction.check(road.city)
    now = road.clock()
    async with road.engine.begin() as db:
        before = await appeals.get(db, appeal_id)
        if before is None:
            raise NotThere
        if before.state is AppealState.DRAFT:
            raise Refused(Fault.STILL_ASKED)
        values = _values(road.city, before, correction)
        appeal = await appeals.change(db, appeal_id, {**values, **SEEN}, by, now, kind=appeals.EventKind.REVIEWED)
        await quiet_conversation(db, appeal)
        await _learn(db, road.city, before, appeal, by, now)
        detail = {"service": [before.service_code, appeal.service_code]}
        detail["executor"] = [before.executor_code, appeal.executor_code]
        await staff.record(db, by, Action.APPEAL_CORRECTED, now, subject=f"appeal {appeal_id}", detail=detail)
    road.bell.ring(DESK)
    return appeal


async def _learn(db: AsyncConnection, city: City, before: Appeal, appeal: Appeal, by: str, now: datetime) -> None:
    """Keep the citizen's words, without who and where, as an example of what they meant."""
    text = redact(without_address(appeal.description, city)).strip()
    if appeal.service_code is None or not text:
        await learning.forget(db, appeal.id)
        return
    await learning.learn(
        db,
        appeal_id=appeal.id,
        text=text,
        service=appeal.service_code,
        understood_as=before.service_code,
        by=by,
        at=now,
    )


def _values(city: City, before: Appeal, correction: Correction) -> dict[str, Any]:
    case = Case(
        description=before.description,
        service_code=correction.service_code,
        place=correction.place,
        emergency=before.emergency,
    )
    values = register(case, city, before.registered_at or before.created_at).values()
    if correction.service_code == before.service_code and before.due_at is not None:
        values["due_at"] = before.due_at
    if correction.executor_code is not None:
        values["executor_code"] = correction.executor_code
    return {**appeals.place_values(correction.place), **values}


def routed_to(city: City, appeal: Appeal) -> str:
    """The executor that the routing table names for an appeal as it is now."""
    case = Case(
        description=appeal.description,
        service_code=appeal.service_code,
        place=appeal.place,
        emergency=appeal.emergency,
    )
    return register(case, city, appeal.registered_at or appeal.created_at).executor_code
