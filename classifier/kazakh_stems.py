"""The stem of a Kazakh word: endings are taken off from the outside in, as the language puts them on.

Kazakh has no prefixes and hardly changes its stems; what follows a stem is a chain of endings in a fixed order
(noun: plural, possession, case, person; verb: voice, negation, tense, person), each in up to six sounds after the
letter before it. All endings stand here without Kazakh letters: words are folded first, so that full and Russian
spelling meet. The stem is a key for matching, not a dictionary form.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from classifier.letters import RUSSIAN_WORDS, SHARED_WORDS, fold_kazakh
from classifier.lexicon import words

_VOWELS: Final = frozenset("аеиоуыяэю")


def _endings(text: str) -> tuple[str, ...]:
    """Longest first, so that -лардын is tried before -дын."""
    return tuple(sorted(set(words(text)), key=lambda ending: (-len(ending), ending)))


# What may be taken off one after the other. Single letters and -у come last, under a stricter rule.
_NOUN: Final = _endings(
    """
    нын нин дын дин тын тин га ге ка ке на не нда нде да де та те нан нен дан ден тан тен ндан нден ндагы ндеги
    мен бен пен менен дагы деги тагы теги дай дей тай тей сыз сиз ды ди ты ти ны ни
    лар лер дар дер тар тер лары лери дары дери тары тери
    ым им ымыз имиз мыз миз ын ин ыныз иниз ныз низ сы си лык лик дык дик тык тик
    мын мин бын бин пын пин сын син сыз сиз сыздар сиздер
    """
)
_VERB: Final = _endings(
    """
    майды мейди байды бейди пайды пейди май мей бай бей пай пей ма ме ба бе па пе
    мады меди бады беди пады педи маган меген баган беген паган пеген мас мес бас бес пас пес
    ган ген кан кен гана гене атын етин йтын йтин ады еди йды йди ды ди ты ти ыпты ипти ып ип
    дык дик тык тик дым дим тым тим дыныз диниз тыныз тиниз
    айык ейик са се сак сек сын син саныз сениз арлык ерлик
    ыныз иниз ныз низ ыныздар иниздер ныздар низдер ндар ндер сыздар сиздер сыз сиз
    асыз есиз айсыз ейсиз асыздар есиздер асындар есиндер йсыз йсиз
    амыз емиз ймыз ймиз мыз миз амын емин ймын ймин мын мин
    уда уде удин удын уга уге уды уди ушы уши
    ылды илди ылган илген ылады иледи ылмайды илмейди ылып илип ылса илсе
    лды лди лган лген лып лип лса лсе лмай лмей лмайды лмейди
    ил ыл ын ин гыз гиз кыз киз дыр дир тыр тир
    ши шы гой
    """
)
_ALL: Final = _endings(" ".join((*_NOUN, *_VERB)))
_BY_LAST: Final = {last: tuple(e for e in _ALL if e[-1] == last) for last in {e[-1] for e in _ALL}}
_LAST_VOWELS: Final = frozenset("аеыиу")
_MOST_ENDINGS: Final = 8  # no real word has more

# Short words that end as an ending does. Each is a whole stem.
_WHOLE: Final = frozenset(
    words("""
    адам балабакша бала апта кала ана ата аула кенсе мектеп емхана аурухана жана ески жаман канша кашан кайда
    мына мунда онда осында солай калай бугин кеше ертен енди кейде тамыз казан каран айран нан жан тан тун кун
    сабын тутин отын алтын сайын кейин дейин ушин сиз биз жогалды адис тенге тегин кыс жыл уй пайда шара арыз
    орын бутин маган саган оган бизде кундиз туске жумыс жылу батыр багдар суыт агаш кокыс тыныс жарыс болис телефон
    вагон азан базар тариф нан
    """)
)
_SHORT_STEMS: Final = frozenset(words("су уй ит ай ел ат ес от ас жу ки ал ау ак ек ос ош иш"))


@lru_cache(maxsize=1 << 15)
def kazakh_stem(word: str) -> str:
    """The stem of a Kazakh word, folded: көшесіндегі → кош, көшелерде → кош; шықпайды, шығып → шик is not promised.

    `word` is one word in lower case, with or without its Kazakh letters. At least two letters stay, one of them a
    vowel. Linear in the word.
    """
    word = fold_kazakh(word)
    if word[:-1] in SHARED_WORDS or word[:-1] in _WHOLE or word[:-1] in _SHORT_STEMS:
        return word[:-1]  # лифті, ағашы, суы: a whole word and its owner, no лиф + ті and no аға + шы
    for _ in range(_MOST_ENDINGS):
        shorter = _without_ending(word)
        if shorter is None:
            break
        word = shorter
    if len(word) > 3 and word not in _WHOLE and word[-1] in _LAST_VOWELS:
        word = word[:-1]
    return _softened(word)


_BORROWED_WITH: Final = _endings(
    "ты ти ды ди тар тер лар лер дар дер ны га ге нын нин дын дин тын тин дан ден тан тен нан нен тын тин дын дин ка ке"
)


def without_kazakh_ending(word: str) -> str | None:
    """The Russian or international word that has taken a Kazakh ending: светти → свет, мусордын → мусор; else None.

    `word` is folded. Words of the Russian list are themselves: света is no све + та.
    """
    if word in RUSSIAN_WORDS or word in SHARED_WORDS:
        return None
    for ending in _BORROWED_WITH:
        base = word.removesuffix(ending)
        if (
            base != word
            and len(base) > 2
            and base[-1] not in _VOWELS
            and (base in SHARED_WORDS or base in RUSSIAN_WORDS)
        ):
            return base
    return None


def _without_ending(word: str) -> str | None:
    if word in _WHOLE:
        return None
    for ending in _BY_LAST.get(word[-1:], ()):
        rest = word[: -len(ending)]
        if word.endswith(ending) and _is_stem(rest):
            return rest
    return None


def _is_stem(rest: str) -> bool:
    """Whether what would stay can be a stem: three letters with a vowel, or one of the known shorter ones.

    Without this тамыз, батыр and құдық would lose what belongs to them.
    """
    return (len(rest) > 2 and any(letter in _VOWELS for letter in rest)) or rest in _SHORT_STEMS


def _softened(stem: str) -> str:
    """к and п sound г and б before a vowel (қоқыс stays; құдық → құдығы, шық → шығады): one letter for both."""
    if len(stem) > 2 and stem[-1] in "гб":
        return stem[:-1] + ("к" if stem[-1] == "г" else "п")
    return stem
