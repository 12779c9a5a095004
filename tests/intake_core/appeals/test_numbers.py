"""Numbers that can be read over the phone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_core.appeals.numbers import LARGEST, check_digit, is_valid, number_of, numbers_in

serials = st.integers(0, LARGEST)


def test_damms_example() -> None:
    """The example of Damm's thesis: 572 has the check digit 4."""
    assert check_digit("572") == 4


@given(serials)
def test_every_number_is_valid_and_read_back(serial: int) -> None:
    """What we write we also read, in the middle of a sentence."""
    number = number_of(serial)
    assert is_valid(number)
    assert numbers_in(f"что с {number}, когда?") == [number]


@given(serials, st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(serial: int, position: int, shift: int) -> None:
    """A digit heard wrong never gives another citizen's appeal."""
    digits = list(number_of(serial).removeprefix("109-").replace("-", ""))
    digits[position] = str((int(digits[position]) + shift) % 10)
    wrong = "".join(digits)
    assert not is_valid(f"109-{wrong[:3]}-{wrong[3:]}")


@given(serials, st.integers(0, 5))
def test_two_swapped_digits_are_noticed(serial: int, position: int) -> None:
    """Neither does a swap of two neighbours."""
    digits = list(number_of(serial).removeprefix("109-").replace("-", ""))
    if digits[position] == digits[position + 1]:
        return
    digits[position], digits[position + 1] = digits[position + 1], digits[position]
    wrong = "".join(digits)
    assert not is_valid(f"109-{wrong[:3]}-{wrong[3:]}")


@pytest.mark.parametrize(
    "written",
    ["109-000-1236", "109 000 1236", "1090001236", "109–000–1236", "№109-000-1236.", "109.000.1236"],
)
def test_however_it_is_spaced(written: str) -> None:
    """People type a number as it comes."""
    digits = "000123"
    number = f"109-000-123{check_digit(digits)}"
    assert numbers_in(written.replace("1236", f"123{check_digit(digits)}")) == [number]


@pytest.mark.parametrize("text", ["109", "87771234567", "иин 109000123600", "109-000-12361", "дом 109"])
def test_other_digits_are_no_number(text: str) -> None:
    """Phones, personal numbers and the centre's own number are none."""
    assert numbers_in(text) == []


def test_the_sequence_ends_in_words() -> None:
    """A millionth appeal needs a longer number: said, not wrapped round."""
    with pytest.raises(ValueError, match="999999"):
        number_of(LARGEST + 1)
