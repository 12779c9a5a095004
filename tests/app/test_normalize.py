"""`intake normalize`: recorded webhook bodies as the shape that all channels share."""

from __future__ import annotations

import pytest

from intake_core.messages import ChannelName
from tests.bots.running import FIXTURES, recorded_body
from tests.command import intake

FIELDS = {
    *("channel", "message_id", "conversation", "sent_at", "text", "attachments"),
    *("location", "button", "contact", "reply_to", "edited", "album"),
}
EVENT = {"channel", "event", "conversation", "message_id", "at", "detail"}


@pytest.mark.parametrize("channel", [ChannelName.TELEGRAM, ChannelName.WEBSITE])
def test_a_text_is_a_line(channel: ChannelName) -> None:
    """The same fields whichever channel it came by."""
    body = recorded_body(channel, "text.json")
    done = intake("normalize", "--channel", channel, given=body)
    assert (done.code, done.err) == (0, "")
    (message,) = done.rows
    assert message.keys() == FIELDS
    assert message["channel"] == channel
    assert message["text"] == "нет горячей воды алтынсарина 110"
    assert message["edited"] is False
    assert intake("normalize", "--channel", channel, given=body).out == done.out  # a recorded body reads the same


def test_events_are_told_when_asked_for() -> None:
    """A citizen who blocked the bot wrote nothing: without `--events` there is no line."""
    body = (FIXTURES / "telegram" / "blocked.json").read_bytes()
    assert intake("normalize", "--channel", "telegram", given=body).out == ""
    (event,) = intake("normalize", "--channel", "telegram", "--events", given=body).rows
    assert event.keys() == EVENT
    assert (event["event"], event["conversation"]) == ("blocked", "500100202")


@pytest.mark.parametrize("channel", ["telegram", "website"])
@pytest.mark.parametrize(
    "body", [pytest.param(b"", id="empty"), pytest.param(b"\xff\xfe", id="no UTF-8"), pytest.param(b"[1]", id="a list")]
)
def test_a_body_that_is_none(channel: str, body: bytes) -> None:
    """One sentence, and 1."""
    done = intake("normalize", "--channel", channel, given=body)
    assert (done.code, done.out) == (1, "")
    assert done.sentence


def test_a_channel_that_is_none() -> None:
    """Those there are, are named."""
    done = intake("normalize", "--channel", "pigeon", given=b"{}")
    assert done.code == 2
    assert "telegram" in done.sentence
    assert "website" in done.sentence
