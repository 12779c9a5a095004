"""Fetching what citizens sent: getFile, then a download in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus
from typing import Final

import aiohttp
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest

from bots.telegram.errors import send_error
from intake_core.outbox.channel import FileGone, TryLater

PIECE_BYTES: Final = 64 * 1024
DOWNLOAD_SECONDS: Final = 300  # 20 MB, the most the public server gives, over a slow line
PASSING_STATUSES: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
PASSING: Final = "temporarily unavailable"
"""Telegram says "wrong file_id or the file is temporarily unavailable" for either; the second passes."""


@asynccontextmanager
async def opened(bot: Bot, file_id: str) -> AsyncIterator[AsyncIterator[bytes]]:
    """The bytes of a file in pieces. Raises FileGone or TryLater, on opening or on the way."""
    path = await _path(bot, file_id)
    pieces = _local_pieces(bot, path) if bot.session.api.is_local else _remote_pieces(bot, path)
    async with aclosing(pieces):
        yield pieces


async def _path(bot: Bot, file_id: str) -> str:
    try:
        file = await bot.get_file(file_id)
    except TelegramBadRequest as error:
        raise (TryLater if PASSING in error.message else FileGone)(error.message) from error
    except TelegramAPIError as error:
        later = send_error(error)
        raise (later if isinstance(later, TryLater) else FileGone(str(later))) from error
    except ClientDecodeError as error:
        raise TryLater("something that is not Telegram answered") from error
    if not file.file_path:
        raise FileGone("Telegram gives no path to this file")
    return file.file_path


async def _remote_pieces(bot: Bot, path: str) -> AsyncGenerator[bytes, None]:
    url = bot.session.api.file_url(bot.token, path)
    stream = bot.session.stream_content(url, timeout=DOWNLOAD_SECONDS, chunk_size=PIECE_BYTES)
    try:
        async with aclosing(stream):
            async for piece in stream:
                yield piece
    # aiohttp's error names the URL, and the URL holds the token: it goes no further.
    except aiohttp.ClientResponseError as error:
        raise _refusal(error.status) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TryLater(f"the download broke off: {type(error).__name__}") from None


def _refusal(status: int) -> FileGone | TryLater:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING_STATUSES:
        return TryLater(f"the download was answered with {status}")
    return FileGone(f"the download was answered with {status}")


async def _local_pieces(bot: Bot, path: str) -> AsyncGenerator[bytes, None]:
    """A Bot API server of our own in local mode gives a path on a disk we share with it."""
    try:
        file = await asyncio.to_thread(open, bot.session.api.wrap_local_file.to_local(path), "rb")
    except OSError as error:
        raise FileGone(f"the file cannot be opened: {type(error).__name__}") from error
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
