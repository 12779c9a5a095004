"""The endings of Kazakh words, off one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.kazakh_stems import kazakh_stem, without_kazakh_ending
from classifier.letters import fold_kazakh
from classifier.lexicon import words

FAMILIES = [
    # nouns: plural, possession, case
    ("су", "су суды судың суға суда судан сумен суымыз суы"),
    ("уй", "үй үйде үйдің үйлер үйлердің үйімізде үйге үйден"),
    ("ит", "ит иттер итті иттердің иттерден"),
    ("жол", "жол жолда жолдар жолдың жолға жолдағы жолдардың"),
    ("жарык", "жарық жарықты жарықтың жарығы жарығымыз жарықсыз"),
    ("кош", "көше көшеде көшесі көшесінде көшесіндегі көшелер көшеміздің"),
    ("кокыс", "қоқыс қоқысты қоқыстар қоқыстың қоқысқа қоқысы"),
    ("кудык", "құдық құдықты құдықтар құдығы құдықтан"),
    ("мектеп", "мектеп мектепте мектептің мектептер мектебі мектепке"),
    ("балабакша", "балабақша балабақшада балабақшаға балабақшаның"),
    ("адам", "адам адамдар адамға адаммен адамның"),
    ("шункыр", "шұңқыр шұңқырлар шұңқырды шұңқырға"),
    ("багдаршам", "бағдаршам бағдаршамы бағдаршамдар"),
    ("агаш", "ағаш ағашты ағаштар ағаштың ағашы"),
    ("лифт", "лифт лифті лифтті лифтте"),
    ("автобус", "автобус автобусы автобустар автобусты"),
    # verbs: voice, negation, tense, person, request
    ("кел", "келмейді келеді келді келген келіп келсе"),
    ("кос", "қосыңыз қосыңыздар қосасыздар қосылмайды қосылды қосады"),
    ("ошир", "өшірілді өшірілген өшірді өшіріп өшіреді"),
    ("жан", "жанбайды жанып жанады жанған"),
    ("бер", "бермейді береді берілмейді берілді бересіздер беріңіз"),
    ("ал", "алмайды алмаймыз алады алды алып алмаймын"),
    ("шык", "шықпайды шығады шығып шықты шыққан"),
    ("тазал", "тазаламайды тазалаңыз тазалайды тазалады"),
]


@pytest.mark.parametrize(("expected", "forms"), FAMILIES, ids=[family[0] for family in FAMILIES])
def test_forms_and_their_russian_spelling_share_a_stem(expected: str, forms: str) -> None:
    """A family of forms has one stem, whether its Kazakh letters were typed or not."""
    found = {form: kazakh_stem(form) for form in forms.split()}
    assert found == dict.fromkeys(forms.split(), expected)
    assert {kazakh_stem(fold_kazakh(form)) for form in forms.split()} == {expected}


@pytest.mark.parametrize("word", words("тамыз батыр алтын жұмыс қоқыс болыс вагон мұнда қазан сабын"))
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    """Some stems end as an ending does."""
    assert kazakh_stem(word) == fold_kazakh(word)


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("светти", "свет"),
        ("мусордын", "мусор"),
        ("подъездтер", "подъезд"),
        ("света", None),
        ("вода", None),
        ("ат", None),
    ],
)
def test_russian_words_with_kazakh_endings(word: str, base: str | None) -> None:
    """Speech mixes the languages inside a word; the Russian word is found again."""
    assert without_kazakh_ending(word) == base


@given(st.text(alphabet="абвгдежзийклмнопрстуфыәіңғүұқөһ", min_size=1, max_size=30))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    """Whatever the letters, something stays."""
    assert 0 < len(kazakh_stem(word)) <= len(word)
