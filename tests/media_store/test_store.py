"""Files by content."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_store.pictures import Refused, describe_picture, type_of
from media_store.store import MediaStore, Missing, TooLarge
from tests.pictures import SVG, jpeg


async def pieces(content: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def whole(media: MediaStore, key: str, **part: int) -> bytes:
    return b"".join([piece async for piece in media.read(key, **part)])


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore.in_folder(tmp_path)


@pytest.mark.parametrize("content", [b"", b"x", b"photo" * 1000, bytes(700_000)])
async def test_what_was_kept_is_read_back(media: MediaStore, content: bytes) -> None:
    kept = await media.keep(pieces(content, 4096), limit_bytes=1_000_000)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert await media.size_bytes(kept.key) == kept.size_bytes == len(content)
    assert await whole(media, kept.key) == content


@pytest.mark.parametrize(("start", "length"), [(0, 3), (2, 5), (9, 1), (0, 10)])
async def test_a_part_is_read(media: MediaStore, start: int, length: int) -> None:
    """A video is shown from its middle."""
    kept = await media.keep(pieces(b"0123456789"), limit_bytes=10)
    assert await whole(media, kept.key, start=start, length=length) == b"0123456789"[start : start + length]


async def test_over_the_limit_nothing_is_kept(media: MediaStore, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        await media.keep(pieces(b"0123456789"), limit_bytes=9)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_a_missing_file_is_named(media: MediaStore) -> None:
    with pytest.raises(Missing):
        await whole(media, "no/such")


def test_the_type_is_told_by_content() -> None:
    assert type_of(jpeg()) == "image/jpeg"
    for content in (SVG, b"", b"<html>", b"MZ"):
        with pytest.raises(Refused):
            type_of(content)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    """A tiny file that says it is 30 000 × 30 000 pixels."""
    header = jpeg(8, 8)
    at = header.index(b"\xff\xc0")
    bomb = header[: at + 5] + (30_000).to_bytes(2) + (30_000).to_bytes(2) + header[at + 9 :]
    with pytest.raises(Refused):
        describe_picture(bomb)


@given(st.binary(max_size=300))
def test_nonsense_is_refused_and_nothing_else(content: bytes) -> None:
    """Whatever bytes come, nothing but Refused is raised."""
    for work in (type_of, describe_picture):
        try:
            work(content)
        except Refused:
            continue
