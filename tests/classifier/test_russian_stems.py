"""Our Snowball and the package's give the same stems."""

from __future__ import annotations

from pathlib import Path

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from classifier.fit import catalog
from classifier.lexicon import RUSSIAN
from classifier.normalise import tokens
from classifier.russian_stems import russian_stem

_PACKAGE = snowballstemmer.stemmer("russian")
_ENDINGS = ["", "ость", "ностью", "ейший", "ейше", "вшись", "ующая", "анный", "ивши", "и", "ами", "нн"]


def test_the_catalogs_words() -> None:
    phrasings, _ = catalog(Path(__file__).parents[2] / "cities/kostanay/catalog")
    words = {word for texts in phrasings.values() for text in texts for word in tokens(text)} | RUSSIAN
    assert {word: russian_stem(word) for word in words} == {word: _PACKAGE.stemWord(word) for word in words}


@given(st.sampled_from(sorted(RUSSIAN)), st.sampled_from(_ENDINGS))
def test_words_with_every_ending(word: str, ending: str) -> None:
    assert russian_stem(word + ending) == _PACKAGE.stemWord(word + ending)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя", max_size=16))
def test_any_letters(word: str) -> None:
    assert russian_stem(word) == _PACKAGE.stemWord(word)


@pytest.mark.parametrize("form", ["вода", "воды", "воде", "водой", "воду", "водами"])
def test_forms_meet(form: str) -> None:
    assert russian_stem(form) == "вод"
