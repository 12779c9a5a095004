"""The recorded updates."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "telegram"
NAMES: Final = sorted(path.name for path in FOLDER.glob("*.json"))


def recorded(name: str) -> bytes:
    """The body of a recorded update."""
    return (FOLDER / name).read_bytes()
