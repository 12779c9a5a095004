"""How often one chat, or one address, may send. In memory: a guard against floods, not an account."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

MAX_KEYS: Final = 10_000


class Pace:
    """At most `per_minute` at once, and over any longer time `per_minute` a minute (GCRA).

    Each replica counts for itself, so that several together let more through.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 60 / per_minute
        self._slack = 60 - self._interval
        self._clock = clock
        self._due: dict[str, float] = {}  # when the key would be at rest again

    def wait_seconds(self, key: str) -> float:
        """0: go on, and it is counted. Otherwise not counted: how long to wait."""
        now = self._clock()
        due = max(self._due.get(key, now), now)
        if due - now > self._slack:
            return due - now - self._slack
        if len(self._due) >= MAX_KEYS:
            self._forget_rested(now)
        self._due[key] = due + self._interval
        return 0.0

    def _forget_rested(self, now: float) -> None:
        self._due = {key: due for key, due in self._due.items() if due > now}


def network_of(address: str) -> str:
    """The key of an address: a household has a whole IPv6 network of 64 bits, and one IPv4 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return parsed.exploded[:19]
    return str(parsed)
