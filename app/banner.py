"""What the terminal shows when the service is up: a few lines, readable."""

from __future__ import annotations

import sys

from app.channels import Channels
from app.settings import Settings


def show_banner(address: str, settings: Settings, channels: Channels, administrator: tuple[str, str] | None) -> None:
    """Print both addresses, the first login if it was just made, and each channel with what it needs."""
    lines = [
        "",
        f"  Citizens' chat   {address}/",
        f"  Desk             {address}/desk",
    ]
    if administrator is not None:
        login, password = administrator
        lines.append(f"  First login      {login} / {password}   (shown once, changed at the first sign-in)")
    for state in channels.states():
        mark = "on " if state.on else "off"
        lines.append(f"  Channel          {mark} {state.name}" + (f" – needs {state.needs}" if state.needs else ""))
    where = "DATABASE_URL" if settings.database_url else f"embedded, under {settings.var}"
    lines += [f"  Database         PostgreSQL, {where}", "  Ctrl-C stops everything and loses nothing.", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
