"""The fake Telegram's queue of updates: pushed to a webhook, or fetched by getUpdates, never both."""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from tests.fake_platforms.telegram_state import ApiError, bad_request

OFF_BY_DEFAULT: Final = ("chat_member", "message_reaction", "message_reaction_count")
RETRY_SECONDS: Final = 0.02  # Telegram waits longer


@dataclass
class Webhook:
    url: str
    secret: str
    last_error: str = ""


class Updates:
    """Keeps each update until it was taken: by a 2xx of the webhook, or by a later offset."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.allowed: Sequence[str] = ()  # empty: all but those that are off by default
        self.waiting: list[dict[str, Any]] = []
        self.last_id = 81000
        self.attempts = 0  # deliveries tried, whatever came back
        self._changed = asyncio.Condition()
        self._poll = 0  # counts getUpdates: the latest one ends those before it
        self._open_polls = 0
        self._task: asyncio.Task[None] | None = None

    async def put(self, kind: str, contents: dict[str, Any]) -> int | None:
        """Queue an update, unless the bot did not ask for its kind. Returns its id."""
        if kind not in self.allowed if self.allowed else kind in OFF_BY_DEFAULT:
            return None
        self.last_id += 1
        self.waiting.append({"update_id": self.last_id, kind: copy.deepcopy(contents)})
        await self._notify()
        return self.last_id

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until_taken(self) -> None:
        """Return when every update was taken. Tests wait for this instead of for a time."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: not self.waiting)

    async def until_polled(self) -> None:
        """Return when a getUpdates is held open."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self._open_polls > 0)

    # getUpdates

    async def get(
        self, *, offset: int = 0, limit: int = 100, timeout: float = 0, allowed: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if not 1 <= limit <= 100:
            limit = 100
        self.allowed = self.allowed if allowed is None else allowed
        self._poll += 1
        mine = self._poll
        await self._forget(offset)
        if timeout > 0:
            await self._hold_open(timeout, mine)
        if self._poll != mine:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return self.waiting[:limit]

    async def _hold_open(self, timeout: float, mine: int) -> None:
        self._open_polls += 1
        await self._notify()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout), self._changed:
                    await self._changed.wait_for(lambda: self.waiting or self._poll != mine)
        finally:
            self._open_polls -= 1

    async def _forget(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        await self._notify()

    # webhook

    async def set_webhook(self, *, url: str, secret: str, allowed: Sequence[str] | None, drop_pending: bool) -> None:
        if url and not re.match(r"https?://[^/]+", url):  # http too: as a local Bot API server allows
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        await self.close()
        self.allowed = self.allowed if allowed is None else allowed
        if drop_pending:
            self.waiting = []
        self.webhook = Webhook(url, secret) if url else None
        self._poll += 1  # ends a getUpdates that waits
        await self._notify()
        if self.webhook is not None:
            self._task = asyncio.create_task(self._deliver(self.webhook), name="fake telegram delivers")

    async def close(self) -> None:
        """Stop delivering."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def info(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
        }
        if self.allowed:
            found["allowed_updates"] = list(self.allowed)
        if self.webhook and self.webhook.last_error:
            found |= {"last_error_date": 1795400000, "last_error_message": self.webhook.last_error}
        return found

    async def _deliver(self, webhook: Webhook) -> None:
        """In order: an update that is not taken holds up the later ones."""
        async with aiohttp.ClientSession() as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: self.waiting)
                update = self.waiting[0]
                if await self._post(session, webhook, update):
                    self.waiting.remove(update)
                    await self._notify()
                else:
                    await asyncio.sleep(RETRY_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: dict[str, Any]) -> bool:
        self.attempts += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as answer:
                if answer.ok:
                    return True
                webhook.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except aiohttp.ClientError as error:
            webhook.last_error = f"Connection failed: {type(error).__name__}"
        return False
