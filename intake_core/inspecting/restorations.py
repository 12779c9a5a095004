"""A utility is back: one press ends the notice and tells whoever was answered from it."""

from __future__ import annotations

from intake_core.digest import store as digest
from intake_core.inspecting.faults import NotThere
from intake_core.road import Road
from intake_core.staff import store as staff
from intake_core.staff.audit import Action


async def restore(road: Road, notice_id: str, by: str) -> int:
    """End a notice; how many citizens are told. Raises NotThere if it is unknown or ended before."""
    async with road.engine.connect() as db:
        told = (await digest.waiting_to_hear(db, [notice_id])).get(notice_id, 0)
    if not await road.restore(notice_id, by):
        raise NotThere
    async with road.engine.begin() as db:
        # Of its own: the road's transaction is the road's. `restored_by` stands in the notice's row, committed with it.
        await staff.record(db, by, Action.RESTORED, road.clock(), subject=f"notice {notice_id}", detail={"told": told})
    return told
