"""Messages with the service that each means, one JSON line each."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from pydantic import ValidationError

from app.city.rows import MessageRow
from app.city.sources import Faults
from classifier.texts import Example


def messages_of(path: Path, services: Collection[str]) -> list[Example]:
    """The messages of one file. Raises CityDataError naming every fault with its line."""
    faults = Faults()
    found = read_messages(path, services, faults)
    faults.raise_if_any()
    return found


def read_messages(path: Path, services: Collection[str], faults: Faults) -> list[Example]:
    """The messages of one file; faults are noted with their lines."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 1, f"cannot be read: {error}")
        return []
    found: list[Example] = []
    for number, line in enumerate(lines, 1):
        try:
            row = MessageRow.model_validate(json.loads(line))
        except ValidationError as error:
            faults.add_validation(path, lambda *_loc, at=number: at, error)
        except (ValueError, RecursionError) as error:
            faults.add(path, number, f"no valid JSON: {error}")
        else:
            if row.service is not None and row.service not in services:
                faults.add(path, number, f"service: {row.service!r} is not in the catalog")
            found.append(Example(row.text, row.service, row.language or ""))
    return found
