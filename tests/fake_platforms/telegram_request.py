"""Reading a call of the Bot API: query, JSON, form or multipart (Bot API, Making requests)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from tests.fake_platforms.telegram_state import ApiError, bad_request

MAX_UPLOAD_BYTES: Final = 50 * 1024 * 1024
OBJECTS: Final = ("reply_markup", "media", "allowed_updates", "reply_parameters")
"""Parameters that a form carries as JSON."""


@dataclass
class Call:
    values: dict[str, Any]
    uploads: dict[str, bytes]

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int) -> int:
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError) as error:
            raise bad_request(f"invalid {name} specified") from error

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1")

    def upload(self, reference: object) -> bytes | None:
        """The file that a parameter names, or is."""
        if isinstance(reference, bytes):
            return reference
        return self.uploads.get(str(reference).removeprefix("attach://"))


async def read_call(request: web.Request) -> Call:
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise bad_request("Can't parse request JSON object")
        return Call(values | body, {})
    uploads: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = value.file.read()
            values[name] = uploads[name]
        else:
            values[name] = value
    if any(len(content) > MAX_UPLOAD_BYTES for content in uploads.values()):
        raise ApiError(413, "Request Entity Too Large")
    return Call(values | {name: _object(name, values[name]) for name in OBJECTS if values.get(name)}, uploads)


def _object(name: str, value: object) -> object:
    try:
        return json.loads(str(value))
    except ValueError as error:
        raise bad_request(f"can't parse {name} JSON object") from error
