"""The inbox that the channels under test deliver to."""

from __future__ import annotations

import pytest

from tests.bots.inbox import Inbox, ListInbox


@pytest.fixture
def inbox() -> Inbox:
    """An empty inbox; put the real one here and every channel is tested against it."""
    return ListInbox()
