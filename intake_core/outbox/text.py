"""Cutting a text into parts that a channel takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from intake_core.outbox.channel import TextUnit

MIN_LIMIT: Final = 4
"""No character is longer than this in any unit (four bytes of UTF-8)."""

# Best first. A seam in the first half of a part is passed over for a worse one further on, except between words:
# many short parts read worse than a cut paragraph.
SEAMS: Final = (re.compile(r"\n\s*\n\s*"), re.compile(r"\n\s*"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))

JOINER: Final = "\N{ZERO WIDTH JOINER}"
SKIN_TONES: Final = range(0x1F3FB, 0x1F3FF + 1)
FLAG_LETTERS: Final = range(0x1F1E6, 0x1F1FF + 1)
TAGS: Final = range(0xE0020, 0xE007F + 1)


def length(text: str, unit: TextUnit) -> int:
    """How long a channel finds a text."""
    return sum(_size(character, unit) for character in text)


def split_text(text: str, limit: int, unit: TextUnit) -> list[str]:
    """`text` in parts of at most `limit` units, cut at a paragraph, a line, a sentence, a word, or else anywhere.

    A text that fits comes back untouched. Otherwise only white space is lost, at the seams and at both ends; a part
    is never empty, so white space alone makes no part. A cut never goes through a character (a surrogate pair, a
    letter and its accents, a joined emoji), unless that one character alone is over the limit.
    Raises ValueError for a limit under 4.
    """
    if limit < MIN_LIMIT:
        raise ValueError(f"a limit of {limit} may not hold one character")
    if not text.strip():
        return []
    if length(text, unit) <= limit:
        return [text]
    return _parts(text.strip(), limit, unit)


def _parts(rest: str, limit: int, unit: TextUnit) -> list[str]:
    parts = []
    while rest:
        end = _fitting(rest, limit, unit)
        cut = end if end == len(rest) else _cut(rest, end)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return parts


def _fitting(text: str, limit: int, unit: TextUnit) -> int:
    """How many characters of `text` fit."""
    used = 0
    for index, character in enumerate(text):
        used += _size(character, unit)
        if used > limit:
            return index
    return len(text)


def _cut(text: str, end: int) -> int:
    """Where to cut `text`, which is longer than `end`, at `end` or before."""
    for seam in SEAMS:
        # One character more is looked at: a seam may begin just behind what fits.
        starts = [
            found.start()
            for found in seam.finditer(text, 0, end + 1)
            if found.start() > 0 and not _continues(text, found.end())
        ]
        if starts and (starts[-1] >= end // 2 or seam is SEAMS[-1]):
            return starts[-1]
    return next((cut for cut in range(end, 0, -1) if not _continues(text, cut)), end)


def _continues(text: str, index: int) -> bool:
    """Whether the character at `index` belongs to the one before it. A part of UAX #29 that needs no tables."""
    if index >= len(text):
        return False
    before, here = text[index - 1], text[index]
    if before == JOINER or here == JOINER or unicodedata.category(here).startswith("M"):
        return True
    if ord(here) in SKIN_TONES or ord(here) in TAGS:
        return True
    return ord(here) in FLAG_LETTERS and _flag_letters_before(text, index) % 2 == 1


def _flag_letters_before(text: str, index: int) -> int:
    count = 0
    while count < index and ord(text[index - 1 - count]) in FLAG_LETTERS:
        count += 1
    return count


def _size(character: str, unit: TextUnit) -> int:
    match unit:
        case TextUnit.CHARACTERS:
            return 1
        case TextUnit.UTF16:
            return 2 if ord(character) > 0xFFFF else 1
        case TextUnit.BYTES:
            return len(character.encode("utf-8", "surrogatepass"))
