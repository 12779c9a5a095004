"""Small real files for tests."""

from __future__ import annotations

import io

from PIL import Image

OGG_VOICE = b"OggS" + bytes(24) + b"\x01\x13OpusHead" + bytes(40)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def jpeg(width: int = 640, height: int = 480, *, orientation: int | None = None) -> bytes:
    """A JPEG of this size as it is stored; `orientation`: the EXIF tag that turns it when shown."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    exif[0x010F] = "Camera"
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()
