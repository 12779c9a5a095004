"""Messages as JSON rows: how the inbox and the outbox keep what is in `messages.py`."""

from __future__ import annotations

from typing import Any

import msgspec

from intake_core.messages import InboundMessage, OutboundMessage


def to_row(message: InboundMessage | OutboundMessage) -> dict[str, Any]:
    """A message as plain JSON values."""
    row: dict[str, Any] = msgspec.to_builtins(message)
    return row


def inbound_from_row(row: dict[str, Any]) -> InboundMessage:
    """The message that `to_row` wrote. Raises msgspec.ValidationError on a row that is none."""
    return msgspec.convert(row, InboundMessage)


def outbound_from_row(row: dict[str, Any]) -> OutboundMessage:
    """The message that `to_row` wrote. Raises msgspec.ValidationError on a row that is none."""
    return msgspec.convert(row, OutboundMessage)
