"""The website as a channel of the outbox."""

from __future__ import annotations

from intake_core.bell import chat_topic
from intake_core.messages import OutboundMessage, Purpose
from intake_core.outbox.channel import Channel
from tests.bots.website.memory import Service


async def test_sending_wakes_the_pages_of_the_chat(service: Service) -> None:
    """And no others: the line itself stands in the transcript already."""
    channel: Channel = service.channel
    with (
        service.bell.listening(chat_topic("website", "c1")) as mine,
        service.bell.listening(chat_topic("website", "c2")) as other,
    ):
        await channel.send(OutboundMessage(chat_id="c1", text="Готово", purpose=Purpose.ANSWER))
        assert (mine.is_set(), other.is_set()) == (True, False)


async def test_nobody_at_the_page_is_no_failure(service: Service) -> None:
    """Who closed it finds the reply on return."""
    await service.channel.send(OutboundMessage(chat_id="away", text="Готово", purpose=Purpose.ANSWER))
