"""The city's places, found in a message by any of their names.

Exact names (in any case, alphabet or Kazakh ending) are found by one walk along a tree of keys; misspelt ones are
asked for separately (`Gazetteer.alike`), because they are believed only where something beside them says "street".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake_core.understanding.addresses.normalise import Token, kazakh_stems, key_of
from intake_core.understanding.addresses.places import Neighbour, Place, PlaceKind
from intake_core.understanding.addresses.spellings import Rank, Spelling, Trust, spellings

__all__ = ["Entry", "Gazetteer", "Match", "Neighbour", "Place", "PlaceKind"]

_SOFT: Final = frozenset("-–—‑.«»\"“”„'’`№#/")  # may stand between the words of a name
_HYPHENS: Final = frozenset("-–‑")
_SHORTEST_FUZZY: Final = 5  # keys; a typo in a shorter name makes another word
_TWO_TYPOS_FROM: Final = 9


class Entry(NamedTuple):
    """One reading of a name."""

    target: Place | Neighbour
    rank: Rank
    trust: Trust


class Match(NamedTuple):
    """A name in the tokens first..last, with all its readings."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    local: bool  # it ends in a Kazakh case that says where
    typed_wrong: bool = False


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Immutable once built; safe to share between threads."""

    places: tuple[Place, ...]
    neighbours: tuple[Neighbour, ...]
    _root: _Node
    _by_name: dict[str, Place]
    _alike: dict[str, tuple[str, ...]]  # first letter → keys long enough to be misspelt

    @classmethod
    def build(cls, places: Iterable[Place], neighbours: Iterable[Neighbour] = ()) -> Gazetteer:
        """Make the lookup; some tens of milliseconds for a few hundred places."""
        kept, outside = tuple(places), tuple(neighbours)
        collected: dict[tuple[str, ...], dict[str, Spelling]] = defaultdict(dict)
        targets: tuple[Place | Neighbour, ...] = (*kept, *outside)
        for target in targets:
            for spelling in spellings(target):
                _keep_better(collected[spelling.keys], spelling)
        root, long_keys = _Node(), defaultdict(list)
        for keys, readings in collected.items():
            if _is_vicinity(keys, collected):
                continue
            entries = _entries(readings.values())
            _hang(root, keys, entries)
            if len(keys) == 1 and len(keys[0]) >= _SHORTEST_FUZZY and any(isinstance(e.target, Place) for e in entries):
                long_keys[_first_letter(keys[0])].append(keys[0])
        return cls(
            kept, outside, root, {place.name_ru: place for place in kept}, {k: tuple(v) for k, v in long_keys.items()}
        )

    def place(self, name_ru: str) -> Place | None:
        return self._by_name.get(name_ru)

    def match(self, tokens: Sequence[Token], at: int) -> Match | None:
        """The longest name that begins at this token."""
        best: Match | None = None
        node, place_of = self._root, at
        while place_of < len(tokens):
            token = tokens[place_of]
            best = self._ending(tokens, at, place_of, node, token) or best
            following = node.after.get(token.key)
            if following is None:
                break
            node = following
            place_of = _over_soft(tokens, place_of + 1)
        return best

    def _ending(self, tokens: Sequence[Token], at: int, last: int, node: _Node, token: Token) -> Match | None:
        """The name that this token completes, as it is or in a Kazakh case."""
        found = node.after.get(token.key)
        if found is not None and found.entries:
            # «К-2» is a district, «к 2» is not.
            if tokens[at].is_letter and token.is_number and tokens[at + 1].text not in _HYPHENS:
                return None
            return Match(at, _over_ending(tokens, last), found.entries, _local_after(tokens, last))
        if token.is_word:
            for stem, local in kazakh_stems(token.key):
                found = node.after.get(stem)
                if found is not None and found.entries:
                    return Match(at, last, found.entries, local)
        return None

    def alike(self, word: str, *, most: int = 2) -> tuple[Entry, ...]:
        """The readings of the name that this key misspells by one letter (two in a long name), or none.

        `most` lowers the number of letters that may differ.

        None too where two names are equally near: a guess is no reading.
        """
        best = self._nearest_key(word, most) or next(
            (near for stem, _ in kazakh_stems(word) if (near := self._nearest_key(stem, most))), None
        )
        if best is None:
            return ()
        return self._root.after[best].entries

    def _nearest_key(self, word: str, most: int) -> str | None:
        if len(word) < _SHORTEST_FUZZY:
            return None
        limit = min(most, 2 if len(word) >= _TWO_TYPOS_FROM else 1)
        found = process.extract(
            word, self._alike.get(_first_letter(word), ()), scorer=OSA.distance, score_cutoff=limit, limit=8
        )
        if not found:
            return None
        least = min(distance for _, distance, _ in found)
        near = [key for key, distance, _ in found if distance == least]
        names = {entry.target.name_ru for key in near for entry in self._root.after[key].entries}
        return near[0] if len(names) == 1 or len(near) == 1 else None


def _keep_better(readings: dict[str, Spelling], one: Spelling) -> None:
    """One reading a place: its best rank, and of these the surest."""
    known = readings.get(one.target.name_ru)
    if known is None or (one.rank, _TRUSTED[one.trust]) < (known.rank, _TRUSTED[known.trust]):
        readings[one.target.name_ru] = one


def _is_vicinity(keys: tuple[str, ...], collected: Mapping[tuple[str, ...], object]) -> bool:
    """«район Алтынсарина» is a neighbour on the map; in the city it is the surroundings of a street."""
    return keys[0].startswith(_DISTRICT) and keys[1:] in collected


_DISTRICT: Final = key_of("район")


def _entries(readings: Collection[Spelling]) -> tuple[Entry, ...]:
    """The readings of one name. A neighbour's nickname never takes a name of the city: «район Алтынсарина»."""
    in_city = any(isinstance(one.target, Place) for one in readings)
    return tuple(
        Entry(one.target, one.rank, one.trust)
        for one in readings
        if not (in_city and isinstance(one.target, Neighbour) and one.rank is not Rank.OWN)
    )


