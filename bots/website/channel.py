"""The website as a channel of the outbox. Nothing is sent: the page reads the transcript, and is woken."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from bots.website import upload_keys
from intake_core.bell import Bell, chat_topic
from intake_core.messages import ChannelName, OutboundMessage, Receipt
from intake_core.outbox.channel import Capabilities, FileGone, TextUnit
from media_store.store import MediaStore, Missing

CAN: Final = Capabilities(  # all of them ours: there is no platform behind this channel
    text_limit=100_000,  # a page shows any length; some number must stand here
    text_unit=TextUnit.CHARACTERS,
    max_choices=10,  # as many as fit on a phone's screen beside the question
    sends_per_second=1000.0,
    chat_interval=timedelta(0),
)


class WebsiteChannel:
    """Wakes the pages that show a chat, and opens what citizens uploaded."""

    name = ChannelName.WEBSITE
    can = CAN

    def __init__(self, bell: Bell, media: MediaStore) -> None:
        self._bell = bell
        self._media = media

    async def send(self, message: OutboundMessage) -> Receipt:
        """Wake the chat's pages. The line stands in the transcript already; who is away finds it on return.

        Never fails. The receipt's id is made up: it is unique, and nobody will ever speak of it. What was seen is
        told by the transcript, in its own ids.
        """
        self._bell.ring(chat_topic(self.name, message.chat_id))
        return Receipt(platform_ids=(secrets.token_hex(8),))

    @asynccontextmanager
    async def open_file(self, ref: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of an upload. Raises FileGone for one that is not, or no longer, in the store."""
        key = upload_keys.content_key(ref)
        if key is None:
            raise FileGone("not the key of an upload")
        try:
            size = await self._media.size_bytes(key)
        except Missing as error:
            raise FileGone("the upload is not in the media store") from error
        yield self._media.read(key, length=size)
