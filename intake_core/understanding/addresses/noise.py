"""Numbers that are no part of an address: times, dates, sums, phones, routes, counts.

A house number is only a number beside a name, so every other use of numbers must be known first: «абая 2 недели нет
воды» says no house. What is found here no other module reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.normalise import Token, kazakh_stems, key_of, keys
from intake_core.understanding.addresses.numbers import Number

# What is counted, measured or numbered by the number before it.
_COUNTED: Final = words.MONTHS | keys(
    """
    ч час часа часов часам часу часик мин минут минуты минуту минутах секунд сек утра вечера ночи дня день дней дню
    днях
    сутки суток сут неделя недели неделю недель неделе нед месяц месяца месяцев мес год года лет годов годах летний
    летняя летней
    раз раза разу разов процент процента процентов
    человек человека чел людей детей ребенка семей жителей жильцов мужчин женщин пенсионеров
    тенге тг тнг тыс тысяч тысячи тысячу млн миллион миллиона миллионов руб рублей доллар долларов kzt тенге
    м метр метра метров метрах см мм км кг г гр литр литра литров л га соток сотки кв квт куб кубов вольт ват градус
    градуса градусов гр атмосфер процентов
    шт штук штуки домов домах домам квартир этажей этажка этажки этажке этажный этажного этажном этажная этажки
    подездов
    класс класса классе классы классов курс курса кабинет кабинета каб кабинете группа группы группе смена смену смены
    маршрут маршрута маршруте маршруту автобус автобуса автобусе автобусу автобусом автобусы автобусов троллейбус
    маршрутка маршрутки
    маршрутке марш рейс остановок остановки остановку
    бағыт бағытты бағыттағы автобусы автобусқа бағдар бағыттың
    апта аптадан аптаға ай айдан жыл жылы жылдан жылғы күн күннен күні күнде күндей сағат сағаттан сағатта минут
    минутта рет адам бала
    теңге мың миллион пайыз градус келі метр литр дана тұрғын отбасы ит
    балла баллов балл вопрос вопроса вопросов пункт степени очередь очереди комнатная комнатную этап
    """
)
# Things beside which houses stand too: counted only where the grammar agrees («5 ям», not «28 яма»).
_FEW_THINGS: Final = keys(
    "ямы собаки кошки щенка столба фонаря лампы машины дерева мешка бака контейнера урны лужи люка лифта семьи"
)
_MANY_THINGS: Final = keys(
    "ям собак кошек щенков столбов фонарей ламп машин деревьев мешков баков контейнеров урн луж люков лифтов"
)
# What is numbered by the number after it.
_NUMBERED: Final = keys(
    """
    автобус автобуса автобусе автобусу автобусы автобусов автобусом маршрут маршрута маршруту маршруте маршрутка
    маршрутке маршрутки троллейбус
    марш рейс заявка заявки заявке заявку обращение обращения обращению талон заказ талона кабинет каб класс вагон
    телефон тел номера сот ватсап вацап whatsapp пин код счет счета счету лицевой лс бағыт автобусы өтініш өтінім
    около примерно почти более больше менее меньше свыше минимум максимум всего шамамен жуық тп подстанция статья
    сагат сағат статус рост возраст лет сумма сумму сумме цена бочка тариф плюс минус целых всех еще ещё
    """
)
_TIME_BEFORE: Final = keys("в во к ко с со до после около сағат сагат по")
_CLOCK_WORDS: Final = keys("утра вечера ночи дня часов часа час ч ден дан ге ға де да те та")
_MINUTES: Final = frozenset("00 15 20 30 40 45 50 10 05 25 35 55".split())
_SIGNS: Final = frozenset("%°₸$€")


def noise_of(tokens: Sequence[Token], numbers: dict[int, Number]) -> set[int]:
    """The first tokens of the numbers that belong to no address."""
    noisy = _phones(tokens) | _clocks_and_dates(tokens)
    for at, number in numbers.items():
        if at not in noisy and (_counts(tokens, number) or _is_numbered(tokens, number)):
            noisy.add(at)
    return noisy


def _counts(tokens: Sequence[Token], number: Number) -> bool:
    """Whether the word after the number says what is counted."""
    after = _word_after(tokens, number.last + 1)
    if after is None:
        return number.last + 1 < len(tokens) and tokens[number.last + 1].text in _SIGNS
    token = tokens[after]
    key = token.key
    if key == _FLAT:
        return _is_area(tokens, after)
    if key in _HOUSES_COUNTED:
        return not _is_which(tokens, number)
    if key in _ENTRANCES_COUNTED:
        return not _is_which(tokens, number)
    if key in _FEW_THINGS:
        return int(number.value) in {2, 3, 4}
    if key in _MANY_THINGS:
        return True
    if token.is_letter and token.glued and _key(tokens, after + 1) in words.CLASSROOM:
        return True
    if token.is_letter and key in _LETTERS:
        # «28 г» is a house, «5 м» a measure, «9 ч» a time.
        return key in _MEASURES
    return key in _COUNTED or any(stem in _COUNTED_STEMS for stem, _ in kazakh_stems(key))


_FLAT: Final = key_of("кв")
_LETTERS: Final = keys("ч м л г")
_MEASURES: Final = keys("ч м л")
_HOUSES_COUNTED: Final = keys("дома")
_ENTRANCES_COUNTED: Final = keys(
    "подъезда подъездов подъезды этажа этажей этажи квартиры квартир кіреберістер пәтерлер"
)
_COUNTED_STEMS: Final = keys("сағат күн апта ай жыл адам теңге минут рет метр мың")


def _word_after(tokens: Sequence[Token], at: int) -> int | None:
    """The word behind a number, also behind its hyphen («9-этажный») or its ordinal ending."""
    for _ in range(3):
        if at >= len(tokens):
            return None
        token = tokens[at]
        if token.is_word and not (token.glued and token.key in _ORDINAL_TAILS):
            return at
        if not token.is_word and token.text not in "-–—":
            return None
        at += 1
    return None


_ORDINAL_TAILS: Final = keys("й го му м ой ый ая я ти ми х ые ше ші шы")


def _is_area(tokens: Sequence[Token], at: int) -> bool:
    """«50 кв. м», «50 кв метров»."""
    for index in (at + 1, at + 2):
        if index < len(tokens) and tokens[index].is_word:
            return tokens[index].key.startswith("м") and (
                tokens[index].is_letter or tokens[index].key.startswith("метр")
            )
    return False


def _is_which(tokens: Sequence[Token], number: Number) -> bool:
    """«у 2 подъезда», «возле 28 дома», «28-го дома»: one of them, where «2 подъезда» alone counts them."""
    if number.ordinal or (number.last + 1 < len(tokens) and tokens[number.last + 1].key in _ORDINAL_TAILS):
        return True
    return number.first > 0 and tokens[number.first - 1].key in _GENITIVE_BEFORE


_GENITIVE_BEFORE: Final = words.NEAR | keys("из от до с со около")


def _is_numbered(tokens: Sequence[Token], number: Number) -> bool:
    """Whether the word before says what the number is: «автобус № 18», «заявка 123», «автобусы 3 и 8»."""
    at = number.first - 1
    for _ in range(4):
        if at < 0:
            return False
        token = tokens[at]
        if token.is_word and token.key not in _BETWEEN:
            return token.key in _NUMBERED
        if token.is_sign and token.text not in "№#,-–.":
            return False
        at -= 1
    return False


_BETWEEN: Final = keys("номер ном и no")


def _phones(tokens: Sequence[Token]) -> set[int]:
    """Digits in telephone groups: 8 701 123 45 67, +7-701-…, 54-12-33."""
    noisy: set[int] = set()
    at = 0
    while at < len(tokens):
        if not tokens[at].is_number:
            at += 1
            continue
        run = _digit_run(tokens, at)
        noisy.update(_phone_in(tokens, run))
        at = run[-1] + 1
    return noisy


def _digit_run(tokens: Sequence[Token], at: int) -> list[int]:
    """The numbers from here on that only blanks, hyphens and brackets part."""
    run, index = [at], at + 1
    while index < len(tokens) and (tokens[index].is_number or tokens[index].text in "-–()"):
        if tokens[index].is_number:
            run.append(index)
        index += 1
    return run


def _phone_in(tokens: Sequence[Token], run: list[int]) -> list[int]:
    """The end of the run that is a telephone number; nobody writes anything but numbers of it behind one."""
    for start, at in enumerate(run):
        lengths = [len(tokens[index].text) for index in run[start : start + _PHONE_GROUPS]]
        if tokens[at].text in {"7", "8"} and lengths[1:2] == [3] and len(lengths) > 2 and sum(lengths) >= _PHONE_DIGITS:
            return run[start:]
        if lengths[:3] in ([2, 2, 2], [3, 2, 2]) and tokens[at + 1].text in "-–":
            return run[start:]
    return []


_PHONE_GROUPS: Final = 6
_PHONE_DIGITS: Final = 11


def _clocks_and_dates(tokens: Sequence[Token]) -> set[int]:
    """14:00, 9.30, 9-00, 05.04.2026, «с 9 до 18», «в 9»."""
    noisy: set[int] = set()
    for at, token in enumerate(tokens):
        if not token.is_number:
            continue
        sign = tokens[at + 1].text if at + 2 < len(tokens) and tokens[at + 1].glued and tokens[at + 2].glued else ""
        minutes = tokens[at + 2].text if sign and tokens[at + 2].is_number else ""
        if minutes and _is_clock(tokens, at, sign, minutes):
            noisy |= {at, at + 2}
        elif _is_hour(tokens, at):
            noisy.add(at)
    return noisy


def _is_clock(tokens: Sequence[Token], at: int, sign: str, minutes: str) -> bool:
    two = len(minutes) == 2 or (len(minutes) == 4 and minutes.startswith("20"))
    if len(tokens[at].text) > 2 or not two:
        return False
    if sign == ":" or (sign == "." and len(minutes) <= 4):
        return True
    return sign in "-–" and (minutes == "00" or (minutes in _MINUTES and _key(tokens, at - 1) in _TIME_BEFORE))


def _is_hour(tokens: Sequence[Token], at: int) -> bool:
    """«с 9 до 18», «до 18», «к 14»: a bare hour behind a preposition of time."""
    if len(tokens[at].text) > 2 or int(tokens[at].text) > 24:
        return False
    before, after = _key(tokens, at - 1), _key(tokens, at + 1)
    if before in _HOUR_BEFORE:
        return after not in _PLACED
    return before in _IN and (after in _CLOCK_WORDS or (at + 1 == len(tokens)))


_HOUR_BEFORE: Final = keys("до к ко сағат после с со")
_IN: Final = keys("в во")
_PLACED: Final = (
    words.AREA_MARKERS
    | words.HOUSE_AFTER
    | keys(
        """
    подъезд подъезда подъезду этаж этажа этажу кв квартиры дома дому школы школе магазина магазину мкр садика садику
    сада
    апреля мая декабря поликлиники поликлинике этажом квартира
    """
    )
)


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""
