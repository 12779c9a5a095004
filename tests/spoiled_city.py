"""A copy of the city's folder in which an editor made mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import KOSTANAY


def copy_of_city(folder: Path) -> Path:
    """The city's folder, copied to below this one."""
    return Path(shutil.copytree(KOSTANAY, folder / "kostanay"))


def spoil(city: Path, name: str, old: str, new: str) -> str:
    """Replace the first occurrence of a text in a file; the address `file:line: ` of where it stood."""
    file = city / name
    text = file.read_text("utf-8")
    assert old in text, f"{name} holds no {old!r} any more"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return f"{file}:{text[: text.index(old)].count(chr(10)) + 1}: "
