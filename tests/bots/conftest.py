"""The inbox that the channels under test deliver to."""

from __future__ import annotations

import pytest

from intake_core.road import Road
from tests.bots.inbox import Inbox


@pytest.fixture
def inbox(road: Road) -> Inbox:
    """An empty inbox over PostgreSQL."""
    return Inbox(road)
