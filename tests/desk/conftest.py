"""The desk for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intake_core.road import Road
from intake_core.staff.roles import Role
from media_store.store import MediaStore
from tests.conftest import Clock
from tests.desk.site import Desk, Person, running


@pytest.fixture
async def desk(road: Road, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    """A running desk with nobody in it."""
    async with running(road, MediaStore.in_folder(tmp_path / "media"), clock) as desk:
        yield desk


@pytest.fixture
async def inspector(desk: Desk) -> AsyncIterator[Person]:
    """An inspector who is signed in."""
    await desk.account("inna", Role.INSPECTOR)
    async with desk.person() as person:
        await person.sign_in("inna")
        yield person
