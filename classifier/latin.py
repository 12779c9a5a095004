"""Latin spellings of Russian and Kazakh → Cyrillic, and the forgotten keyboard switch ("ytn djls" → "нет воды").

Nobody transliterates by a standard: `j` is ж, й or the first half of я; `w` is ш or в; `c` is ц, с or к. So a word with
such letters is read in a few ways and the letter model picks the likeliest. The alphabet of the Kazakh decree
of 2021 (ä ö ü ū ğ ñ ş ı) and its forerunners (á ó ú ǵ ń, a' o' g') are read too.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, pairwise, product
from typing import Final

from classifier.letters import is_known, likeness
from classifier.lexicon import words

_LONGEST_WORD: Final = 40  # letters; longer is no word and stays

_KAZAKH_MARKS: Final = "äöüūğñşıáóúǵńə"
_SINGLES: Final = dict(zip("abdefghiklmnoprstuvz", "абдефгхиклмнопрстувз", strict=True)) | {
    "q": "қ", "ä": "ә", "á": "ә", "ə": "ә", "ö": "ө", "ó": "ө", "ü": "ү", "ú": "ү", "ū": "ұ", "ğ": "ғ", "ǵ": "ғ",
    "ñ": "ң", "ń": "ң", "ş": "ш", "š": "ш", "ı": "і", "ž": "ж", "č": "ч", "ç": "ч", "ý": "у", "é": "е", "ë": "е",
    "è": "е", "ŝ": "щ", "û": "ю", "â": "я", "'": "", "4": "ч", "6": "ш",
}  # fmt: skip
_MARKED: Final = {"a'": "ә", "o'": "ө", "u'": "ү", "g'": "ғ", "n'": "ң", "s'": "ш", "c'": "ч", "i'": "и", "y'": "у"}
_GROUPS: Final = {
    "shch": "щ", "sch": "щ", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "ғ", "tc": "ц", "ph": "ф",
    "ck": "к", "yy": "ый", "iy": "ий", "ij": "ий", "yj": "ый",
}  # fmt: skip
_GLIDES: Final = {"a": "я", "u": "ю", "o": "е", "e": "е", "i": "и"}  # yo is ё, and ё is е here
_VOWELS: Final = frozenset("aeiouyäöüūıáóúə")
# The readings of the letters that people use for different sounds; the first is the commonest.
_AMBIGUOUS: Final = {
    "j": ("ж", "glide"), "w": ("ш", "в"), "c": ("ц", "с", "к"), "x": ("х", "кс"), "'": ("", "ь", "mark"),
    "ts": ("ц", "тс"), "ı": ("і", "ы"), "y": ("ы", "у", "ю"), "ai": ("и", "й"),
}  # fmt: skip
_MOST_READINGS: Final = 12
# Names whose Latin letters are not how they are said.
_SPOKEN: Final = {"wifi": "вайфай", "whatsapp": "ватсап", "gas": "газ", "y": "у", "u": "у", "ok": "ок", "i": "и"}

_LAYOUT: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`",
    "йцукенгшщзхъфывапролджэячсмитьбюё",
)
_KAZAKH_LAYOUT: Final = str.maketrans("23459-=80", "әіңғұөһүқ")  # the row of digits on the Kazakh keyboard

# Latin words that Russian and Kazakh messages are full of. They are not keyboard slips.
_LATIN_WORDS: Final = frozenset(
    words("""
    ok sms wifi wi fi kz ru com www http https id qr pdf gps vip tv pos sim led usb lte gsm xl it sos whatsapp
    telegram instagram facebook youtube tiktok kaspi egov online
    halyk beeline tele altel activ yandex google iphone samsung
    facepay alempay onay avtobys citybus smart bot bmw toyota lada kia the and you is are my your hello hi
    """)
)
_ENGLISH: Final = frozenset(
    words("""
    the is are was there please hello my our your and in on at of to for with without from this that have has no not
    water light heating street house we you they it what when where how who can will been
    """)
)


def looks_english(words: list[str]) -> bool:
    """Whether most of the words are of English's commonest: such a text is no Latin spelling of ours."""
    hits = sum(word in _ENGLISH for word in words)
    return hits >= 2 and hits * 3 >= len(words)


def slipped(chunk: str, *, among_slips: bool = False) -> str | None:
    """The Cyrillic that a chunk's keys would have typed, if that is convincingly what was meant; else None.

    Convincing: the keys spell a common word, or their letters look far more like ours than the Latin reading does.
    Beside words that surely slipped less is asked of a word, and prepositions ("d" for "в") slip with them.
    `chunk` is lower case, without spaces; the keys ; ' [ ] , . count as the letters that they are in ours.
    """
    if len(chunk) > _LONGEST_WORD or chunk.strip(".,;:!?'") in _LATIN_WORDS or "://" in chunk or "@" in chunk:
        return None
    return _slipped(chunk) or (_slipped_along(chunk) if among_slips else None)


