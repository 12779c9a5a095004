"""The small language in which `cities/<city>/rules` say what to look for.

    запах* | пахнет + газом | <gas>

is two needs, each of a few alternatives. `*` stands for any ending, `<gas>` for a named group of words, several
words in one alternative stand side by side and in this order. `+` asks for all needs in one clause, `&` anywhere in
a stretch of the message; `~3` at the end says within how many words. Spelling is as people read it: with ё and
Kazakh letters; matching is on folded words, and a slip of one letter in a longer word is forgiven.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from classifier.letters import is_known
from classifier.lexicon import words
from classifier.normalise import fold_kazakh, normalise
from intake_core.understanding.clauses import Clauses

_NEAR: Final = 5  # words between the needs of a `+` sign
_FAR: Final = 14  # of an `&` sign
_MOST_PLACES: Final = 60  # places of one need that are tried: beyond it the text only repeats itself
_MOST_SLIPS: Final = 400  # unknown words of one text that are compared letter by letter
_SHORTEST_SLIP: Final = 5  # letters from which a slip is forgiven: газон is no slip of газ
_TAILS: Final = frozenset(
    words(
        "а у е ы и о я ю ь ом ем ой ей ами ями ах ях ов ев ет ит ат ят ут ют ешь ишь ть л ла ло ли лся лась лись лось "
        "ся ем им нит ться ый ая ое ые ого ому ди ды ти ты да де та те га ге ка ке нын нин дын дин тын тин дан ден тан "
        "тен лар лер дар дер тар тер ып ип п ган ген кан кен сы си"
    )
) | {""}
_PART: Final = re.compile(r"<(\w+)>|([^|<>]+)")
_WITHIN: Final = re.compile(r"~\s*(\d+)\s*$")

Word = tuple[str, bool]  # the letters, and whether any ending may follow
Phrase = tuple[Word, ...]


class PhraseError(ValueError):
    """A sign that cannot be read; the message says which and why, for the editor of the rules."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the rules, read. All needs must be met within `within` words."""

    needs: tuple[tuple[Phrase, ...], ...]
    one_clause: bool
    within: int
    # The first words of each need's phrases: a text that holds none of them is passed over at once.
    openings: tuple[frozenset[Word], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a sign was found: the places of its words, ascending."""

    places: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


def read_sign(line: str, groups: Mapping[str, Iterable[str]]) -> Sign:
    """A line of the rules → a sign. Raises PhraseError for an unknown group, an empty need or mixed + and &."""
    within = _WITHIN.search(line)
    body = line[: within.start()] if within else line
    if "+" in body and "&" in body:
        raise PhraseError(f"{line!r}: use either + or &, not both")
    one_clause = "&" not in body
    needs = tuple(_read_need(part, groups, line) for part in re.split(r"[+&]", body))
    return Sign(
        needs=needs,
        one_clause=one_clause,
        within=int(within.group(1)) if within else (_NEAR if one_clause else _FAR),
        openings=tuple(frozenset(phrase[0] for phrase in need) for need in needs),
    )


def _read_need(text: str, groups: Mapping[str, Iterable[str]], line: str) -> tuple[Phrase, ...]:
    phrases: list[Phrase] = []
    for group, literal in _PART.findall(text):
        if group and group not in groups:
            raise PhraseError(f"{line!r}: there is no group <{group}>")
        phrases += filter(None, map(read_phrase, groups[group] if group else [literal]))
    if not phrases:
        raise PhraseError(f"{line!r}: nothing to look for")
    return tuple(dict.fromkeys(phrases))


@cache  # a group's phrases stand in many signs; there are only as many as the rules hold
def read_phrase(text: str) -> Phrase:
    """Words side by side; empty for blank text."""
    return tuple((fold_kazakh(normalise(word)), word.endswith("*")) for word in text.split() if normalise(word))


class Vocabulary:
    """All words that a set of signs looks for, indexed so that a text is gone through once."""

    def __init__(
        self, signs: Iterable[Sign], *, no_slips: Iterable[str] = (), slips_from: int = _SHORTEST_SLIP
    ) -> None:
        sought = sorted({word for sign in signs for need in sign.needs for phrase in need for word in phrase})
        self._whole = {letters for letters, open_end in sought if not open_end}
        self._openings = {letters for letters, open_end in sought if open_end}
        self._lengths = sorted({len(letters) for letters in self._openings})
        self._no_slips = tuple(fold_kazakh(normalise(word)) for word in no_slips)
        self._slips_from = slips_from
        self._by_deletion: dict[str, list[Word]] = {}
        for letters, open_end in sought:
            if len(letters) >= slips_from:
                for shorter in (letters, *_deletions(letters)):
                    self._by_deletion.setdefault(shorter, []).append((letters, open_end))

    def index(self, clauses: Clauses) -> dict[Word, list[int]]:
        """Where each sought word stands in the message."""
        places: dict[Word, list[int]] = {}
        seen: dict[str, list[Word]] = {}
        slips_left = _MOST_SLIPS
        for at, token in enumerate(clauses.words):
            found = seen.get(token)
            if found is None:
                found = self._exact(token)
                if not found and slips_left and len(token) >= self._slips_from - 1 and not is_known(token):
                    slips_left -= 1
                    found = self._slip(token)
                seen[token] = found
            for word in found:
                places.setdefault(word, []).append(at)
        return places

    def _exact(self, token: str) -> list[Word]:
        found: list[Word] = [(token, False)] if token in self._whole else []
        for length in self._lengths:
            if length > len(token):
                break
            if token[:length] in self._openings:
                found.append((token[:length], True))
        return found

    def _slip(self, token: str) -> list[Word]:
        """The sought words that are one letter away: left out, put in, changed, or two that changed places."""
        if len(token) > 20 or not token.isalpha() or token.startswith(self._no_slips or (" ",)):
            return []
        found: dict[Word, None] = {}
        for length in range(self._slips_from - 1, len(token) + 1):
            head, tail = token[:length], token[length:]
            if tail not in _TAILS:
                continue
            for shorter in (head, *_deletions(head)):
                for word in self._by_deletion.get(shorter, ()):
                    if (word[1] or not tail) and word[0][0] == head[0] and OSA.distance(word[0], head) <= 1:
                        found[word] = None
        return list(found)


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def find(sign: Sign, clauses: Clauses, index: Mapping[Word, list[int]]) -> Iterator[Spot]:
    """The spots where a sign's needs are met, from left to right by the first need. At most `_MOST_PLACES`."""
    if any(openings.isdisjoint(index) for openings in sign.openings):
        return
    per_need = []
    for need in sign.needs:
        spots = sorted({spot for phrase in need for spot in _phrase_spots(phrase, clauses, index)})
        if not spots:
            return
        per_need.append(spots)
    for first in per_need[0]:
        chosen = [first]
        for spots in per_need[1:]:
            nearest = _nearest(spots, first, sign, clauses)
            if nearest is None:
                break
            chosen.append(nearest)
        else:
            places = tuple(sorted({at for start, length in chosen for at in range(start, start + length)}))
            if places[-1] - places[0] <= sign.within + len(places):
                yield Spot(places)


def _phrase_spots(phrase: Phrase, clauses: Clauses, index: Mapping[Word, list[int]]) -> list[tuple[int, int]]:
    """(start, length) of each place where the phrase's words stand side by side in one sentence."""
    starts = index.get(phrase[0], [])[:_MOST_PLACES]
    spots = []
    for start in starts:
        stop = start + len(phrase)
        if stop <= len(clauses.words) and clauses.sentence[start] == clauses.sentence[stop - 1]:
            rest = range(1, len(phrase))
            if all(_stands_at(start + step, index.get(phrase[step], [])) for step in rest):
                spots.append((start, len(phrase)))
    return spots


def _stands_at(place: int, places: list[int]) -> bool:
    at = bisect_left(places, place)
    return at < len(places) and places[at] == place


def _nearest(spots: list[tuple[int, int]], to: tuple[int, int], sign: Sign, clauses: Clauses) -> tuple[int, int] | None:
    """The spot nearest to another one, in reach and not over it; in the same clause where the sign asks so."""
    start, length = to
    best = None
    at = bisect_left(spots, (start, 0))
    for spot in spots[max(0, at - 3) : at + 4]:
        apart = max(spot[0] - (start + length - 1), start - (spot[0] + spot[1] - 1))
        if apart < 1 or apart > sign.within:
            continue
        if sign.one_clause and clauses.clause[spot[0]] != clauses.clause[start]:
            continue
        if best is None or apart < best[0]:
            best = (apart, spot)
    return best[1] if best else None
