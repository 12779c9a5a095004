"""What an executor or a public page must not see of a message: numbers and names that lead to a person.

`redact` masks; it does not judge. Addresses, short numbers (101, 109, 112) and appeal numbers (109-000-0001) stay,
for the work needs them. Numbers are found in any spacing: what counts is the digits, group by group.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from classifier.letters import is_known
from classifier.normalise import normalise

IIN: Final = "[ИИН]"
PHONE: Final = "[телефон]"
CARD: Final = "[карта]"
ACCOUNT: Final = "[счёт]"
MAIL: Final = "[почта]"
PLATE: Final = "[номер авто]"
NAME: Final = "[имя]"
DOCUMENT: Final = "[документ]"

_APPEAL: Final = re.compile(r"(?<!\d)109(?:[-–— ]\d{3}[-–— ]\d{4}|\d{7})(?!\d)")
# Invisible characters and keycaps may hide between digits; three signs in a row may part two groups.
_BETWEEN: Final = r"[\s\-‐‑–—−().·•/_+*,\u200b-\u200f\u2060\ufe0f\u20e3\u00ad]"
_CHAIN: Final = re.compile(rf"\d(?:{_BETWEEN}{{0,4}}\d)*")
_GROUP: Final = re.compile(r"\d+")
_LONGEST: Final = 19  # digits of the longest card number

_AT: Final = re.compile(r"(?<=[\w%+])@(?=\w)")
_DOMAIN: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_IIN_WORD: Final = re.compile(r"(?<!\w)(?:иин|жсн|iin|бин|бсн)(?!\w)", re.IGNORECASE)
_CARD_WORD: Final = re.compile(r"(?<!\w)(?:карт[аыуео]й?|карточк\w{0,3}|kaspi|каспи)(?!\w)", re.IGNORECASE)
_PHONE_WORD: Final = re.compile(
    r"(?<!\w)(?:тел|телефон\w{0,4}|сот|сотов\w{0,3}|моб|whatsapp|ватсап\w?|вацап\w?|перезвоните|звоните|нөмірім|номерім)(?!\w)",
    re.IGNORECASE,
)
_WORD_REACH: Final = 25  # characters between such a word and its number
_IBAN: Final = re.compile(r"(?<![^\W_])[KkКк][Zz][\s-]?\d[\s-]?\d(?:[\s-]?[0-9A-Za-z]){16}(?![0-9A-Za-z])")
_PLATE: Final = re.compile(
    r"(?<![\w-])(?:"
    r"\d{3}[ -]?[A-Z]{2,3}[ -]?(?:0[1-9]|1\d|20)"  # 123 ABC 10, 123 AB 10
    r"|\d{3}(?:[a-z]{2,3}|[АВЕКМНОРСТУХ]{3}|[авекмнорстух]{3})(?:0[1-9]|1\d|20)"  # the same, carelessly
    r"|[A-Z][ ]?\d{3}[ ]?[A-Z]{2,3}"  # P 123 ABC, before 2012
    r")(?![\w-])"
)
_DOCUMENT: Final = re.compile(
    r"(?<!\w)(?:удостоверени\w{0,3}|уд(?:\.|\s)\s?лич\w{0,8}|удв|паспорт\w{0,3}|куәлі\w{0,8}|куали\w{0,8}|внж)(?!\w)"
    r"(?:\s+личности)?[^\d\n]{0,20}?(?P<number>(?<!\w)[A-ZА-Я]{0,2}\s?№?\s?\d(?:[ -]?\d){5,11})(?!\d)",
    re.IGNORECASE,
)
_INTRODUCES: Final = re.compile(
    r"(?<!\w)(?:меня\s+зовут|зовут\s+меня|мо[её]\s+имя|моя\s+фамилия|ф\.?\s?и\.?\s?о\.?|менің\s+атым|менин\s+атым"
    r"|атым|аты[\s-]+жөнім|аты[\s-]+жөні|есімім|с\s+уважением)(?!\w)[\s:,\-–—]{0,4}",
    re.IGNORECASE,
)
_NAME_PART: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?\.?")
_FAMILY: Final = re.compile(
    r"(?:ов|ова|ев|ева|ин|ина|ын|ына|ский|ская|енко|вич|вна|чна|улы|ұлы|кызы|қызы|уулу|тегі|бек|бай|гали|ғали)$",
    re.IGNORECASE,
)
_MOST_NAME_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class _Mask:
    start: int
    end: int
    label: str


def redact(text: str) -> str:
    """The text with personal data masked: IIN, phone, card, account, e-mail, car plate, name, document.

    A text without any comes back unchanged. Linear; redacting twice changes nothing more.
    """
    masks = sorted(_masks(text), key=lambda mask: mask.start)
    out: list[str] = []
    done = 0
    for mask in masks:
        if mask.start >= done:
            out += [text[done : mask.start], mask.label]
        done = max(done, mask.end)
    return "".join([*out, text[done:]])


def _masks(text: str) -> Iterator[_Mask]:
    yield from (_Mask(*found.span(), ACCOUNT) for found in _IBAN.finditer(text))
    yield from (_Mask(*found.span("number"), DOCUMENT) for found in _DOCUMENT.finditer(text))
    yield from (_Mask(*found.span(), PLATE) for found in _PLATE.finditer(text))
    yield from _mails(text)
    yield from _names(text)
    yield from _numbers(text)


def _numbers(text: str) -> Iterator[_Mask]:
    """Phones, cards and IINs, whatever stands between their digits."""
    appeals = {found.start(): found.end() for found in _APPEAL.finditer(text)}
    said = _Said(text)
    for chain in _CHAIN.finditer(text):
        groups = [(chain.start() + g.start(), chain.start() + g.end()) for g in _GROUP.finditer(chain.group())]
        first = 0
        while first < len(groups):
            start = groups[first][0]
            if start in appeals:
                first += sum(group[0] < appeals[start] for group in groups[first : first + 3])
                continue
            count, label = _number_at(text, groups, first, said)
            if count:
                plus = text.rfind("+", max(0, start - 2), start)
                yield _Mask(plus if plus >= 0 else start, groups[first + count - 1][1], label)
            first += max(count, 1)


class _Said:
    """Where a message names what number follows: "ИИН", "карта", "тел"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = {
            label: [found.end() for found in word.finditer(text)]
            for label, word in ((IIN, _IIN_WORD), (CARD, _CARD_WORD), (PHONE, _PHONE_WORD))
        }

    def clue_before(self, start: int) -> str:
        """What the words shortly before a place say that the number there is; "+" for the sign; else empty."""
        if "+" in self._text[max(0, start - 2) : start]:
            return "+"
        for label, ends in self._ends.items():
            at = bisect_right(ends, start)
            if at and start - ends[at - 1] <= _WORD_REACH:
                return label
        return ""

    def iin_after(self, end: int) -> bool:
        return bool(self._ends[IIN]) and _IIN_WORD.search(self._text, end, end + 8) is not None


