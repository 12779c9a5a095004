"""`intake chat`: steps from standard input, or a conversation at the prompt."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from app.chat import BadStep, Chat, ChatClock
from app.city.load import load_city
from app.errors import StartError
from app.opening import make_var, open_database, throw_away_database
from app.service import in_zone, open_service, wall_clock
from app.settings import Settings
from bots.console.channel import ConsoleChannel
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel

ME: Final = "me"
HELP: Final = "Write as a citizen would. /photo FILE [words], /button VALUE, /quit."


async def talk(
    settings: Settings,
    *,
    throw_away: bool,
    jsonl: bool,
    now: datetime | None,
    digest: object | None,
    settle: float | None,
) -> int:
    """Run the chat until standard input ends; how many steps could not be done. Raises StartError in words."""
    async with _chat(settings, throw_away=throw_away, now=now, settle=settle) as chat:
        if digest is not None:
            await _publish(chat, digest)
        return await (_steps(chat) if jsonl else _prompt(chat))


async def _publish(chat: Chat, digest: object) -> None:
    try:
        await chat.step({"publish": digest})
    except BadStep as error:
        raise StartError(f"nothing was published:\n{error}") from error


@asynccontextmanager
async def _chat(
    settings: Settings, *, throw_away: bool, now: datetime | None, settle: float | None
) -> AsyncIterator[Chat]:
    city = load_city(settings.city)
    channel = ConsoleChannel()
    channels: Mapping[ChannelName, Channel] = {ChannelName.CONSOLE: channel}
    clock = ChatClock(wall_clock, in_zone(now, city.zone) if now else None)
    async with AsyncExitStack() as stack:
        if throw_away:
            url, folder = await stack.enter_async_context(throw_away_database())
        else:
            make_var(settings.var)
            url, folder = await stack.enter_async_context(open_database(settings)), settings.var
        service = await stack.enter_async_context(
            open_service(
                url=url,
                city=city,
                media_folder=Path(folder) / "media",
                make_channels=lambda *_: channels,
                clock=clock,
                settle=timedelta(seconds=settle or 0),
                alone=throw_away,
            )
        )
        chat = Chat(service, channel, clock)
        await chat.start()
        yield chat


async def _steps(chat: Chat) -> int:
    """One step a line, one line each: also for a step that cannot be done."""
    faults = 0
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        if not line.strip():
            continue
        try:
            told = await chat.step(_step(line.decode("utf-8", "replace")))
        except BadStep as error:
            faults += 1
            told = {"error": str(error)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return faults


def _step(line: str) -> Any:  # noqa: ANN401 (JSON is anything)
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadStep(f"no JSON: {error}") from error


async def _prompt(chat: Chat) -> int:
    console = Console()
    console.print(HELP, style="dim")
    choices: list[dict[str, str]] = []
    while True:
        try:
            line = await asyncio.to_thread(console.input, "[bold]> [/bold]")
        except (EOFError, KeyboardInterrupt):
            return 0
        if line.strip() == "/quit":
            return 0
        if not line.strip():
            continue
        try:
            told = await chat.step({"conversation": ME, **_said(line, choices)})
        except BadStep as error:
            console.print(str(error), style="red")
            continue
        for reply in told["replies"]:
            choices = reply["choices"]
            console.print(reply["text"], style="green", markup=False)
            for position, choice in enumerate(choices, 1):
                console.print(f"  {position}. {choice['title']}", style="cyan", markup=False)


def _said(line: str, choices: list[dict[str, str]]) -> dict[str, Any]:
    """A line at the prompt as a step: a number presses the button offered under it."""
    if line.startswith("/photo "):
        path, _, words = line.removeprefix("/photo ").partition(" ")
        return {"photo": path, "text": words}
    if line.startswith("/button "):
        return {"button": line.removeprefix("/button ").strip()}
    if line.strip().isdigit() and 0 < int(line) <= len(choices):
        return {"button": choices[int(line) - 1]["value"]}
    return {"text": line}
