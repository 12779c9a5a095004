"""Sending stored files: photos and videos as albums, everything else as documents."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import filetype
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto, InputMediaVideo, MediaUnion, Message, ReplyParameters

from bots.telegram.errors import send_error
from bots.telegram.sent import sent_ids
from intake_core.outbox.channel import ChatGone, FileGone, Undeliverable

OpenEvidence = Callable[[str], Awaitable[bytes]]
"""The bytes under a key of the media store. Raises FileGone if there are none."""

ALBUM: Final = range(2, 10 + 1)  # Bot API, sendMediaGroup: 2-10 items
PHOTO_MAX_BYTES: Final = 10 * 1024 * 1024  # Bot API, sendPhoto: at most 10 MB
PHOTO_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
VIDEO_TYPES: Final = frozenset({"video/mp4"})  # Bot API, sendVideo: MPEG4, other formats as documents


@dataclass(frozen=True, slots=True)
class Piece:
    """One file on its way out."""

    content: bytes
    content_type: str
    name: str

    @property
    def is_photo(self) -> bool:
        return self.content_type in PHOTO_TYPES and len(self.content) <= PHOTO_MAX_BYTES

    @property
    def is_visual(self) -> bool:
        """Whether it can stand in an album of photos and videos; documents cannot."""
        return self.is_photo or self.content_type in VIDEO_TYPES

    def upload(self) -> BufferedInputFile:
        return BufferedInputFile(self.content, self.name)


async def send_evidence(
    bot: Bot, chat_id: str, keys: Sequence[str], open_evidence: OpenEvidence | None, reply: ReplyParameters | None
) -> list[int]:
    """Send the files under `keys`, in order. Returns Telegram's message ids.

    Raises Undeliverable for a file that is not in the store; aiogram's errors pass.
    """
    if keys and open_evidence is None:
        raise Undeliverable("this channel was built without access to the evidence")
    pieces = [await _piece(key, open_evidence) for key in keys if open_evidence is not None]
    sent: list[int] = []
    for group in _groups(pieces):
        sent += await _send_group(bot, chat_id, group, None if sent else reply)
    return sent


async def _piece(key: str, open_evidence: OpenEvidence) -> Piece:
    try:
        content = await open_evidence(key)
    except FileGone as error:
        raise Undeliverable(f"evidence {key} is not in the store") from error
    kind = await asyncio.to_thread(filetype.guess, content)
    return Piece(
        content=content,
        content_type=kind.mime if kind else "",
        name=f"evidence.{kind.extension if kind else 'bin'}",  # the store's key would say nothing to a citizen
    )


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """What goes out together: up to ten neighbours that can stand in an album, anything else alone."""
    group: list[Piece] = []
    for piece in pieces:
        if group and not (piece.is_visual and group[-1].is_visual and len(group) < ALBUM[-1]):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


async def _send_group(bot: Bot, chat_id: str, group: list[Piece], reply: ReplyParameters | None) -> list[int]:
    try:
        if len(group) in ALBUM:
            media: list[MediaUnion] = [_medium(piece) for piece in group]
            return await sent_ids(bot.send_media_group(chat_id, media, reply_parameters=reply))
        return await sent_ids(_sending(bot, chat_id, group[0], reply))
    except TelegramBadRequest as error:
        if isinstance(send_error(error), ChatGone) or not group[0].is_visual:
            raise
    # A picture too long, too wide or odd is refused as a photo and taken as a document.
    sent: list[int] = []
    for piece in group:
        sent += await sent_ids(bot.send_document(chat_id, piece.upload(), reply_parameters=reply))
    return sent


def _medium(piece: Piece) -> InputMediaPhoto | InputMediaVideo:
    return (InputMediaPhoto if piece.is_photo else InputMediaVideo)(media=piece.upload())


def _sending(bot: Bot, chat_id: str, piece: Piece, reply: ReplyParameters | None) -> Awaitable[Message]:
    if piece.is_photo:
        return bot.send_photo(chat_id, piece.upload(), reply_parameters=reply)
    if piece.is_visual:
        return bot.send_video(chat_id, piece.upload(), reply_parameters=reply)
    return bot.send_document(chat_id, piece.upload(), reply_parameters=reply)
