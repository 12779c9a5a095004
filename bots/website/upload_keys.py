"""The keys of uploads: `photo.<random>.<sha256>`.

The random part makes a key belong to one chat, the rest says what the file is and where it lies. So an attachment's
`ref` is enough to open the file, whoever asks and without a look at the database.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from intake_core.messages import AttachmentKind
from media_store.store import key_of

_SHAPE: Final = re.compile(r"(?P<kind>photo|video)\.[A-Za-z0-9_-]{22}\.(?P<sha256>[0-9a-f]{64})")


def new_key(kind: AttachmentKind, sha256: str) -> str:
    """A key that nobody has yet and nobody can guess."""
    return f"{kind}.{secrets.token_urlsafe(16)}.{sha256}"


def kind_of(key: str) -> AttachmentKind:
    """What the file is. OTHER for a key that is none of ours."""
    match = _SHAPE.fullmatch(key)
    return AttachmentKind(match["kind"]) if match else AttachmentKind.OTHER


def content_key(key: str) -> str | None:
    """Where the file lies in the media store; None for a key that is none of ours."""
    match = _SHAPE.fullmatch(key)
    return key_of(match["sha256"]) if match else None


def sha256_of(key: str) -> str:
    """The digest of the file, in hexadecimal; empty for a key that is none of ours."""
    match = _SHAPE.fullmatch(key)
    return match["sha256"] if match else ""
