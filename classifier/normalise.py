"""Text as citizens type it → text that words can be matched in.

`normalise` undoes how a message was typed (case, ё, stretched letters, emoji, Latin, a forgotten keyboard switch)
and keeps what was said. It keeps Kazakh letters: `fold_kazakh` and `stem` take them away where both spellings
must meet. Everything here is linear in the text and raises for no text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import count, islice
from threading import local
from typing import Final

from Stemmer import Stemmer

from classifier.kazakh_stems import kazakh_stem, without_kazakh_ending
from classifier.latin import has_kazakh_marks, latin_word, looks_english, plain_latin_word, slipped
from classifier.letters import fold_kazakh, kazakh_lean

__all__ = ["fold_kazakh", "normalise", "stem", "tokens"]

# What a picture says, as the neutral word of the catalog, or a word of its own where the real one would alarm:
# a flame beside a concert's name is no fire.
_PICTURES: Final = {
    "💧": "вода", "🚰": "вода", "💦": "вода", "🚿": "вода", "🌊": "вода", "💡": "свет", "🔦": "свет", "🔌": "розетка",
    "🗑": "мусор", "🚮": "мусор", "❄": "снег", "🌨": "снег", "☃": "снег", "🐕": "собака", "🐶": "собака", "🚌": "автобус",
    "🚍": "автобус", "🚦": "светофор", "🚥": "светофор", "🛗": "лифт", "🚽": "туалет", "🌳": "дерево", "🕳": "яма",
    "🚧": "ремонт", "❌": "нет", "🚫": "нет", "⛔": "нет", "✖": "нет", "🔥": "смайлогонь", "🚒": "смайлпожарная",
    "🚨": "смайлтревога", "🆘": "помогите", "⚡": "смайлмолния", "🥶": "холодно", "♨": "смайлтепло", "👍": "хорошо",
    "👌": "хорошо", "✅": "да", "✔": "да", "🙏": "пожалуйста",
}  # fmt: skip
_HOMOGLYPHS: Final = str.maketrans("aceopxykmthibƅə", "асеорхукмтһіввә")
_CAPITAL_TWINS: Final = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_WORD_TWINS: Final = frozenset("ABCEHKMOPTXY")
_ODD_CYRILLIC: Final = str.maketrans("ёѓќїєўҝҡҙәђ", "егкіеуққзәһ")

# Runs of combining marks are cut before NFC: ordering a long run costs its square.
_MARK_RUN: Final = re.compile(r"([\u0300-\u036f])[\u0300-\u036f]+")
_STRETCH: Final = re.compile(r"([^\W\d_])\1{2,}")
_LATIN: Final = "a-zà-öø-ÿāğıńñşšžčūǵə"
_HAS_LATIN: Final = re.compile(f"[{_LATIN}]")
# 4 is ч and 6 is ш inside a word: ho4u, xoro6o, 4to; but not in the house 4a.
_LATIN_RUN: Final = re.compile(f"(?:(?<![^\\W_])4(?=[{_LATIN}]{{2}}))?[{_LATIN}](?:[{_LATIN}']|[46](?=[{_LATIN}]))*")
_MIXED_WORD: Final = re.compile(f"[{_LATIN}\u0400-\u04ff]+")
_CAPITALS: Final = re.compile(r"\b[ABCEHKMOPTXY]{2,}\b")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_WEIGHED_WORDS: Final = 200  # Latin words of one text whose readings are weighed; a longer text was not typed by hand
_APOSTROPHES: Final = str.maketrans("’‘`´ʼʹ′", "'''''''")


class _Characters(dict[int, str]):
    """One character → what it becomes; each is looked at once."""

    def __missing__(self, code: int) -> str:
        made = self[code] = self._become(chr(code))
        return made

    @staticmethod
    def _become(char: str) -> str:
        raise NotImplementedError


class _FirstPass(_Characters):
    """Controls, joiners, direction marks and tags vanish; compatibility letters become plain; pictures become words."""

    @staticmethod
    def _become(char: str) -> str:
        if char in _PICTURES:
            return f" {_PICTURES[char]} "
        category = unicodedata.category(char)
        if char.isspace() or category in {"Zs", "Zl", "Zp"}:
            return " "
        if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Me"} or char in "\u0301\u0300":
            return ""  # 0301 and 0300 are stress marks: нет́
        if category == "Mn" and not "\u0302" <= char <= "\u036f":
            return ""
        if "\uff00" <= char <= "\uffef" or "\U0001d400" <= char <= "\U0001d7ff":
            return unicodedata.normalize("NFKC", char)
        return char


class _LastPass(_Characters):
    """Letters and digits stay, marks vanish, all else parts words."""

    @staticmethod
    def _become(char: str) -> str:
        if char.isalnum():
            return char
        return "" if unicodedata.category(char).startswith("M") else " "


_first_pass: Final = _FirstPass()
_last_pass: Final = _LastPass()


def normalise(text: str) -> str:
    """The words of a text in lower-case Cyrillic, one space between them; nothing else is left.

    Idempotent for all practical texts. Kazakh letters stay, ё becomes е, Latin words become Cyrillic unless the
    text is English, punctuation and pictures without a meaning become spaces. Linear, about 1 MB a second.
    """
    text = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text.translate(_first_pass)))
    text = text.translate(_APOSTROPHES)
    if _CYRILLIC.search(text):
        text = _CAPITALS.sub(lambda word: word.group().translate(_CAPITAL_TWINS), text)
    text = text.lower().translate(_ODD_CYRILLIC)
    text = _STRETCH.sub(r"\1", text)
    if _HAS_LATIN.search(text):
        text = _without_latin(text)
    text = _STRETCH.sub(r"\1", text.translate(_last_pass))
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """The words of a text, normalised, in order."""
    return normalise(text).split()


def _without_latin(text: str) -> str:
    text = _MIXED_WORD.sub(_one_script, text)
    if looks_english(re.findall("[a-z]+", text[:2000])):
        return text
    text = _switch_keyboard(text)
    kazakh = has_kazakh_marks(text) or "q" in text
    careful = count(_WEIGHED_WORDS, -1)
    return _LATIN_RUN.sub(lambda run: _from_latin(run.group(), kazakh=kazakh, weigh=next(careful) > 0), text)


def _one_script(word: re.Match[str]) -> str:
    """A Cyrillic word with Latin twins in it (вoдa, жiберіңіз), all Cyrillic; a purely Latin word is left."""
    letters = word.group()
    if not _CYRILLIC.search(letters) or not _HAS_LATIN.search(letters):
        return letters
    return letters.translate(_HOMOGLYPHS)


def _switch_keyboard(text: str) -> str:
    """The chunks that were typed with the wrong keyboard on, retyped with the right one."""
    chunks = text.split()
    latin = [bool(_HAS_LATIN.search(chunk)) and not _CYRILLIC.search(chunk) for chunk in chunks]
    suspects = list(islice((at for at, is_latin in enumerate(latin) if is_latin), _WEIGHED_WORDS))
    if not any(slipped(chunks[at]) for at in suspects):
        return text
    for at in suspects:
        chunks[at] = slipped(chunks[at], among_slips=True) or chunks[at]
    return " ".join(chunks)


def _from_latin(run: str, *, kazakh: bool, weigh: bool) -> str:
    if not weigh:
        return plain_latin_word(run)
    word = latin_word(run)
    return word.replace("и", "і") if kazakh and kazakh_lean(word) > 0 else word


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The part of a word that its forms share, folded: воды and воду → вод; өшірілді and оширилди → ошир.

    Which stemmer takes the word is decided on its folded letters, so that both spellings of a Kazakh word meet.
    Words of up to three letters and words with digits come back as they are, folded. `word` is normalised.
    """
    folded = fold_kazakh(word)
    if len(folded) <= 3 or not folded.isalpha() or len(folded) > 40:
        return folded
    base = without_kazakh_ending(folded)
    if base:
        return stem(base)
    if kazakh_lean(folded) > 0.3:
        return kazakh_stem(folded)
    return _russian_stem(folded)


_stemmers: Final = local()  # a stemmer must not be used by two threads at once


def _russian_stem(word: str) -> str:
    """By the Snowball algorithm."""
    stemmer = getattr(_stemmers, "russian", None)
    if stemmer is None:
        stemmer = _stemmers.russian = Stemmer("russian", maxCacheSize=0)  # `stem` remembers
    stemmed: str = stemmer.stemWord(word)
    return stemmed
