"""The desk's own files, read once at the start. Their address holds a digest: a new release is seen at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from desk import headers

FOLDER: Final = Path(__file__).parent / "static"
CONTENT_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name, and the digest in their address."""

    files: Mapping[str, tuple[bytes, str]]
    digest: str

    def response(self, digest: str, name: str) -> web.Response:
        """The file, to be kept for good if the address is of this release. Raises HTTPNotFound."""
        if name not in self.files:
            raise web.HTTPNotFound
        content, content_type = self.files[name]
        response = web.Response(body=content, content_type=content_type, charset="utf-8", headers=headers.COMMON)
        lasting = digest == self.digest
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def load(folder: Path = FOLDER) -> Assets:
    """Read the folder. Raises OSError."""
    files = {
        path.relative_to(folder).as_posix(): (path.read_bytes(), CONTENT_TYPES[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.suffix in CONTENT_TYPES
    }
    digest = hashlib.sha256(b"".join(content for content, _ in files.values())).hexdigest()[:16]
    return Assets(files, digest)
