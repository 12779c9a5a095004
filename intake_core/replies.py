"""Sentences for citizens, in Russian and Kazakh: written by people in `.ftl` files, filled in here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from intake_core.conversations.conversation import Language

_ISOLATES: Final = re.compile("[\u2066-\u2069]")


class BadReplies(ValueError):
    """A reply file that cannot be used; the text names every fault, a line a fault."""


class Replies:
    """The reply texts of a city. `say` fills one in."""

    def __init__(self, sources: Mapping[Language, str]) -> None:
        """Raises BadReplies for broken syntax and for a text that one of the languages lacks."""
        faults = list(_faults(sources))
        if faults:
            raise BadReplies("\n".join(faults))
        self._bundles = {language: _bundle(language, source) for language, source in sources.items()}

    def say(self, language: Language, key: str, **values: str | int) -> str:
        """The text of this key. Raises KeyError if there is none, ValueError if a value it needs is missing."""
        bundle = self._bundles[language]
        message = bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = bundle.format_pattern(message.value, dict(values))
        if errors:
            raise ValueError(f"reply {key} ({language}): {errors[0]}")
        return _ISOLATES.sub("", str(text)).strip()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages there are texts in."""
        return tuple(self._bundles)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return all(bundle.has_message(key) for bundle in self._bundles.values())


def _bundle(language: Language, source: str) -> FluentBundle:
    bundle = FluentBundle([language.value], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle


def _faults(sources: Mapping[Language, str]) -> Iterator[str]:
    keys: dict[Language, dict[str, frozenset[str]]] = {}
    for language, source in sources.items():
        resource = FluentParser(with_spans=True).parse(source)
        keys[language] = {}
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                line = source.count("\n", 0, entry.span.start if entry.span else 0) + 1
                yield f"{language}.ftl:{line}: this is no Fluent text: {(entry.content or '').splitlines()[0]}"
            elif isinstance(entry, ast.Message):
                keys[language][entry.id.name] = frozenset(_variables(entry))
    everything = {key for names in keys.values() for key in names}
    for language, names in keys.items():
        for key in sorted(everything - names.keys()):
            yield f"{language}.ftl: the text {key} is missing"
    for key in sorted(everything):
        variants = {names[key] for names in keys.values() if key in names}
        if len(variants) > 1:
            yield f"{key}: the languages use other variables: {sorted(map(sorted, variants))}"


def _variables(node: object) -> Iterator[str]:
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.VariableReference):
            yield current.id.name
        elif isinstance(current, ast.BaseNode):
            stack.extend(vars(current).values())
        elif isinstance(current, list):
            stack.extend(current)


def moment_text(
    replies: Replies, language: Language, at: datetime, now: datetime, zone: tzinfo, *, date_only: bool
) -> str:
    """A time as people say it: "сегодня 18:00", "завтра", "12 июня 09:00"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = {today: "today", today + timedelta(days=1): "tomorrow", today - timedelta(days=1): "yesterday"}
    if local.date() in days:
        day = replies.say(language, days[local.date()])
    else:
        day = format_date(local.date(), "d MMMM" if local.year == today.year else "d MMMM y", locale=language.value)
    return day if date_only else f"{day} {local:%H:%M}"
