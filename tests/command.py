"""The command `intake` as its own process, in an environment without anybody's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

INTAKE: Final = Path(sys.executable).with_name("intake")
OURS: Final = ("INTAKE_", "TELEGRAM_", "DATABASE_URL")
SECONDS: Final = 120


def environment(**settings: str) -> dict[str, str]:
    """The environment of this process with these settings of the service, and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | settings


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output, where every line must be a JSON object."""
        rows = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(row, dict) for row in rows)
        return rows

    @property
    def sentence(self) -> str:
        """What was said to the person at the terminal, if it was one line without a traceback."""
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert len(lines) == 1, self.err
        assert lines[0].startswith("intake: ")
        return lines[0].removeprefix("intake: ")


def intake(*arguments: str | Path, given: str | bytes = b"", **settings: str) -> Done:
    """Run a command to its end with this standard input. It runs in a folder without a `.env`."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [INTAKE, *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env=environment(**settings),
            cwd=folder,
            timeout=SECONDS,
            check=False,
        )
    return Done(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
