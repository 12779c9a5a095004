"""Where files lie: a local folder or any store that obstore speaks to, addressed by content."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import obstore
from obstore.store import LocalStore, ObjectStore

PIECE_BYTES: Final = 256 * 1024


class TooLarge(Exception):
    """A file is over the limit. `limit_bytes`: the limit."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"over {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class Missing(Exception):
    """No file lies under this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is stored: `key` finds it again."""

    key: str
    sha256: str  # hexadecimal
    size_bytes: int


class MediaStore:
    """Files by content: the same bytes are stored once, whoever sends them and however often."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def in_folder(cls, folder: Path) -> MediaStore:
        """A store in a local folder, made if it is not there. Raises OSError if it cannot be."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder))

    async def keep(self, pieces: AsyncIterator[bytes], *, limit_bytes: int) -> Kept:
        """Store what comes in pieces, never holding it whole in memory.

        Raises TooLarge as soon as the limit is passed; nothing is kept then.
        """
        digest = hashlib.sha256()
        size = 0
        with tempfile.TemporaryFile() as spool:
            async for piece in pieces:
                size += len(piece)
                if size > limit_bytes:
                    raise TooLarge(limit_bytes)
                digest.update(piece)
                await asyncio.to_thread(spool.write, piece)
            key = key_of(digest.hexdigest())
            await self._put(key, spool)
        return Kept(key=key, sha256=digest.hexdigest(), size_bytes=size)

    async def _put(self, key: str, spool: IO[bytes]) -> None:
        spool.seek(0)
        await obstore.put_async(self._store, key, spool)

    async def keep_thumbnail(self, sha256: str, content: bytes) -> None:
        """Store the small picture of the file with this digest."""
        await obstore.put_async(self._store, thumbnail_key_of(sha256), content)

    async def size_bytes(self, key: str) -> int:
        """The size of a stored file. Raises Missing."""
        try:
            return int((await obstore.head_async(self._store, key))["size"])
        except FileNotFoundError as error:
            raise Missing(key) from error

    async def read(self, key: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of a stored file from `start`, `length` of them or all, in pieces. Raises Missing."""
        end = await self.size_bytes(key) if length is None else start + length
        while start < end:
            stop = min(start + PIECE_BYTES, end)
            piece = await obstore.get_range_async(self._store, key, start=start, end=stop)
            yield bytes(piece)
            start = stop


def key_of(sha256: str) -> str:
    """The key of the file with this digest; two letters a folder keep folders small."""
    return f"{sha256[:2]}/{sha256}"


def thumbnail_key_of(sha256: str) -> str:
    """The key of the small picture of the file with this digest."""
    return f"thumbnails/{sha256[:2]}/{sha256}.jpg"
