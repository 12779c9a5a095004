"""Waiting for a condition of another process, which nobody here can be told of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")


async def eventually(look: Callable[[], Awaitable[Found] | Found], *, seconds: float = 30) -> Found:
    """What `look` returns as soon as it is neither empty nor false. Raises TimeoutError if that takes too long."""
    async with asyncio.timeout(seconds):
        while True:
            found = look()
            if isinstance(found, Awaitable):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.05)
