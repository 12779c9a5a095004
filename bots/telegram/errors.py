"""Telegram's errors → what the outbox can do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from intake_core.outbox.channel import ChatGone, ChatMoved, SendError, TryLater, Undeliverable

NO_SUCH_CHAT: Final = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
"""400s that mean: nobody is there. Telegram has no code for it, only these words."""


@contextmanager
def as_send_errors() -> Iterator[None]:
    """Turns aiogram's errors into SendErrors. What is left unturned may or may not have arrived."""
    try:
        yield
    except TelegramAPIError as error:
        raise send_error(error) from error
    except ClientDecodeError as error:
        if isinstance(error.data, str):  # no JSON at all: a gateway spoke, not Telegram
            raise TryLater("something that is not Telegram answered") from error
        raise


def send_error(error: TelegramAPIError) -> SendError:
    """What the outbox can do about `error`. Order matters: aiogram counts a file too large as a network error."""
    match error:
        case TelegramRetryAfter():
            return TryLater("Telegram asks to slow down", after=float(error.retry_after))
        case TelegramMigrateToChat():
            return ChatMoved(str(error.migrate_to_chat_id))
        case TelegramForbiddenError():
            return ChatGone(error.message)
        case TelegramBadRequest():
            words = error.message.lower()
            return (ChatGone if any(said in words for said in NO_SUCH_CHAT) else Undeliverable)(error.message)
        case TelegramEntityTooLarge():
            return Undeliverable("the file is too large for Telegram")
        case TelegramUnauthorizedError() | TelegramNotFound():
            # Telegram answers 401 to a revoked token and 404 to a malformed one. The message waits for a better one.
            return TryLater("Telegram refuses the bot's token")
        case TelegramNetworkError() | TelegramServerError():
            return TryLater("Telegram does not answer")
        case _:
            return Undeliverable(error.message)
