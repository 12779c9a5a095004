"""Small files of every sort that people, and others, upload."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def jpeg(colour: str = "olive", size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def mp4(size_bytes: int = 4096) -> bytes:
    """The beginning of a video, which is all that is looked at."""
    box = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp42")
    return box + b"\0" * (size_bytes - len(box))


def png() -> bytes:
    """The smallest picture there is."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


HTML = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
