"""A place named in a message."""

from __future__ import annotations

from dataclasses import dataclass

from intake_core.understanding.addresses.gazetteer import Entry
from intake_core.understanding.addresses.houses import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in the tokens first..last, its markers included."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    street_marker: bool = False
    area_marker: bool = False
    preposition: str = ""  # the key of the one before
    local: bool = False  # in a Kazakh case that says where
    house: House | None = None

    @property
    def is_marked(self) -> bool:
        return self.street_marker or self.area_marker
