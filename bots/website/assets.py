"""The page's own files, read once at the start and served from memory.

Their address holds a digest of them all, so that browsers keep them for good and a new release is seen at once. The
digest stands in the folder's place: a script's relative imports then lead to files of the same release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web

from bots.website import headers
from bots.website.texts import Words

FOLDER: Final = Path(__file__).parent / "static"
CONTENT_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it goes to the browser."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name, and the digest in their address."""

    files: Mapping[str, Asset]
    digest: str

    def response(self, digest: str, name: str) -> web.Response:
        """The file. An address of another release gives what we have now, to be asked for again next time."""
        asset = self.files.get(name)
        if asset is None:
            raise web.HTTPNotFound
        response = web.Response(body=asset.content, content_type=asset.content_type, charset="utf-8")
        response.headers.update(headers.COMMON)
        lasting = digest == self.digest
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def load(texts: Mapping[str, Words]) -> Assets:
    """Read the folder. `texts.json` is served with the city's names filled in. Raises OSError."""
    files = {
        path.name: Asset(path.read_bytes(), CONTENT_TYPES[path.suffix])
        for path in sorted(FOLDER.iterdir())
        if path.suffix in CONTENT_TYPES
    }
    files["texts.json"] = Asset(msgspec.json.encode(texts), "application/json")
    digest = hashlib.sha256(b"".join(asset.content for asset in files.values())).hexdigest()[:16]
    return Assets(files, digest)
