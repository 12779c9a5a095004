"""What Telegram says when it has taken a message."""

from __future__ import annotations

from collections.abc import Awaitable

from aiogram.exceptions import ClientDecodeError
from aiogram.types import Message


async def sent_ids(sending: Awaitable[Message | list[Message]]) -> list[int]:
    """Telegram's ids of the messages that `sending` sends. aiogram's errors pass.

    An answer that is a yes, but holds something newer than aiogram, is a yes: the message has gone out, and to raise
    here would send it to the citizen again and again.
    """
    try:
        found = await sending
    except ClientDecodeError as error:
        if not isinstance(error.data, dict) or error.data.get("ok") is not True:
            raise
        result = error.data["result"]
        return [one["message_id"] for one in (result if isinstance(result, list) else [result])]
    return [one.message_id for one in (found if isinstance(found, list) else [found])]
