"""Cutting long texts: nothing is lost, nothing is over the limit, no character is cut through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_core.outbox.channel import TextUnit
from intake_core.outbox.text import length, split_text

FAMILY = "👨\u200d👩\u200d👧"
KAZAKHSTAN = "🇰🇿"
WAVING_DARK = "👋🏿"
ACCENTED = "\u0438\u0306"  # и and a breve, as macOS writes it

texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" \n.!?" + FAMILY + KAZAKHSTAN + ACCENTED)),
    max_size=400,
) | st.lists(st.sampled_from([FAMILY, KAZAKHSTAN, WAVING_DARK, ACCENTED, " ", "\n\n", ". "]), max_size=80).map("".join)
limits = st.integers(min_value=4, max_value=60)
units = st.sampled_from(list(TextUnit))


def without_white_space(text: str) -> str:
    return "".join(text.split())


@given(texts, limits, units)
@settings(deadline=None)
def test_nothing_but_white_space_is_lost(text: str, limit: int, unit: TextUnit) -> None:
    """A reply is a promise to a citizen: every letter of it arrives, in order."""
    assert without_white_space("".join(split_text(text, limit, unit))) == without_white_space(text)


@given(texts, limits, units)
@settings(deadline=None)
def test_every_part_fits_and_holds_something(text: str, limit: int, unit: TextUnit) -> None:
    """The platform refuses a part that is too long, and one of white space alone."""
    for part in split_text(text, limit, unit):
        assert length(part, unit) <= limit
        assert part.strip()


@given(texts, units)
@settings(deadline=None)
def test_no_part_begins_inside_a_character(text: str, unit: TextUnit) -> None:
    """With room for any sequence that the examples hold, no accent and no joiner is left at the head of a part."""
    text = "a" + "".join(character for character in text if character in " \n.abc" + FAMILY + ACCENTED)
    if "\u0306\u0306" in text or " \u0306" in text or "\u200d\u200d" in text:
        return
    for part in split_text(text, 60, unit)[1:]:
        assert not unicodedata.category(part[0]).startswith("M")


@given(texts.filter(str.strip), units)
@settings(deadline=None)
def test_a_text_that_fits_is_left_as_it_is(text: str, unit: TextUnit) -> None:
    """Also its white space: somebody may have laid out a table."""
    assert split_text(text, max(4, length(text, unit)), unit) == [text]


@pytest.mark.parametrize(
    ("text", "limit", "unit", "parts"),
    [
        pytest.param("", 10, TextUnit.CHARACTERS, [], id="nothing"),
        pytest.param(" \n ", 10, TextUnit.CHARACTERS, [], id="white space"),
        pytest.param("one two three", 8, TextUnit.CHARACTERS, ["one two", "three"], id="between words"),
        pytest.param("one two", 3, TextUnit.CHARACTERS, None, id="a limit below any character is refused"),
        pytest.param("Да. Нет. Что", 9, TextUnit.CHARACTERS, ["Да. Нет.", "Что"], id="between sentences"),
        pytest.param("a b.\nc d e", 8, TextUnit.CHARACTERS, ["a b.", "c d e"], id="between lines, before words"),
        pytest.param("aaaa\n\nbb\ncc d", 9, TextUnit.CHARACTERS, ["aaaa", "bb\ncc d"], id="between paragraphs first"),
        pytest.param("a\n\nbbbb cccc dddd", 11, TextUnit.CHARACTERS, ["a\n\nbbbb", "cccc dddd"], id="no tiny part"),
        pytest.param("abcdefghij", 4, TextUnit.CHARACTERS, ["abcd", "efgh", "ij"], id="a word too long is cut"),
        pytest.param("аaаaа", 4, TextUnit.BYTES, ["аa", "аa", "а"], id="bytes of UTF-8"),
        pytest.param("😀😀😀", 5, TextUnit.UTF16, ["😀😀", "😀"], id="no half of a surrogate pair"),
        pytest.param(FAMILY * 2, 9, TextUnit.UTF16, [FAMILY, FAMILY], id="a family stays together"),
        pytest.param(KAZAKHSTAN * 3, 5, TextUnit.CHARACTERS, [KAZAKHSTAN * 2, KAZAKHSTAN], id="flags are pairs"),
        pytest.param(WAVING_DARK * 2, 7, TextUnit.UTF16, [WAVING_DARK] * 2, id="a hand keeps its colour"),
        pytest.param(ACCENTED * 3, 5, TextUnit.CHARACTERS, [ACCENTED * 2, ACCENTED], id="a letter keeps its accent"),
        pytest.param("a" + "\u0306" * 6, 4, TextUnit.CHARACTERS, ["a\u0306\u0306\u0306", "\u0306" * 3], id="too many"),
    ],
)
def test_where_the_cut_falls(text: str, limit: int, unit: TextUnit, parts: list[str] | None) -> None:
    """The best seam that does not leave a part half empty."""
    if parts is None:
        with pytest.raises(ValueError, match="limit"):
            split_text(text, limit, unit)
    else:
        assert split_text(text, limit, unit) == parts


def test_a_full_message_of_telegram() -> None:
    """4096 emoji are two messages: Telegram counts UTF-16 units."""
    assert [length(part, TextUnit.UTF16) for part in split_text("😀" * 4096, 4096, TextUnit.UTF16)] == [4096, 4096]
