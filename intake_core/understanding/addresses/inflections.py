"""The forms in which people say a name: cases, and the nominative that a street's genitive came from.

Russian only: Kazakh endings are regular and are stripped when a message is read (`normalise.kazakh_stems`).
Wrong forms do no harm as long as they are no other name, so rules generate freely. Words are lower-case with ё as е.
"""

from __future__ import annotations

from typing import Final

_CASES: Final = 5  # genitive, dative, accusative, instrumental, prepositional; each may have two endings

_ADJECTIVES: Final = (
    # ending, then the five cases
    ("ый", ("ого", "ому", "ый", "ым", "ом")),
    ("ий", ("ого", "ому", "ий", "им", "ом")),
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("яя", ("ей", "ей", "юю", "ей", "ей")),
    ("ое", ("ого", "ому", "ое", "ым", "ом")),
    ("ее", ("его", "ему", "ее", "им", "ем")),
    ("ые", ("ых", "ым", "ые", "ыми", "ых")),
    ("ие", ("их", "им", "ие", "ими", "их")),
)
_NOUNS: Final = (
    ("ие", ("ия", "ию", "ие", "ием", "ии")),
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ка", ("ки", "ке", "ку", "кой", "ке")),
    ("а", ("ы", "е", "у", "ой", "е")),
    ("я", ("и", "е", "ю", "ей", "е")),
    ("нок", ("нка", "нку", "нок", "нком", "нке")),
    ("ец", ("ца", "цу", "ец", "цом", "це")),
    ("й", ("я", "ю", "й", "ем", "е")),
    ("ь", ("я", "ю", "ь", "ем", "е")),
    ("ы", ("", "ам", "ы", "ами", "ах")),
    ("и", ("ей", "ям", "и", "ями", "ях")),
)
_MASCULINE: Final = ("а", "у", "", "ом", "е")
_VOWELS: Final = frozenset("аеиоуыэюяё")
_SIBILANTS: Final = ("ж", "ш", "ч", "щ")  # an unstressed о is е behind them: Рабочей
_SURNAMES: Final = ("ов", "ев", "ин", "ын")


def is_adjective(word: str) -> bool:
    """Whether the word declines as an adjective: Рабочая, Юбилейный, Заречное."""
    return len(word) > 4 and word.endswith(("ый", "ий", "ая", "яя", "ое", "ее", "ые"))


def declined(word: str) -> tuple[str, ...]:
    """The five oblique cases of a nominative, or nothing for a word that does not decline."""
    if len(word) < 3:
        return ()
    if is_adjective(word):
        return _by_table(word, _ADJECTIVES)
    if word[-1] in "оуэею" and not word.endswith("ие"):
        return ()
    if word[-1] not in _VOWELS and not word.endswith(("й", "ь", "ец", "нок")):
        return tuple(word + ending for ending in _MASCULINE)
    return _by_table(word, _NOUNS)


def _by_table(word: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    for ending, cases in table:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            soft = stem.endswith(_SIBILANTS)
            return tuple(stem + ("е" + case[1:] if soft and case.startswith("о") else case) for case in cases)
    return ()


def nominative(word: str) -> str | None:
    """The person's name behind a street's genitive: Чехова → Чехов, Доненбаевой → Доненбаева; None if it is none."""
    for ending, instead in (("ского", "ский"), ("цкого", "цкий"), ("того", "той"), ("кого", "кий")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    if word.endswith(("овой", "евой", "иной", "ыной")):
        return word.removesuffix("ой") + "а"
    if word.endswith(("ова", "ева", "ина", "ына")) and len(word) > 4:
        return word.removesuffix("а")
    if word.endswith("ая") and len(word) == 4:  # Абая; longer ones are adjectives
        return word.removesuffix("я") + "й"
    if word.endswith(("ея", "уя", "ля")) and len(word) > 4:
        return word.removesuffix("я") + ("ь" if word.endswith("ля") else "й")
    return None


def spoken_of_street(name: str) -> tuple[str, ...]:
    """The forms of one street word, itself first: cases of an adjective, of a nickname in -ка and of a nominative.

    A genitive (Чехова) does not decline, but people say its nominative too: «по Чехову», «на Гоголе».
    """
    base = nominative(name)
    if base is not None:
        return (name, base, *declined(base))
    if is_adjective(name) or name.endswith(("ка", *_SURNAMES)):
        return (name, *declined(name))
    return (name,)


def spoken_of_place(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The forms of a district's or landmark's name: all words in one case, or only the first, or only the last."""
    forms = {words}
    cases = [declined(word) for word in words]
    for case in range(_CASES):
        turned = tuple(found[case] if found else word for word, found in zip(words, cases, strict=True))
        forms |= {turned, (turned[0], *words[1:]), (*words[:-1], turned[-1])}
        if words[-1].endswith("порт") and case == _CASES - 1:
            forms.add((*words[:-1], words[-1] + "у"))  # в Аэропорту
    return forms
