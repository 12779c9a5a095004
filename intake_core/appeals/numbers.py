"""An appeal's number: short, easy to read over the phone, and a slip in it is noticed.

Six digits of a sequence and one check digit by Damm's algorithm (H. Michael Damm, "Total anti-symmetrische
Quasigruppen", 2004), which finds every single wrong digit and every swap of two neighbours. Written `109-001-0009`:
the centre's number, three digits, four digits.
"""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = "109"
LARGEST: Final = 999_999

_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_WRITTEN: Final = re.compile(r"(?<!\d)109[\s.\-–—/]*(\d{3})[\s.\-–—/]*(\d{4})(?!\d)")


def check_digit(digits: str) -> int:
    """Damm's check digit of a string of digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def number_of(serial: int) -> str:
    """The number of the `serial`-th appeal. Raises ValueError past a million."""
    if not 0 <= serial <= LARGEST:
        raise ValueError(f"an appeal's serial is 0 to {LARGEST}")
    digits = f"{serial:06d}"
    digits += str(check_digit(digits))
    return f"{PREFIX}-{digits[:3]}-{digits[3:]}"


def is_valid(number: str) -> bool:
    """Whether this is a number of ours, with a right check digit."""
    match = _WRITTEN.fullmatch(number)
    return match is not None and check_digit(match[1] + match[2]) == 0


def numbers_in(text: str) -> list[str]:
    """Every valid number in a text, as we write it, however the citizen spaced it."""
    return [
        f"{PREFIX}-{match[1]}-{match[2]}" for match in _WRITTEN.finditer(text) if check_digit(match[1] + match[2]) == 0
    ]
