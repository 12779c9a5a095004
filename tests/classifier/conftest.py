"""The classifier over the first city's catalog, built once for all tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from classifier.classifier import Classifier
from classifier.fit import catalog

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def kostanay() -> Classifier:
    return Classifier.build(*catalog(_ROOT / "cities/kostanay/catalog"))


@pytest.fixture(scope="session")
def messages() -> list[dict[str, Any]]:
    """Messages as people write them, with the service that each means; null where none."""
    lines = (_ROOT / "tests/data/messages_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
