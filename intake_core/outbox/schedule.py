"""When to try again, and when to stop trying."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

SEND_SECONDS: Final = 20.0
"""A platform that has not answered by then counts as one that did not take the message."""

LEASE: Final = timedelta(seconds=30)
"""A message being sent is nobody else's for so long; longer than a send may take."""

FIRST_DELAY: Final = timedelta(seconds=1)
LONGEST_DELAY: Final = timedelta(minutes=10)
MAX_TRIES: Final = 60
"""With the longest delay between most of them: about nine hours of a platform's silence."""


def backoff(attempts: int, roll: float | None = None) -> timedelta:
    """How long to wait after the `attempts`-th failure: doubled each time, with full jitter over its upper half.

    `roll`: the throw of the dice, 0 to 1; drawn if it is not given.
    """
    longest = min(LONGEST_DELAY, FIRST_DELAY * float(2 ** min(attempts - 1, 20)))
    dice = random.random() if roll is None else roll  # noqa: S311
    return longest / 2 + longest / 2 * dice
