"""What a file is, by its content: never by its name or by what the sender says."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Final

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS: Final = 60_000_000
THUMBNAIL_PIXELS: Final = 480
HEAD_BYTES: Final = 8192

ACCEPTED: Final = {
    "image/jpeg": "photo",
    "image/png": "photo",
    "image/webp": "photo",
    "image/gif": "photo",
    "image/heic": "photo",
    "video/mp4": "video",
    "video/quicktime": "video",
    "video/webm": "video",
    "video/3gpp": "video",
    "audio/ogg": "voice",
    "audio/mpeg": "voice",
    "audio/mp4": "voice",
    "application/pdf": "document",
}


class Refused(Exception):
    """A file that is not kept. Says why, in words for the inspector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's upright size in pixels, and a small JPEG of it without any metadata."""

    width: int
    height: int
    thumbnail: bytes


def type_of(head: bytes) -> str:
    """The MIME type by a file's first bytes. Raises Refused for what is no evidence."""
    kind = filetype.guess(head[:HEAD_BYTES])
    if kind is None or kind.mime not in ACCEPTED:
        raise Refused(f"not a photo, a video, a voice message or a PDF: {kind.mime if kind else 'unknown content'}")
    return str(kind.mime)


def describe_picture(content: bytes) -> Picture:
    """Decode a picture and make its thumbnail. Blocking. Raises Refused if it is broken or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise Refused(f"{picture.width} × {picture.height} pixels are too many")
                upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as error:
        raise Refused("the picture is broken") from error
    except Image.DecompressionBombError as error:
        raise Refused("the picture has too many pixels") from error
    size = upright.size
    upright.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=80)
    return Picture(width=size[0], height=size[1], thumbnail=small.getvalue())
