"""The Telegram channel, as the outbox sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Final

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from aiogram.types import ReplyParameters

from bots.telegram.errors import as_send_errors
from bots.telegram.evidence import OpenEvidence, send_evidence
from bots.telegram.files import opened
from bots.telegram.keyboards import Keyboard, ShareLabels, keyboard
from bots.telegram.platform_ids import callback_id, id_of_message, message_number
from bots.telegram.sent import sent_ids
from intake_core.messages import ChannelName, InboundMessage, OutboundMessage, Receipt
from intake_core.outbox.channel import Capabilities, TextUnit, Undeliverable
from intake_core.outbox.text import split_text

CAPABILITIES: Final = Capabilities(
    text_limit=4096,  # Bot API, sendMessage: 1-4096 after entity parsing; counted like entity offsets, in UTF-16
    text_unit=TextUnit.UTF16,
    max_choices=100,  # the server refuses a longer inline keyboard (REPLY_MARKUP_TOO_LONG); no document says so
    sends_per_second=30.0,  # Bots FAQ, "My bot is hitting limits": about 30 messages a second in all
    chat_interval=timedelta(seconds=1),  # Bots FAQ: no more than one message a second in one chat
)

MAX_WAIT_SECONDS: Final = 5.0  # between the parts of one message; a longer pause is the outbox's business
ANSWER_SECONDS: Final = 10  # an acknowledgement that takes longer acknowledges nothing

log = structlog.get_logger(__name__)


class TelegramChannel:
    """Sends through one bot, as plain text: what citizens and staff write is never read as markup."""

    name = ChannelName.TELEGRAM
    can = CAPABILITIES

    def __init__(
        self,
        token: str,
        *,
        api: TelegramAPIServer | str = PRODUCTION,
        session: BaseSession | None = None,
        open_evidence: OpenEvidence | None = None,
        labels: ShareLabels | None = None,
    ) -> None:
        """`api`: a Bot API server of one's own, or its base URL. Raises TokenValidationError for a token that is none.

        A `session` that is given brings its own `api`.
        """
        server = TelegramAPIServer.from_base(api) if isinstance(api, str) else api
        self.bot = Bot(token, session=session or AiohttpSession(api=server))
        self._open_evidence = open_evidence
        self._labels = labels or ShareLabels()

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self.bot.session.close()

    async def send(self, message: OutboundMessage) -> Receipt:
        """Hand one message to Telegram: the evidence first, then the text, the buttons under its last part.

        Raises TryLater, Undeliverable, ChatGone or ChatMoved; after any other error it may or may not have arrived.
        An error between two parts leaves the earlier ones sent.
        """
        parts = split_text(message.text, CAPABILITIES.text_limit, CAPABILITIES.text_unit)
        if not parts and not message.evidence:
            raise Undeliverable("the text is nothing but white space")
        if not parts and message.choices:
            raise Undeliverable("choices need a text to stand under")
        reply = _reply(message)
        with as_send_errors():
            sent = await send_evidence(self.bot, message.chat_id, message.evidence, self._open_evidence, reply)
            for number, part in enumerate(parts, start=1):
                buttons = keyboard(message, self._labels) if number == len(parts) else None
                sent += await self._send_part(message.chat_id, part, buttons, None if sent else reply, bool(sent))
        return Receipt(platform_ids=tuple(id_of_message(message.chat_id, number) for number in sent))

    async def _send_part(
        self, chat_id: str, text: str, buttons: Keyboard | None, reply: ReplyParameters | None, is_later: bool
    ) -> list[int]:
        try:
            return await self._send_text(chat_id, text, buttons, reply)
        except TelegramRetryAfter as error:
            # Handing this up would send the earlier parts again with the next try, so a short pause is waited for.
            if not is_later or error.retry_after > MAX_WAIT_SECONDS:
                raise
            await asyncio.sleep(error.retry_after)
        return await self._send_text(chat_id, text, buttons, reply)

    async def _send_text(
        self, chat_id: str, text: str, buttons: Keyboard | None, reply: ReplyParameters | None
    ) -> list[int]:
        return await sent_ids(self.bot.send_message(chat_id, text, reply_markup=buttons, reply_parameters=reply))

    def open_file(self, ref: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes behind a file id, in pieces. Raises FileGone (also over 20 MB on the public server) or TryLater."""
        return opened(self.bot, ref)

    async def answer_presses(self, messages: Iterable[InboundMessage]) -> None:
        """Acknowledge the buttons pressed among `messages`. Raises nothing."""
        for message in messages:
            if (query := callback_id(message.platform_id)) is not None:
                await self.answer_callback(query)

    async def answer_callback(self, query: str) -> None:
        """Stop the spinner on a pressed button. Raises nothing: the press is stored, the spinner stops by itself."""
        try:
            await self.bot.answer_callback_query(query, request_timeout=ANSWER_SECONDS)
        except TelegramBadRequest:  # "query is too old": the citizen sees no spinner any more
            log.debug("callback query too old", callback_query=query)
        except AiogramError as error:
            log.warning("callback query not answered", callback_query=query, error=type(error).__name__)


def _reply(message: OutboundMessage) -> ReplyParameters | None:
    """What the message answers; if the citizen deleted that, it goes without."""
    number = message_number(message.reply_to) if message.reply_to else None
    return ReplyParameters(message_id=number, allow_sending_without_reply=True) if number is not None else None
