"""The city with a handful of services: its model is trained in seconds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import yaml

from app.city.load import MODEL
from app.training import FROZEN_MESSAGES, build
from tests.spoiled_city import copy_of_city

SPHERES: Final = ("heating", "roads", "waste", "lifts")
SERVICES: Final = 4  # of each sphere


def small_city(folder: Path) -> Path:
    """A copy of the city below this folder that holds few services, with a model of them."""
    city = copy_of_city(folder)
    (city / MODEL).unlink()
    kept: set[str] = set()
    for path in (city / "catalog").glob("*.yaml"):
        if path.stem not in SPHERES:
            path.unlink()
            continue
        services = yaml.safe_load(path.read_text("utf-8"))[:SERVICES]
        kept |= {service["code"] for service in services}
        path.write_text(yaml.safe_dump(services, allow_unicode=True), "utf-8")
    for name in ("messages/calibration.jsonl", FROZEN_MESSAGES):
        lines = (city / name).read_text("utf-8").splitlines()
        few = [line for line in lines if json.loads(line)["service"] in kept] + [
            line for line in lines if json.loads(line)["service"] is None
        ][:10]
        (city / name).write_text("".join(f"{line}\n" for line in few), "utf-8")
    build(city)
    return city