def _number_at(text: str, groups: list[tuple[int, int]], first: int, said: _Said) -> tuple[int, str]:
    """How many groups from the first one make a personal number, and which; (0, "") if none do."""
    start = groups[first][0]
    clue = said.clue_before(start)
    best = (0, "")
    digits = ""
    sizes: list[int] = []
    for begin, end in groups[first : first + _LONGEST]:
        digits += text[begin:end]
        sizes.append(end - begin)
        # A list of houses has commas; a number that somebody dictates has none.
        if len(digits) > _LONGEST or "," in text[start:begin]:
            break
        if len(digits) < (5 if clue else 10) or not (clue or _worth_a_look(digits, sizes, first, len(groups))):
            continue
        digits = _ascii(digits)
        alone = first == 0 or first + len(sizes) == len(groups)
        label = _label(digits, sizes, clue or (IIN if said.iin_after(end) else ""), alone=alone)
        if label:
            best = (len(sizes), label)
            # Eleven digits are a phone, unless one more makes an IIN of them: born in 1977, 1987.
            if len(digits) == 11 and not (first == 0 and len(groups) == len(sizes) + 1):
                break
        elif len(digits) > 11 and best[1] == PHONE:
            break
    return best


def _worth_a_look(digits: str, sizes: list[int], first: int, groups: int) -> bool:
    """Quickly, whether digits that no word introduces can be anything: long rows of single digits are mostly not."""
    if len(sizes) == 1 or not digits.isascii():
        return True
    if len(digits) < 12:
        return digits[0] in "78"
    if len(digits) == 12:
        return first == 0 or first + len(sizes) == groups
    return digits[0] in "23456"


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _label(digits: str, sizes: list[int], clue: str, *, alone: bool) -> str:
    """What these digits are, taken together; empty for nothing personal.

    `clue` is what the words around say that they are, `alone` that no other number stands on one side at least.
    """
    count = len(digits)
    whole = len(sizes) == 1
    if clue == IIN and 11 <= count <= 13 and (whole or count == 12):
        return IIN
    if count == 11 and digits[0] in "78" and digits[1] in "79":
        return PHONE
    if count == 12 and (whole or (alone and (_even(sizes) or _has_birthday(digits)))) and is_iin(digits):
        return IIN
    if count >= 13 and (whole or _spelt_as_card(digits, sizes, alone=alone)) and _is_luhn(digits):
        return CARD
    if clue == CARD and count == 16:
        return CARD
    if clue == PHONE and count <= 10 and not digits.startswith("109"):
        return PHONE
    if clue == "+" and 10 <= count <= 15:
        return PHONE
    mobile = count == 10 and digits[0] == "7" and digits[1] in "0456789"
    return PHONE if mobile and sizes in ([10], [3, 3, 2, 2], [3, 3, 4], [3, 7]) else ""


