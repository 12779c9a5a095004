"""Messages with the service that each means, one JSON line each."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from app.city.rows import MessageRow
from app.city.sources import Faults, jsonl_rows
from classifier.texts import Example


def messages_of(path: Path, services: Collection[str]) -> list[Example]:
    """The messages of one file. Raises CityDataError naming every fault with its line."""
    faults = Faults()
    found = read_messages(path, services, faults)
    faults.raise_if_any()
    return found


def read_messages(path: Path, services: Collection[str], faults: Faults) -> list[Example]:
    """The messages of one file; faults are noted with their lines."""
    found: list[Example] = []
    for line, row in jsonl_rows(path, MessageRow, faults):
        if row.service is not None and row.service not in services:
            faults.add(path, line, f"service: {row.service!r} is not in the catalog")
        found.append(Example(row.text, row.service, row.language or ""))
    return found
