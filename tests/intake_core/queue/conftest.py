"""Citizens for these tests."""

from __future__ import annotations

import pytest

from intake_core.road import Road
from tests.conftest import Clock
from tests.desk.citizens import Citizens


@pytest.fixture
def citizens(road: Road, clock: Clock) -> Citizens:
    """Citizens who write over the road."""
    return Citizens(road, clock)
