"""What is written to standard error where no person sits at a terminal."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import ROOT

PROGRAM = """
import logging, structlog
from app.logs import set_up_logging
set_up_logging()
structlog.get_logger().info("turn decided", conversation=7)
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("ours")
    logging.getLogger("aiohttp.server").exception("theirs: %s", "GET /")
logging.getLogger("aiohttp.access").info("every request")
"""


def test_every_line_is_json() -> None:
    """Ours and the libraries', a traceback as a field: whatever collects them reads line by line."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    ours, failed, theirs = map(json.loads, done.stderr.splitlines())
    assert ours.items() >= {"event": "turn decided", "conversation": 7, "level": "info"}.items()
    assert failed["exception"].startswith("Traceback")
    assert theirs.items() >= {"event": "theirs: GET /", "logger": "aiohttp.server", "level": "error"}.items()
    assert theirs["exception"].startswith("Traceback")
    assert theirs["timestamp"]
