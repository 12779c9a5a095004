"""`compose.yaml`, which runs where no test runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from app.settings import Settings
from tests.conftest import ROOT

COMPOSE = ROOT / "compose.yaml"


def test_it_is_a_compose_file() -> None:
    """By the Compose Specification's own schema."""
    tool = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [tool, "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_it_sets_what_the_service_reads() -> None:
    """Every variable that it hands to the service is a setting of ours."""
    given = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["app"]["environment"]
    known = {str(field.validation_alias or f"INTAKE_{name}").upper() for name, field in Settings.model_fields.items()}
    assert given.keys() <= known
