"""`intake serve` as its own process: started, read, stopped and killed."""

from __future__ import annotations

import re
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.command import INTAKE, SECONDS, environment

LAST_LINE: Final = "Ctrl-C stops everything"


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running service and what it printed."""

    process: subprocess.Popen[bytes]
    banner: str
    log: Path

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return self._in_banner(r"Citizens' chat +(http://\S+)/")

    @property
    def first_login(self) -> tuple[str, str] | None:
        """The first administrator's login and password, if they were shown."""
        found = re.search(r"First login +(\S+) / (\S+)", self.banner)
        return (found[1], found[2]) if found else None

    def errors(self) -> str:
        """Everything on standard error so far."""
        return self.log.read_text()

    def tracebacks(self) -> list[str]:
        """The lines on standard error where a traceback begins that is no field of a log line."""
        return [line for line in self.errors().splitlines() if line.startswith("Traceback")]

    def end(self, signum: signal.Signals) -> int:
        """Send a signal and wait for the end. Returns the exit code, negative if the signal ended it."""
        self.process.send_signal(signum)
        return self.process.wait(SECONDS)

    def _in_banner(self, pattern: str) -> str:
        found = re.search(pattern, self.banner)
        assert found is not None, self.banner
        return found[1]


def start(var: Path, *options: str, **settings: str) -> Served:
    """Start the service on a free port and return when it has shown its banner. The caller ends it."""
    var.parent.mkdir(parents=True, exist_ok=True)
    log = Path(tempfile.mkstemp(prefix="stderr-", dir=var.parent)[1])
    with log.open("wb") as err:
        process = subprocess.Popen(
            [INTAKE, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=err,
            env=environment(INTAKE_VAR=str(var), **settings),
            cwd=var.parent,
        )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.decode())
        if LAST_LINE in lines[-1]:
            return Served(process=process, banner="".join(lines), log=log)
    process.wait()
    raise AssertionError(f"the service did not start: {log.read_text()}")


@contextmanager
def serving(var: Path, *options: str, **settings: str) -> Iterator[Served]:
    """The same, ended with the block, which must leave no traceback behind."""
    served = start(var, *options, **settings)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.end(signal.SIGINT)
        if served.process.stdout is not None:
            served.process.stdout.close()
    assert served.tracebacks() == []


Starter = Callable[..., Served]
