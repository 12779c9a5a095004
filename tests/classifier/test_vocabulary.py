"""Typos find the word that was meant, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.vocabulary import Vocabulary

WORDS = Vocabulary(["контейнер", "светофор", "отопление", "батарея", "домофон", "вода", "яма"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("контенер", "контейнер", id="a lost letter"),
        pytest.param("свитофор", "светофор", id="a wrong letter"),
        pytest.param("доомфон", "домофон", id="two letters swapped"),
        pytest.param("батареями", "батарея", id="an ending"),
        pytest.param("отаплени", "отопление", id="two slips in a long word"),
        pytest.param("космодром", None, id="another word"),
        pytest.param("ямы", None, id="too short to guess"),
        pytest.param("", None, id="empty"),
    ],
)
def test_closest(typed: str, meant: str | None) -> None:
    found = WORDS.closest(typed)
    assert (found and found[0]) == meant


def test_a_known_word_is_itself() -> None:
    assert WORDS.closest("светофор") == ("светофор", 1.0)


@given(st.text(max_size=60))
def test_likeness_is_a_share(word: str) -> None:
    found = WORDS.closest(word)
    assert found is None or 0 < found[1] <= 1
