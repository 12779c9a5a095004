"""Choosing a service among more than a thousand: what the classifier thinks likely, and a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from desk.deps import DEPS
from desk.rendering import page
from intake_core.appeals.appeal import Appeal
from intake_core.city import City
from intake_core.inbox.store import DecidedTurn

SHOWN: Final = 12
ENOUGH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A service to choose. `confidence`: how likely the service held it, if it did; `words`: what spoke for it."""

    code: str
    confidence: float | None = None
    words: tuple[str, ...] = ()


def candidates_of(city: City, appeal: Appeal, turns: Sequence[DecidedTurn], chosen: str | None) -> list[Option]:
    """The appeal's own service first, then what its turns were thought to mean, the likeliest first."""
    likely: dict[str, Option] = {}
    for turn in turns:  # the newest first: its opinion stands
        if appeal.id in turn.appeals:
            for found in turn.findings.get("services", ()):
                option = Option(code=found["code"], confidence=found["confidence"], words=tuple(found["words"]))
                likely.setdefault(option.code, option)
    options = sorted(likely.values(), key=lambda option: -(option.confidence or 0))
    for code in dict.fromkeys((chosen, appeal.service_code)):
        if code and code not in likely:
            options.insert(0, Option(code=code))
    options.sort(key=lambda option: option.code != chosen)
    return [option for option in options if option.code in city.services][:SHOWN]


def search(city: City, text: str, limit: int = SHOWN) -> list[Option]:
    """Services whose name, category or code holds every word typed, then what the classifier makes of the words."""
    words = text.casefold().split()
    if not words:
        return []
    found = [
        code
        for code, service in city.services.items()
        if all(word in f"{code} {service.name.ru} {service.name.kk} {service.category}".casefold() for word in words)
    ]
    if len(found) < ENOUGH:  # few names say it so: perhaps the citizens' phrasings do
        found += [candidate.code for candidate in city.classifier.rank(text, ENOUGH)]
    return [Option(code=code) for code in dict.fromkeys(found) if code in city.services][:limit]


async def get_services(request: web.Request) -> web.StreamResponse:
    """The choices that a search gives: a part of the form, for pages with JavaScript; a page without."""
    text = " ".join(request.query.get("find", "").split())[:100]
    options = search(request.app[DEPS].city, text)
    return await page(request, "services.html", options=options, find=text)
