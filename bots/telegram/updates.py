"""The kinds of update that we ask Telegram for, pushed or polled."""

from __future__ import annotations

from typing import Final

ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "channel_post",
    "edited_channel_post",
    "message_reaction",  # off unless asked for (Bot API, setWebhook: allowed_updates)
)
