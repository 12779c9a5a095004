"""Every word that the page and its errors say, in both languages, with the city's names and numbers filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from bots.website.city_facts import CityFacts

LANGUAGES: Final = ("ru", "kk")
DEFAULT: Final = "ru"
SOURCE: Final = Path(__file__).parent / "static" / "texts.json"

Words = Mapping[str, str]


def load(city: CityFacts, *, upload_limit_bytes: int) -> dict[str, Words]:
    """The texts by language. Raises ValueError if a text is missing in one of them."""
    texts = msgspec.json.decode(SOURCE.read_bytes(), type=dict[str, dict[str, str]])
    missing = {key for one in LANGUAGES for other in LANGUAGES for key in texts[one].keys() - texts[other].keys()}
    if missing:
        raise ValueError(f"{SOURCE.name}: not in every language: {', '.join(sorted(missing))}")
    return {language: _filled(texts[language], city, language, upload_limit_bytes) for language in LANGUAGES}


def _filled(words: Words, city: CityFacts, language: str, upload_limit_bytes: int) -> Words:
    facts: dict[str, Any] = {
        "centre": city.centre,
        "city": city.name[language],
        "phone": city.phone,
        "limit_mb": upload_limit_bytes // 1_000_000,
    }
    filled = {key: text.format_map(facts) for key, text in words.items()}
    for one in city.emergency:
        filled[f"emergency_{one.number}"] = one.answers[language]
    return filled


def language_of(*wishes: str | None) -> str:
    """The first of the wishes that is a language we have; a wish may be an `Accept-Language` header."""
    for wish in wishes:
        for part in (wish or "").split(","):
            primary = part.split(";")[0].strip().lower()[:2]
            if primary in LANGUAGES:
                return primary
    return DEFAULT
