"""A Telegram on this machine, and our channel connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bots.telegram.channel import TelegramChannel
from intake_core.outbox.channel import FileGone
from tests.fake_platforms.telegram import FakeTelegram

CITIZEN = 500100202


class Store(dict[str, bytes]):
    """Evidence in memory."""

    async def open(self, key: str) -> bytes:
        try:
            return self[key]
        except KeyError as error:
            raise FileGone(key) from error


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram.running() as running:
        running.citizen(CITIZEN)
        yield running


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def channel(telegram: FakeTelegram, store: Store) -> AsyncIterator[TelegramChannel]:
    started = TelegramChannel(telegram.token, api=telegram.url, open_evidence=store.open)
    yield started
    await started.close()