@lru_cache(maxsize=1 << 13)
def _slipped(chunk: str) -> str | None:
    typed = chunk.translate(_LAYOUT)
    # A last full stop or comma is more often itself than a ю or a б.
    bare = chunk.rstrip(".,!?").translate(_LAYOUT)
    kazakh = typed.translate(_KAZAKH_LAYOUT) if any(letter.isdigit() for letter in chunk) else typed
    latin = latin_word(chunk.strip(".,;[]`"))
    for reading in (bare, typed, kazakh):
        if len(reading) > 2 and is_known(reading) and not is_known(latin):
            return reading
    if len(bare) < 4 or any(letter.isdigit() for letter in bare) or is_known(latin):
        return None
    gain = max(likeness(bare)) - max(likeness(latin))
    return bare if gain > 0.8 and max(likeness(bare)) > -3.3 else None


@lru_cache(maxsize=1 << 15)
def latin_word(word: str) -> str:
    """One Latin word in Cyrillic, read the likeliest way. `word` is lower case, letters and apostrophes."""
    if word in _SPOKEN:
        return _SPOKEN[word]
    if len(word) > _LONGEST_WORD:
        return word
    doubtful = _doubtful(word)
    if not doubtful:
        return _softened(_read(word, {}))
    ways = islice(product(*(_AMBIGUOUS[sound] for sound in doubtful)), _MOST_READINGS)
    credits_of: dict[str, float] = {}
    for way in ways:
        reading = _read(word, dict(zip(doubtful, way, strict=True)))
        credits_of.setdefault(reading, _credit(reading) - (0.4 if {"у", "ю"} & set(way) else 0.0))
    return _softened(max(credits_of, key=credits_of.__getitem__))


def plain_latin_word(word: str) -> str:
    """One Latin word in Cyrillic by the commonest sound of each letter: quick, for texts too long to weigh readings."""
    return word if len(word) > _LONGEST_WORD else _read(word, {})


def _doubtful(word: str) -> list[str]:
    """The sounds of this word that are written in several ways; "ai" stands for an i after any vowel."""
    found = [sound for sound in _AMBIGUOUS if sound in word and sound != "ai"]
    if any(last in _VOWELS and letter == "i" for last, letter in pairwise(word)):
        found.append("ai")
    return found


def _softened(word: str) -> str:
    """With the soft sign that Latin typists leave out, where that makes a known word: ден → день."""
    return word + "ь" if not is_known(word) and is_known(word + "ь") else word


def _credit(reading: str) -> float:
    return max(likeness(reading)) + (2.0 if is_known(reading) else 0.0)


def _read(word: str, way: dict[str, str]) -> str:
    """The word letter by letter, longest groups first, doubtful letters as `way` has it."""
    out: list[str] = []
    at = 0
    while at < len(word):
        text, length = _next_letters(word, at, way)
        out.append(text)
        at += length
    return "".join(out)


def _next_letters(word: str, at: int, way: dict[str, str]) -> tuple[str, int]:
    """What stands at this place in Cyrillic, and how many Latin letters it took."""
    letter = word[at]
    if way.get("'") == "mark" and word[at : at + 2] in _MARKED:
        return _MARKED[word[at : at + 2]], 2
    if word[at : at + 2] == "ts":
        return way.get("ts", "ц"), 2
    for length in (4, 3, 2):
        group = word[at : at + length]
        if group in _GROUPS:
            return _GROUPS[group], length
    before, after = word[at - 1 : at], word[at + 1 : at + 2]
    if letter == "y" or (letter == "j" and way.get("j") == "glide"):
        return _glide(letter, before, after, way.get("y", "ы"))
    if letter == "h" and before and before not in _VOWELS and not after:
        return "х", 1
    if letter == "i" and before in _VOWELS:
        return way.get("ai", "и"), 1
    if letter in _AMBIGUOUS:
        return way.get(letter, _AMBIGUOUS[letter][0]), 1
    if letter == "e" and not before and after in {"t", "l"}:
        return "э", 1
    return _SINGLES.get(letter, letter), 1


def _glide(letter: str, before: str, after: str, full_vowel: str) -> tuple[str, int]:
    """`y` or `j` as й, as ы, or as the first half of я ю ё е."""
    if after in _GLIDES and after != "i" and (not before or before in _VOWELS or after in "auo"):
        return _GLIDES[after], 2
    if letter == "j":
        return "й", 1
    if before in _VOWELS:
        return "й", 1
    return full_vowel, 1


def has_kazakh_marks(text: str) -> bool:
    """Whether the Latin text uses letters that only the Kazakh Latin alphabets have."""
    return any(letter in _KAZAKH_MARKS for letter in text)


def _slipped_along(chunk: str) -> str | None:
    typed = chunk.rstrip(".,!?").translate(_LAYOUT)
    if len(typed) <= 2:
        return typed if is_known(typed) else None
    return typed if max(likeness(typed)) > max(likeness(latin_word(chunk.strip(".,;[]`")))) else None
