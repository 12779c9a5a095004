"""A line of the transcript, as the page gets it."""

from __future__ import annotations

from typing import Any

from bots.website.posted import browser_id
from intake_core.conversations.transcript import Line
from intake_core.messages import Attachment


def shown(line: Line, chat_id: str) -> dict[str, Any]:
    """The line as plain JSON values.

    A member of staff is shown as one, never by name or login. The chat's id is left out of the messages' ids.
    """
    return {
        "id": line.id,
        "message_id": browser_id(chat_id, line.message_id),
        "from_citizen": line.from_citizen,
        "staff": line.author is not None,
        "text": line.text,
        "choices": [{"title": choice.title, "value": choice.value} for choice in line.choices],
        "attachments": [_file(line, position, one) for position, one in enumerate(line.attachments)],
        "location": [line.location.lat, line.location.lon] if line.location else None,
        "at": line.at.isoformat(),
    }


def _file(line: Line, position: int, attachment: Attachment) -> dict[str, str]:
    url = f"/chat/uploads/{attachment.ref}" if line.from_citizen else f"/chat/replies/{line.id}/{position}"
    return {"kind": attachment.kind, "url": url, "name": attachment.file_name}
