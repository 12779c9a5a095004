"""What the fake Telegram knows: chats, files, faults to come, and its errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class ApiError(Exception):
    """An answer with `ok: false` (Bot API, Making requests)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


@dataclass
class Chat:
    """A private chat with one citizen."""

    id: int
    first_name: str
    language_code: str = "ru"
    is_blocked: bool = False
    moved_to: int | None = None
    keyboard: dict[str, Any] | None = None  # the reply keyboard that is shown
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)

    def as_chat(self) -> dict[str, Any]:
        return {"id": self.id, "first_name": self.first_name, "type": "private"}

    def as_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What the bot sent here, in order."""
        return [message for message in self.messages.values() if message["from"]["is_bot"]]


@dataclass
class StoredFile:
    file_id: str
    unique_id: str
    content: bytes
    path: str
    size_bytes: int
    is_lost: bool = False  # getFile knows it, the download does not

    def as_file(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size_bytes,
        }


class Files:
    """The files that were sent in either direction."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add(self, content: bytes, folder: str, *, size_bytes: int | None = None) -> StoredFile:
        number = len(self._files)
        stored = StoredFile(
            file_id=f"{folder}-id-{number}",
            unique_id=f"{folder}-unique-{number}",
            content=content,
            path=f"{folder}/file_{number}",
            size_bytes=len(content) if size_bytes is None else size_bytes,
        )
        self._files[stored.file_id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path and not file.is_lost), None)


@dataclass
class Fault:
    """Something that goes wrong for the next `times` calls, of `method` or of any."""

    status: int  # 0: the connection is cut without an answer
    times: int
    method: str | None = None
    description: str = "Internal Server Error"
    parameters: dict[str, int] = field(default_factory=dict)
    html: str | None = None  # a gateway's page in place of Telegram's JSON
    spare: int = 0  # calls that still go well before


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault that hits this call, if one does; its count goes down."""
        for fault in self._faults:
            if fault.times > 0 and (fault.method is None or fault.method.lower() == method):
                if fault.spare > 0:
                    fault.spare -= 1
                    continue
                fault.times -= 1
                return fault
        return None
