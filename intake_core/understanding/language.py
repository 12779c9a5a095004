"""Which language a message is written in: Russian, Kazakh or both at once.

Decisions that readers of the results should know:

- Kazakh counts as Kazakh in Russian letters ("су жок") and in Latin; Russian typed in Latin is Russian.
- Mixed means that both languages carry meaning: "свет жоқ", "горячая су жоқ". International words (лифт, автобус,
  подъезд) belong to neither, and in a longer message a single stray word does not make it mixed.
- A Russian word with a Kazakh ending is a Kazakh word: "светті қашан қосасыздар" is Kazakh.
- Names of streets decide nothing, nor do the words for street, house and flat where anything else is said.
- Nothing to go by ("109", "лифт", "ok") is Russian.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from classifier.kazakh_stems import kazakh_stem, without_kazakh_ending
from classifier.letters import KAZAKH_WORDS, RUSSIAN_WORDS, SHARED_WORDS, fold_kazakh, kazakh_lean
from classifier.lexicon import words
from classifier.normalise import normalise, stem

_MOST_WORDS: Final = 600  # a language shows in far fewer; the rest of a long text is not read
_MOST_CHARACTERS: Final = 6000
_STRAY_SHARE: Final = 0.2  # of the telling words; a longer message with less of the other language is not mixed
_SHORT_MESSAGE: Final = 5  # telling words up to which every one counts
_KAZAKH_LETTERS: Final = frozenset("әіңғүұқөһ")

# Parts of an address. They follow the street's name and not the writer's language.
_ADDRESS_RU: Final = frozenset(
    words("ул улица улице улицы дом дома доме кв квартира квартире пр проспект этаж мкр г город")
)
_ADDRESS_KK: Final = frozenset(
    map(
        fold_kazakh, words("көшесі көшесінде көше даңғылы даңғылында шағын ауданы ауданында шағынаудан үй пәтер қаласы")
    )
)
_BEFORE_NAME: Final = frozenset(words("ул улица улице улицы пр проспект проспекте пер мкр микрорайон микрорайоне им"))
_AFTER_NAME: Final = frozenset(
    map(fold_kazakh, words("көшесі көшесінде көшесінің көшесіндегі к-сі даңғылы даңғылында даңғылының шағынауданы"))
)
# Greetings and thanks that everybody uses; alone they are Kazakh.
_EITHER: Final = frozenset(words("он тот от та у"))  # he or ten, that or rust
_EVERYBODYS: Final = frozenset(map(fold_kazakh, words("салам салем рахмет рақмет ассалам уалейкум алейкум")))
_NAME: Final = re.compile(r"(?<=[^\W\d_] |[,)] )[А-ЯЁӘІҢҒҮҰҚӨҺ][а-яёәіңғүұқөһ]+")


_COMPANY: Final = re.compile(r"[^\W\d_]+-[Сс]у(?!\w)")  # the waterworks' name holds the Kazakh for water


class Language(StrEnum):
    """What a message is written in."""

    RU = "ru"
    KK = "kk"
    MIXED = "mixed"


@dataclass(slots=True)
class _Tally:
    """Words that surely are of a language, words that look like it, and how the rest leans."""

    russian: int = 0
    kazakh: int = 0
    perhaps_russian: int = 0
    perhaps_kazakh: int = 0
    look: float = 0.0  # above 0: rather Kazakh

    def verdict(self) -> Language:
        """Mixed needs sure words of both languages, or one and several likely ones of the other.

        A word that only looks Russian among Kazakh ones is borrowed: стояк, слесарь, розетка.
        """
        telling = self.russian + self.kazakh
        for sure, other, perhaps in (
            (self.kazakh, self.russian, self.perhaps_russian),
            (self.russian, self.kazakh, self.perhaps_kazakh),
        ):
            few = telling <= _SHORT_MESSAGE or other / telling >= _STRAY_SHARE
            if sure and ((other and few) or (perhaps >= 3 and perhaps + other >= sure)):
                return Language.MIXED
        weight = self.kazakh - self.russian + (self.perhaps_kazakh - self.perhaps_russian) / 2
        if weight:
            return Language.KK if weight > 0 else Language.RU
        return Language.KK if self.look > 0 else Language.RU

    @property
    def says_something(self) -> bool:
        return any((self.russian, self.kazakh, self.perhaps_russian, self.perhaps_kazakh, self.look))


def detect_language(text: str, place_names: Container[str] = frozenset()) -> Language:
    """The language of a message; `place_names` are normalised words that decide nothing (the city's streets).

    Linear; raises for no text. Without a clue: Russian.
    """
    text = _COMPANY.sub(" ", text[:_MOST_CHARACTERS])
    names = {normalise(name) for name in _NAME.findall(text)}
    read = normalise(text).split()[:_MOST_WORDS]
    tally, address = _Tally(), _Tally()
    for at, word in enumerate(read):
        before = fold_kazakh(read[at - 1]) if at else ""
        after = fold_kazakh(read[at + 1]) if at + 1 < len(read) else ""
        folded = fold_kazakh(word)
        if folded in _ADDRESS_RU or folded in _ADDRESS_KK:
            _count(word, address)
        elif word not in place_names:
            is_name = word in names or before in _BEFORE_NAME or after in _AFTER_NAME or after[:1].isdigit()
            _count(word, tally, may_be_name=is_name)
    return (tally if tally.says_something else address).verdict()


def _count(word: str, tally: _Tally, *, may_be_name: bool = False) -> None:
    """Add one word to what is known of the message."""
    match _evidence(word):
        case Language.RU, True:
            tally.russian += 1
        case Language.KK, True:
            tally.kazakh += 1
        case Language.RU, False if not may_be_name:
            tally.perhaps_russian += 1
        case Language.KK, False if not may_be_name:
            tally.perhaps_kazakh += 1
        case None if not may_be_name:
            tally.look += _look(word)


@lru_cache(maxsize=1 << 14)
def _evidence(word: str) -> tuple[Language, bool] | None:
    """The language that a word tells of, and whether surely; None for words of both and of neither."""
    folded = fold_kazakh(word)
    if folded in _EVERYBODYS or folded in _EITHER or folded in SHARED_WORDS:
        return None
    only_kazakh = bool(_KAZAKH_LETTERS & set(word))
    borrowed = without_kazakh_ending(folded)
    if not only_kazakh and stem(folded) in _SHARED_STEMS and not (borrowed and folded.endswith(_ONLY_KAZAKH_ENDINGS)):
        return None  # подъезде, автобусы: so they end in both languages
    in_russian = folded in RUSSIAN_WORDS and not only_kazakh
    in_kazakh = folded in KAZAKH_WORDS
    if in_russian and in_kazakh:
        return None
    if in_russian:
        return Language.RU, folded not in _OFTEN_BORROWED
    if in_kazakh or borrowed:
        return Language.KK, True
    lean = kazakh_lean(folded)
    if kazakh_stem(folded) in _KAZAKH_STEMS and len(folded) > 3 and (only_kazakh or lean > 0.3):
        return Language.KK, only_kazakh or lean > 1.2
    if lean < -1.2 and len(folded) > 4 and not only_kazakh:
        return Language.RU, stem(folded) in _RUSSIAN_STEMS
    return (Language.KK, False) if only_kazakh else None


# Names of things that Kazakh speech borrows as they are. Among Kazakh words they are no second language.
_OFTEN_BORROWED: Final = frozenset(
    words(
        "труба кран столб фонарь балкон подвал провод кабель щиток щит площадка остановка колонка контейнер "
        "забор урна плита стояк розетка проводка подстанция счетчик квитанция зебра стрелка свалка садик "
        "поликлиника знак бордюр лампочка мусоропровод тротуар насос скамейка газон колодец крыша паспорт "
        "дворник мусорка качели перерасчет контролер бригада талон рецепт скорый карниз музыка брусчатка "
        "техника трактор реагент чек перила басы вентиляция билет карта кабинет напор напряжение пломба "
        "фонарик градус градусник экскаватор автомат "
    )
)
_RUSSIAN_STEMS: Final = frozenset(stem(word) for word in RUSSIAN_WORDS if len(word) > 4) - frozenset(
    stem(word) for word in _OFTEN_BORROWED
)
_SHARED_STEMS: Final = frozenset(map(stem, SHARED_WORDS))
_ONLY_KAZAKH_ENDINGS: Final = words("лар лер дар дер тар тер нын нин дын дин тын тин ти ты ди дан ден тан тен га ге")
_KAZAKH_STEMS: Final = frozenset(kazakh_stem(word) for word in KAZAKH_WORDS if len(word) > 2)


def _look(word: str) -> float:
    """How an unknown word leans: its letters, and above all those that Russian lacks."""
    if word.isdigit():
        return 0.0
    return (
        1.5
        if _KAZAKH_LETTERS & set(word) or fold_kazakh(word) in _EVERYBODYS
        else max(-1.0, min(1.0, kazakh_lean(word)))
    )
