"""How Telegram's ids become the `platform_id` of a message, unique within the channel, and back.

Telegram's `message_id` is unique within one chat only.
"""

from __future__ import annotations

from typing import Final

PRESS: Final = "cb:"


def id_of_message(chat_id: int | str, message_id: int) -> str:
    """The platform id of a message, in either direction."""
    return f"{chat_id}:{message_id}"


def id_of_edit(original: str, edit_date: int) -> str:
    """The platform id of an edit: a fact of its own, for a citizen may correct a message many times."""
    return f"{original}:e{edit_date}"


def id_of_press(callback_id: str) -> str:
    """The platform id of a pressed button."""
    return f"{PRESS}{callback_id}"


def callback_id(platform_id: str) -> str | None:
    """The id of the callback query to be answered, if this is a pressed button."""
    return platform_id.removeprefix(PRESS) if platform_id.startswith(PRESS) else None


def message_number(platform_id: str) -> int | None:
    """Telegram's `message_id` in the platform id of a message or an edit; None of anything else."""
    number = platform_id.split(":")[1:2]
    return int(number[0]) if number and not platform_id.startswith(PRESS) and number[0].isdecimal() else None
