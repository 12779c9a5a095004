"""What a model is trained on, and the fingerprint that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import Final

_READERS: Final = (
    "normalise.py latin.py letters.py lexicon.py kazakh_stems.py concepts.py fillers.py terms.py features.py space.py"
).split()
"""The code that decides what a text's features are: a model made by other readers reads another language."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message that somebody wrote, and the service it means; None if it is no service's matter."""

    text: str
    service: str | None
    language: str = ""  # that it is written in, where somebody said so: ru, kk, mixed, latin


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Everything that a model learns from."""

    phrasings: Mapping[str, Sequence[str]]  # service → as citizens write it
    names: Mapping[str, Sequence[str]]  # service → its official names
    none: Mapping[str, Sequence[str]] = field(default_factory=dict)  # kind of message that is no service's → texts
    faq: Mapping[str, Sequence[str]]  # standing question → as citizens ask it
    dangers: Mapping[str, Sequence[str]]  # number to call → messages of danger now
    no_dangers: Sequence[str]  # messages that only sound like it
    messages: Sequence[Example] = ()  # unlike the phrasings: what confidence is learned from


def fingerprint(texts: Texts) -> str:
    """Of the texts and of the code that reads them: 16 hex digits."""
    digest = sha256()
    for part in (texts.phrasings, texts.names, texts.none, texts.faq, texts.dangers, {"": texts.no_dangers}):
        listed = {key: list(part[key]) for key in part}
        digest.update(json.dumps(listed, ensure_ascii=False, sort_keys=True).encode())
    digest.update(json.dumps([[one.text, one.service] for one in texts.messages], ensure_ascii=False).encode())
    for name in _READERS:
        digest.update(files("classifier").joinpath(name).read_bytes())
    return digest.hexdigest()[:16]