def _even(sizes: list[int]) -> bool:
    return len(set(sizes[:-1])) <= 1 and sizes[-1] <= sizes[0]


def _spelt_as_card(digits: str, sizes: list[int], *, alone: bool) -> bool:
    """Whether digits in several groups may be a card's: so dictated, and no stretch of a list of bus routes."""
    if digits[0] not in "23456":
        return False
    return (_even(sizes) and (sizes[0] > 2 or len(digits) >= 15)) or (len(digits) >= 15 and alone)


def is_iin(digits: str) -> bool:
    """Whether twelve digits carry the control digit of an individual (or business) identification number.

    Weights 1…11, modulo 11; if that gives 10, weights 3…11, 1, 2; if 10 again, no such number is issued.
    """
    values = [int(digit) for digit in digits]
    if len(values) != 12:
        return False
    for weights in (range(1, 12), (*range(3, 12), 1, 2)):
        control = sum(weight * value for weight, value in zip(weights, values[:11], strict=True)) % 11
        if control < 10:
            return bool(control == values[11])
    return False


def _has_birthday(digits: str) -> bool:
    """An IIN begins with the day of birth, YYMMDD."""
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) <= 31


def _is_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _mails(text: str) -> Iterator[_Mask]:
    """Addresses around each @, looked for outwards from it: a pattern from the left would cost the square."""
    for found in _AT.finditer(text):
        start, end = found.start(), found.end()
        while start > 0 and end - start < 65 and (text[start - 1].isalnum() or text[start - 1] in "._%+-"):
            start -= 1
        domain = _DOMAIN.match(text, end)
        if domain and "." in domain.group():
            yield _Mask(start, domain.end(), MAIL)


def _names(text: str) -> Iterator[_Mask]:
    """The words after "меня зовут" and its like, as long as they can be a name."""
    for introduction in _INTRODUCES.finditer(text):
        start = at = end = introduction.end()
        for count in range(_MOST_NAME_PARTS):
            part = _NAME_PART.match(text, at)
            if part is None or not _may_be_name(part.group(), first=count == 0):
                break
            end = part.end()
            gap = text[end : end + 1]
            at = end + 1 if gap == " " else end
            if gap != " " and not part.group().endswith("."):
                break
        if end > start:
            yield _Mask(start, len(text[:end].rstrip(".")) if end - start > 2 else end, NAME)


def _may_be_name(part: str, *, first: bool) -> bool:
    word = part.rstrip(".")
    if len(word) == 1:
        return word.isupper() and part.endswith(".")  # an initial
    if is_known(normalise(word)):
        return False
    return first or word[:1].isupper() or bool(_FAMILY.search(word))
