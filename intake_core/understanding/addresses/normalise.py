"""A message as tokens, and a word as the key that all its spellings share.

Citizens write one street in many spellings: without Kazakh letters (half of them have no Kazakh keyboard), with ы for
и and и for і, in Latin, with a Latin «a» in a Cyrillic word. A *key* forgets exactly these differences, so that
Тәуелсіздік, Тауелсыздык and Tauelsizdik are one string. Typing errors are not its business (`Gazetteer.nearest_names`).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

# Combining marks belong to the word: some phones send й as и + breve.
_TOKEN: Final = re.compile(r"(?P<number>[0-9]+)|(?P<word>(?:[^\W\d_]|[\u0300-\u036f])+)|(?P<sign>[^\s])")

_FOLD: Final = str.maketrans(
    {
        **dict(zip("әғқңөүұһіёйыэщў", "агкноуухиеииешу", strict=True)),
        "ь": "",
        "ъ": "",
    }
)
# Latin letters that look like ours; used when a word mixes both alphabets.
_LOOKALIKES: Final = str.maketrans("abcehkmnoprtuxyi", "авсенкмпоргтихуі")
_LATIN_GROUPS: Final = {
    "shch": "ш", "sch": "ш", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "г", "ts": "ц", "ya": "я", "yu": "ю",
    "yo": "е", "ye": "е", "ja": "жа", "ij": "и", "yj": "и", "ks": "кс", "ck": "к", "ph": "ф",
}  # fmt: skip
_LATIN_LETTERS: Final = dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхижклмнопкрстувшхиз", strict=True)) | {
    "ş": "ш", "ğ": "г", "ı": "и", "ñ": "н", "ə": "а", "ç": "ч",
}  # fmt: skip
_LATIN_VOWELS: Final = frozenset("aeiouy")


class TokenKind(StrEnum):
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


class Token(NamedTuple):
    """A run of digits, a run of letters or one other sign."""

    text: str
    key: str  # digits and signs: the text itself
    kind: TokenKind
    start: int
    end: int
    glued: bool  # nothing stands between it and the token before

    @property
    def is_word(self) -> bool:
        return self.kind is TokenKind.WORD

    @property
    def is_number(self) -> bool:
        return self.kind is TokenKind.NUMBER

    @property
    def is_sign(self) -> bool:
        return self.kind is TokenKind.SIGN

    @property
    def is_letter(self) -> bool:
        return self.kind is TokenKind.WORD and len(self.text) == 1

    @property
    def is_latin(self) -> bool:
        return self.text.isascii()


def tokens_of(text: str) -> list[Token]:
    """The text's tokens in order; blanks are left out. Linear."""
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text):
        kind = _KINDS[match.lastgroup or "sign"]
        piece, start = match.group(), match.start()
        key = key_of(piece) if kind is TokenKind.WORD else piece
        found.append(Token(piece, key, kind, start, match.end(), start == last))
        last = match.end()
    return found


_KINDS: Final = {kind.value: kind for kind in TokenKind}


@lru_cache(maxsize=1 << 14)
def key_of(word: str) -> str:
    """The key of one word, in any case and alphabet. Never raises."""
    word = unicodedata.normalize("NFC", word).casefold()
    if word.isascii() or _is_latin(word):
        word = _in_cyrillic(word)
    elif any("a" <= letter <= "z" for letter in word):
        word = word.translate(_LOOKALIKES)
    return _undoubled(word.translate(_FOLD)) or word


def keys(words: str) -> frozenset[str]:
    """The keys of a blank-separated list: how vocabularies are written in this package."""
    return frozenset(map(key_of, words.split()))


def _is_latin(word: str) -> bool:
    return all(letter in _LATIN_LETTERS or unicodedata.normalize("NFD", letter)[0].isascii() for letter in word)


def _in_cyrillic(word: str) -> str:
    if not word.isascii():
        word = "".join(
            letter if letter in _LATIN_LETTERS else unicodedata.normalize("NFD", letter)[0] for letter in word
        )
    out: list[str] = []
    at = 0
    while at < len(word):
        for length in (4, 3, 2):
            group = word[at : at + length]
            if group in _LATIN_GROUPS:
                out.append(_LATIN_GROUPS[group])
                at += length
                break
        else:
            out.append(_one_letter(word, at))
            at += 1
    return "".join(out)


def _one_letter(word: str, at: int) -> str:
    letter, before, after = word[at], word[at - 1 : at], word[at + 1 : at + 2]
    if letter == "j" and before and before in _LATIN_VOWELS and (not after or after not in _LATIN_VOWELS):
        return "и"  # abaj
    return _LATIN_LETTERS.get(letter, letter)


def _undoubled(word: str) -> str:
    """One letter for two: Гастело is Гастелло, and «-ский» ends in one и."""
    if all(one != two for one, two in pairwise(word)):
        return word
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


# Endings of a Kazakh noun, as keys (ы is и there). Those of the first group say *where*: an address by themselves.
_LOCAL: Final = frozenset(
    "да де та те нда нде дан ден тан тен нан нен ндан нден даги деги таги теги ндаги ндеги".split()
)
_OTHER: Final = frozenset("дин тин нин га ге ка ке на не ина ине ди ти ни ин мен бен пен".split())
_LONGEST_ENDING: Final = 5


@lru_cache(maxsize=1 << 14)
def kazakh_stems(key: str) -> tuple[tuple[str, bool], ...]:
    """What may remain of a key without one Kazakh case ending, longest ending first, and whether it was a local case.

    At least two letters remain. «чеховта» → (("чехов", True),).
    """
    stems: list[tuple[str, bool]] = []
    for length in range(min(_LONGEST_ENDING, len(key) - 2), 1, -1):
        ending = key[-length:]
        if ending in _LOCAL:
            stems.append((key[:-length], True))
        elif ending in _OTHER:
            stems.append((key[:-length], False))
    return tuple(stems)
