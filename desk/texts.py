"""Every word of the desk, in Russian, Kazakh and English: one Fluent file a language, held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

FOLDER: Final = Path(__file__).parent / "texts"


class DeskLanguage(StrEnum):
    """The languages of the desk. The first is the default."""

    RU = "ru"
    KK = "kk"
    EN = "en"


class BadTexts(ValueError):
    """The desk's texts cannot be used; each line names a fault."""


class Words:
    """The texts of one language."""

    def __init__(self, language: DeskLanguage, source: str) -> None:
        self.language = language
        self.keys, faults = _keys(language, source)
        if faults:
            raise BadTexts("\n".join(faults))
        self._bundle = FluentBundle([language.value], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))

    def say(self, key: str, **values: str | int) -> str:
        """The text of this key. Raises KeyError if there is none, ValueError if it lacks a value."""
        message = self._bundle.get_message(key) if self._bundle.has_message(key) else None
        if message is None or message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, dict(values))
        if errors:
            raise ValueError(f"{self.language}.ftl: {key}: {errors[0]}")
        return str(text)

    def name_of(self, group: str, value: object) -> str:
        """The word for a value of a known kind ("state", "in_work"); the value itself where there is none."""
        key = f"{group}-{str(value).replace('_', '-').lower()}"
        return self.say(key) if key in self.keys else str(value)


def _keys(language: DeskLanguage, source: str) -> tuple[frozenset[str], list[str]]:
    keys, faults = [], []
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, ast.Junk):
            faults.append(f"{language}.ftl: this is no Fluent text: {(entry.content or '').splitlines()[0]}")
        elif isinstance(entry, ast.Message):
            keys.append(entry.id.name)
    faults += [f"{language}.ftl: {key} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    return frozenset(keys), faults


def load(folder: Path = FOLDER) -> Mapping[DeskLanguage, Words]:
    """All texts. Raises BadTexts if a file is broken or one language lacks what another has."""
    words = {
        language: Words(language, (folder / f"{language}.ftl").read_text(encoding="utf-8")) for language in DeskLanguage
    }
    everything = frozenset().union(*(one.keys for one in words.values()))
    faults = [
        f"{language}.ftl: the text {key} is missing"
        for language, one in words.items()
        for key in sorted(everything - one.keys)
    ]
    if faults:
        raise BadTexts("\n".join(faults))
    return words
