"""`make bench`: every benchmark, one after another. Each prints ratios measured in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run each module of this folder that is a benchmark, in a process of its own."""
    for file in sorted(HERE.glob("*.py")):
        if not file.name.startswith("_"):
            print(f"== {file.stem}", flush=True)
            subprocess.run([sys.executable, "-m", f"benchmarks.{file.stem}"], check=True)


if __name__ == "__main__":
    main()
