"""What every channel adapter hands over, and to whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from intake_core.messages import ChannelEvent, InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One webhook body, read: what citizens wrote and what the platform told us besides."""

    messages: tuple[InboundMessage, ...] = ()
    events: tuple[ChannelEvent, ...] = ()


class Unreadable(ValueError):
    """A body that is not the platform's at all (no JSON, no object). Says why, in words."""


Accept = Callable[[Sequence[InboundMessage], Sequence[ChannelEvent]], Awaitable[None]]
"""Stores what came in. When it returns, everything is committed and the platform may get its 200."""