_TRUSTED: Final = {Trust.SURE: 0, Trust.CAREFUL: 1, Trust.DATED: 2, Trust.MARKED: 3}


def _hang(root: _Node, keys: tuple[str, ...], entries: tuple[Entry, ...]) -> None:
    node = root
    for key in keys:
        node = node.after.setdefault(key, _Node())
    node.entries = entries


def _first_letter(key: str) -> str:
    """ю and я are also written у and а, in Latin above all."""
    return {"ю": "у", "я": "а"}.get(key[0], key[0])


def _over_soft(tokens: Sequence[Token], at: int) -> int:
    for _ in range(2):
        if at < len(tokens) and tokens[at].text in _SOFT:
            at += 1
    return at


_WRITTEN_APART: Final = frozenset(
    map(key_of, "да де та те дан ден тан тен нан нен дағы дегі тағы тегі дың дің тың тің ның нің ға ге қа ке".split())
)
_WHERE: Final = frozenset(map(key_of, "да де та те дан ден тан тен нан нен дағы дегі тағы тегі".split()))


def _has_ending_after(tokens: Sequence[Token], last: int) -> bool:
    return (
        last + 2 < len(tokens)
        and tokens[last + 1].text in _HYPHENS
        and tokens[last + 1].glued
        and tokens[last + 2].glued
        and tokens[last + 2].key in _WRITTEN_APART
    )


def _over_ending(tokens: Sequence[Token], last: int) -> int:
    """«КСК-да», «Абай-дың»: a name and its ending with a hyphen."""
    return last + 2 if _has_ending_after(tokens, last) else last


def _local_after(tokens: Sequence[Token], last: int) -> bool:
    return _has_ending_after(tokens, last) and tokens[last + 2].key in _WHERE
