"""What is loaded when the service starts."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_telegrams_library_waits_for_a_token() -> None:
    """aiogram takes longer to import than everything else together: without a bot nobody waits for it."""
    code = "import app.run, sys; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
