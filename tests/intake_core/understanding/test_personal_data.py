"""What leads to a person is masked; what the work needs stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_core.understanding.personal_data import is_iin, redact

SPACE = st.sampled_from(["", " ", "-", ".", "  ", "\u00a0", "\u200b", " - ", "–"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # phones
        ("87011234567", "[телефон]"),
        ("+7 701 123 45 67", "[телефон]"),
        ("+7(701)123-45-67 звоните", "[телефон] звоните"),
        ("мой телефон 8 701 123 45 67", "мой телефон [телефон]"),
        ("8.701.123.45.67", "[телефон]"),
        ("8 7 0 1 1 2 3 4 5 6 7", "[телефон]"),
        ("8(7142)54-12-34", "[телефон]"),
        ("тел. 54-12-34", "тел. [телефон]"),
        ("Абая 28 87011234567", "Абая 28 [телефон]"),
        ("87011234567 87021234567", "[телефон] [телефон]"),
        ("номер 7011234567", "номер [телефон]"),
        ("８７０１１２３４５６７", "[телефон]"),
        # identification numbers
        ("ИИН 123456789012", "ИИН [ИИН]"),
        ("жсн: 900101 300 123", "жсн: [ИИН]"),
        ("900101 300 12 3 ИИН", "[ИИН] ИИН"),
        ("я 860401300088 живу тут", "я [ИИН] живу тут"),
        # cards and accounts
        ("4111 1111 1111 1111", "[карта]"),
        ("4111-1111-1111-1111", "[карта]"),
        ("4111111111111111", "[карта]"),
        ("карта 4400430123456788", "карта [карта]"),
        ("KZ86 125K ZT50 0410 0100", "[счёт]"),
        ("kz86125kzt5004100100", "[счёт]"),
        # the rest
        ("пишите ivan.p@mail.ru.", "пишите [почта]."),
        ("машина 123ABC10 стоит", "машина [номер авто] стоит"),
        ("123 ABC 10", "[номер авто]"),
        ("123АВС10 перегородил", "[номер авто] перегородил"),
        ("удостоверение личности № 012345678", "удостоверение личности [документ]"),
        ("паспорт N12345678", "паспорт [документ]"),
        # names
        ("Меня зовут Алия, нет воды", "Меня зовут [имя], нет воды"),
        ("меня зовут алия у нас нет воды", "меня зовут [имя] у нас нет воды"),
        ("МЕНЯ ЗОВУТ АЛИЯ НЕТ ВОДЫ", "МЕНЯ ЗОВУТ [имя] НЕТ ВОДЫ"),
        ("ФИО: Иванов Иван Иванович ул Абая", "ФИО: [имя] ул Абая"),
        ("менің атым Асхат Сериков, су жоқ", "менің атым [имя], су жоқ"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    """In the spellings that people use."""
    assert redact(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "ул. Абая 28, кв 5, этаж 3",
        "Баймагамбетова, 185 кв. 33 2 подъезд 3 эт",
        "ДОМ 123 КВ 10",
        "109-000-1236 что там",
        "1090001236",
        "звоните 112, 101, 109",
        "тел: 109",
        "дома 95, 111, 28, 35, 38, 40, 41, 55",
        "автобусы 2 3 8 10 11 12 13 18 19 21 24 25 27 120",
        "с 9.00 до 18.00 30.01.2026",
        "28/3, 25/1, 8/7",
        "лицевой счет 1234567",
        "@username привет",
        "меня зовут не важно",
        "меня зовут",
        "",
    ],
)
def test_what_the_work_needs_stays(text: str) -> None:
    """Addresses, appeal numbers, short numbers, times and routes are nobody's personal data."""
    assert redact(text) == text


def spaced(digits: str, gaps: list[str]) -> str:
    return "".join(digit + gap for digit, gap in zip(digits, gaps, strict=True)).rstrip()


def digits_of(text: str) -> str:
    return "".join(re.findall(r"\d", text))


@given(st.from_regex(r"[78]7[0-9]{9}", fullmatch=True), st.lists(SPACE, min_size=11, max_size=11))
def test_a_phone_never_leaks_in_any_spacing(phone: str, gaps: list[str]) -> None:
    """However the digits are parted, none is left."""
    assert digits_of(redact(f"мой номер {spaced(phone, gaps)} спасибо")) == ""


def control(first: str) -> str | None:
    return next((first + last for last in "0123456789" if is_iin(first + last)), None)


@given(st.from_regex(r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[1-6][0-9]{4}", fullmatch=True), st.data())
def test_an_iin_never_leaks_in_any_spacing(first: str, data: st.DataObject) -> None:
    """By its control digit, without the word beside it."""
    iin = control(first)
    if iin is not None:
        gaps = data.draw(st.lists(SPACE, min_size=12, max_size=12))
        assert digits_of(redact(f"вот {spaced(iin, gaps)} проверьте")) == ""


@given(st.from_regex(r"[2-6][0-9]{14}", fullmatch=True), st.lists(SPACE, min_size=16, max_size=16))
def test_a_card_never_leaks_in_any_spacing(first: str, gaps: list[str]) -> None:
    """By its check digit, without the word beside it."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(first))
    card = first + str(-total % 10)
    if len(set(card)) > 1:
        assert digits_of(redact(f"оплатите {spaced(card, gaps)} срочно")) == ""


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    """And no text raises."""
    once = redact(text)
    assert redact(once) == once


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшщыэюя ,.!?\n", max_size=200))
def test_text_without_digits_and_introductions_is_unchanged(text: str) -> None:
    """Nothing is masked on suspicion."""
    if not re.search("зовут|имя|фамилия|атым|есімім|уважением|фио|ф[. ]", text):
        assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["8 701 " * 16_000, "@" * 100_000, "меня зовут " * 9000, "KZ1" * 33_000, "ИИН 1 " * 12_000]
)
def test_a_hundred_kilobytes_are_read(text: str) -> None:
    """However long and monotonous a text is, it is read."""
    redact(text)
