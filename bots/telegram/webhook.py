"""Updates pushed by Telegram: our own route, in which 200 means stored.

aiogram's SimpleRequestHandler answers 200 before an update is handled, and lets everybody in without a secret.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

import structlog
from aiohttp import web

from bots.adapter import Accept, Unreadable
from bots.telegram.channel import TelegramChannel
from bots.telegram.parse import parse
from bots.telegram.updates import ALLOWED_UPDATES
from intake_core.messages import InboundMessage

PATH: Final = "/webhooks/telegram"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the name of a header)
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook: secret_token
MAX_BODY_BYTES: Final = 1024 * 1024  # an update is text and references: a few kB

log = structlog.get_logger(__name__)


def add_routes(
    app: web.Application, channel: TelegramChannel, accept: Accept, secret: str, rejected: Callable[[str], None]
) -> None:
    """Receive updates at PATH. `rejected` counts what was refused: `secret`, `too_large`, `unreadable`.

    Raises ValueError for a secret that Telegram would not take, in particular for none.
    """
    if not SECRET.fullmatch(secret):
        raise ValueError("the webhook's secret needs 1 to 256 of A-Z a-z 0-9 _ -")
    webhook = Webhook(channel, accept, secret, rejected)
    app.router.add_post(PATH, webhook.receive)
    app.on_shutdown.append(webhook.finish)


async def register(channel: TelegramChannel, public_url: str, secret: str) -> None:
    """Tell Telegram to push updates to `public_url` (scheme and host, without the path).

    Raises aiogram's TelegramAPIError. Updates that wait are kept: each may be a complaint.
    """
    await channel.bot.set_webhook(
        public_url.rstrip("/") + PATH,
        secret_token=secret,
        allowed_updates=list(ALLOWED_UPDATES),
        drop_pending_updates=False,
    )


class Webhook:
    """The route, and the button presses whose acknowledgement is still on its way."""

    def __init__(self, channel: TelegramChannel, accept: Accept, secret: str, rejected: Callable[[str], None]) -> None:
        self._channel = channel
        self._accept = accept
        self._secret = secret.encode()
        self._rejected = rejected
        self._answers: set[asyncio.Task[None]] = set()

    async def receive(self, request: web.Request) -> web.Response:
        """Check, read, store, then say 200. Telegram sends again whatever is answered otherwise."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return self._refuse(403, "secret", "the secret token is wrong or missing")
        try:
            body = await request.clone(client_max_size=MAX_BODY_BYTES).read()
            found = parse(body, datetime.now(UTC))
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(413, "too_large", f"the body is over {MAX_BODY_BYTES} bytes")
        except Unreadable as error:
            return self._refuse(400, "unreadable", str(error))
        try:
            await self._accept(found.messages, found.events)
        # Whatever went wrong, Telegram keeps the update and sends it again. aiohttp would answer 500 as well, but
        # log a traceback, and a database error's holds the citizen's words.
        except Exception as error:  # noqa: BLE001
            log.error("update not stored", error=type(error).__name__)
            return _json(500, "the update could not be stored, send it again")
        self._answer_soon(found.messages)
        return web.json_response({"ok": True})

    def _refuse(self, status: int, reason: str, words: str) -> web.Response:
        self._rejected(reason)
        log.warning("update refused", reason=reason)
        return _json(status, words)

    def _answer_soon(self, messages: Sequence[InboundMessage]) -> None:
        """Acknowledge presses beside the answer to Telegram, which must not wait for another call to Telegram."""
        if not any(message.button for message in messages):
            return
        if not any(message.button for message in messages):
            return
        task = asyncio.create_task(self._channel.answer_presses(messages), name="answer telegram presses")
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def finish(self, _app: web.Application) -> None:
        """Let the acknowledgements on their way arrive before the connections are closed."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=5)
        for task in self._answers:
            task.cancel()


def _json(status: int, words: str) -> web.Response:
    return web.json_response({"ok": False, "error": words}, status=status)
