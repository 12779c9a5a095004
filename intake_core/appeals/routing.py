"""Which executor an appeal goes to: a table of rules, and the tables they look into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from intake_core.appeals.place import Place

_INSTITUTION: Final = re.compile(
    r"(школ\w*|мектеп\w*|лице\w*|гимнази\w*|сад\w*|садик\w*|балабақша\w*|балабакша\w*|поликлиник\w*|емхана\w*)"
    r"\W{0,3}(?:№|#|номер)?\W{0,2}(\d{1,3})\s?([а-яА-Я]?)\b"
    r"|(?:№|#)?\b(\d{1,3})\s?-?(?:й|ой|ая|я|ші|шы|-)?\W{0,2}"
    r"(школ\w*|мектеп\w*|лице\w*|гимнази\w*|сад\w*|садик\w*|балабақша\w*|балабакша\w*|поликлиник\w*|емхана\w*)",
    re.IGNORECASE,
)
_KIND: Final = (
    (("сад", "балаба"), "kindergarten"),
    (("поликлин", "емхана"), "clinic"),
    (("школ", "мектеп", "лице", "гимнази"), "school"),
)


class RuleKind(StrEnum):
    """How a routing rule finds its executor."""

    FIXED = "fixed"
    ROAD_ZONE = "road_zone"
    MANAGER = "manager"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that services name. `executor`: the only one, or the one where the table knows none."""

    key: str
    kind: RuleKind
    executor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """The city's routing tables.

    `road_zones`: street or district → contractor; `managers`: (street, house) → co-operative; `executors`: all codes.
    """

    rules: Mapping[str, Rule]
    road_zones: Mapping[str, str]
    managers: Mapping[tuple[str, str], str]
    executors: frozenset[str]

    def executor_of(self, rule_key: str, place: Place, text: str) -> str:
        """The code of the executor for a complaint at this place. Raises KeyError for an unknown rule."""
        rule = self.rules[rule_key]
        match rule.kind:
            case RuleKind.FIXED:
                found = None
            case RuleKind.ROAD_ZONE:
                found = self.road_zones.get(place.street or "") or self.road_zones.get(place.microdistrict or "")
            case RuleKind.MANAGER:
                found = self.managers.get((place.street or place.microdistrict or "", place.house or ""))
            case RuleKind.INSTITUTION:
                found = self._institution(f"{text} {place.landmark or ''}")
            case _:
                assert_never(rule.kind)
        return found or rule.executor

    def _institution(self, text: str) -> str | None:
        for match in _INSTITUTION.finditer(text):
            word, number, letter = match[1] or match[5], match[2] or match[4], (match[3] or "").lower()
            for stems, kind in _KIND:
                if word.lower().startswith(stems):
                    suffix = "a" if letter == "а" else ""
                    code = f"{kind}-{number}{suffix}"
                    if code in self.executors:
                        return code
        return None
