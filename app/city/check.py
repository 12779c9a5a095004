"""`intake city check`: what a city can be loaded with and should not be left with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from app.city.load import MODEL, load_city
from app.city.sample import sample_digest
from app.city.sources import Faults, line_of_text
from classifier.normalise import tokens
from intake_core.city import City

NEAR: Final = 92.0
"""From this likeness (rapidfuzz token_sort_ratio, 0 to 100) on two services' phrasings are one."""

_RAREST: Final = 3  # words of a text by which others are found to compare it with


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text in the catalog."""

    service: str
    text: str


def check_city(folder: Path) -> City:
    """The city, if nothing is wrong with it. Raises CityDataError naming every fault with file and line."""
    city = load_city(folder)
    sample_digest(folder, datetime.now(city.zone), city.zone)
    faults = Faults()
    _check_names(city, folder, faults)
    said = [
        Phrasing(code, text)
        for code, one in city.services.items()
        for texts in one.phrasings.values()
        for text in texts
    ]
    for one, other, likeness in near_duplicates(said):
        text = f"{one.service}: {one.text!r} says what {other.text!r} of {other.service} says ({likeness:.0f} of 100)"
        faults.add(*_stands(folder, city, one), text)
    if city.learned_from != city.fingerprint:
        faults.add(folder / MODEL, 1, "it was trained on another catalog: run `intake model build`")
    faults.raise_if_any()
    return city


def _check_names(city: City, folder: Path, faults: Faults) -> None:
    known: dict[str, str] = {}
    for code, service in city.services.items():
        for name in (service.name.ru, service.name.kk):
            other = known.setdefault(name.casefold(), code)
            if other != code:
                faults.add(*_stands(folder, city, Phrasing(code, name)), f"{code}: {name!r} is the name of {other} too")


def near_duplicates(said: Sequence[Phrasing]) -> Iterator[tuple[Phrasing, Phrasing, float]]:
    """Pairs of different services' phrasings that are one but for the order of words and a letter or two.

    Compared are those that share one of the rarest words of either: two texts so alike have most words in common.
    """
    words = [sorted(tokens(one.text)) for one in said]
    keys = [" ".join(of_text) for of_text in words]
    holding: dict[str, list[int]] = defaultdict(list)
    for at, of_text in enumerate(words):
        for word in set(of_text):
            holding[word].append(at)
    told: set[tuple[int, int]] = set()
    for at, of_text in enumerate(words):
        rarest = sorted(set(of_text), key=lambda word: (len(holding[word]), word))[:_RAREST]
        others = {other: keys[other] for word in rarest for other in holding[word]}
        found = process.extract(keys[at], others, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
        for _, likeness, other in found:
            pair = min(at, other), max(at, other)
            if said[at].service != said[other].service and pair not in told:
                told.add(pair)
                yield said[pair[0]], said[pair[1]], likeness


def _stands(folder: Path, city: City, one: Phrasing) -> tuple[Path, int]:
    """The file and line of a text of a service."""
    path = folder / "catalog" / f"{city.services[one.service].sphere}.yaml"
    return path, line_of_text(path, one.text, line_of_text(path, f"code: {one.service}"))
