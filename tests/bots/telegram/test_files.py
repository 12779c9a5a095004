"""Fetching what citizens sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiogram.client.telegram import TelegramAPIServer

from bots.telegram.channel import TelegramChannel
from intake_core.outbox.channel import FileGone, TryLater
from tests.bots.telegram.conftest import CITIZEN
from tests.fake_platforms.telegram import FakeTelegram

CONTENT = bytes(range(256)) * 1024


async def fetch(channel: TelegramChannel, ref: str) -> list[bytes]:
    async with channel.open_file(ref) as pieces:
        return [piece async for piece in pieces]


async def test_a_file_comes_in_pieces(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Never whole in memory, and byte for byte."""
    said = await telegram.say(CITIZEN, document=telegram.document(CONTENT, "text/plain"))
    pieces = await fetch(channel, said["document"]["file_id"])
    assert b"".join(pieces) == CONTENT
    assert max(map(len, pieces)) < len(CONTENT)


async def test_a_reader_may_stop_early(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Too large for the store: the rest is left where it is, and the connection is free again."""
    ref = telegram.document(CONTENT, "text/plain")["file_id"]
    async with channel.open_file(ref) as pieces:
        assert await anext(pieces)
    assert b"".join(await fetch(channel, ref)) == CONTENT


async def test_what_is_gone_or_too_large_is_gone_for_good(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """No retry helps against 404 or against 20 MB."""
    lost = telegram.document(b"x", "text/plain")["file_id"]
    telegram.lose(lost)
    huge = telegram.document(b"", "video/mp4", size_bytes=21 * 1024 * 1024)["file_id"]
    for ref in (lost, huge):
        with pytest.raises(FileGone):
            await fetch(channel, ref)


async def test_what_may_be_unavailable_for_now_is_tried_again(channel: TelegramChannel) -> None:
    """Telegram says the same of a wrong id and of a file it cannot give at the moment."""
    with pytest.raises(TryLater):
        await fetch(channel, "nothing")


@pytest.mark.parametrize("method", ["getFile", "download"])
@pytest.mark.parametrize("status", [500, 429, 0, 502, 401])
async def test_a_failure_passes(telegram: FakeTelegram, channel: TelegramChannel, method: str, status: int) -> None:
    """On asking or on downloading: the evidence is tried again, and no error names the token."""
    ref = telegram.document(CONTENT, "text/plain")["file_id"]
    html = "<html>" if status == 502 else None
    if status == 429:
        telegram.flood(after=3, method=method)
    else:
        # aiohttp asks again by itself when the line is cut before a GET was answered.
        telegram.fail(status, 2 if (status, method) == (0, "download") else 1, method=method, html=html)
    with pytest.raises(TryLater) as caught:
        await fetch(channel, ref)
    assert telegram.token not in str(caught.value)
    assert b"".join(await fetch(channel, ref)) == CONTENT


async def test_a_local_server_gives_paths(telegram: FakeTelegram, tmp_path: Path) -> None:
    """A Bot API server in local mode names a file on a shared disk."""
    server = TelegramAPIServer.from_base(telegram.url, is_local=True)
    channel = TelegramChannel(telegram.token, api=server)
    file = telegram.files.add(b"", "videos")
    file.path = str(tmp_path / "video.mp4")
    with pytest.raises(FileGone):
        await fetch(channel, file.file_id)
    (tmp_path / "video.mp4").write_bytes(CONTENT)
    assert b"".join(await fetch(channel, file.file_id)) == CONTENT
    await channel.close()
