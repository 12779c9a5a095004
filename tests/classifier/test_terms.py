"""What is read out of a text before anything is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.terms import clauses


def terms(text: str) -> list[list[str]]:
    return [[word.term for word in clause] for clause in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("нет воды", [["нет", "вод"]], id="plain"),
        pytest.param("Нет воды. Лифт стоит!", [["нет", "вод"], ["лифт", "сто"]], id="a sentence is a clause"),
        pytest.param("яма на дороге и фонарь не горит", [["яма", "дорог"], ["фонар", "¬гор"]], id="two thoughts"),
        pytest.param("темно и страшно", [["темн", "страшн"]], id="one thought"),
        pytest.param("вода не горячая", [["вод", "¬горяч"]], id="не denies what follows"),
        pytest.param("су ыстық емес", [["су", "¬ыстык"]], id="емес denies what precedes"),
        pytest.param("шам жанбайды", [["шам", "¬жан"]], id="a Kazakh verb denies itself"),
        pytest.param("сусыз отырмыз", [["су", "lack"]], id="-сыз is a lack"),
        pytest.param("свет дали, отопления нет", [["отоплен", "нет"]], id="what is in order is left out"),
        pytest.param("вода есть, но ржавая", [["вод", "ржав"]], id="yet it stays the topic"),
        pytest.param("свет есть", [["свет", "ест"]], id="unless it is all there is"),
        pytest.param(
            "лифт не работает, вода бежит", [["лифт", "¬работа"], ["вод", "беж"]], id="denied is not in order"
        ),
        pytest.param("запах газа есть, вызовите", [["зап", "газ", "ест"], ["вызов"]], id="a smell is never in order"),
        pytest.param("ул. Мира 5 кв 12, нет газа", [["нет", "газ"]], id="an address is dropped"),
        pytest.param("Абай көшесі 28 жылу жоқ", [["жыл", "жок"]], id="a Kazakh address too"),
        pytest.param("Здравствуйте, нет газа", [["нет", "газ"]], id="politeness says nothing"),
        pytest.param("который час", [["котор", "час"]], id="unless nothing else is said"),
        pytest.param("", [], id="empty"),
        pytest.param("123 :) !!!", [], id="no words"),
    ],
)
def test_clauses(text: str, expected: list[list[str]]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("ytn djls", "нет воды", id="forgotten keyboard switch"),
        pytest.param("net vody", "нет воды", id="Latin"),
        pytest.param("жарык жок", "жарық жоқ", id="no Kazakh keyboard"),
        pytest.param("НЕТ   ВОДЫ!!!", "нет воды", id="shouted"),
    ],
)
def test_typing_does_not_matter(typed: str, meant: str) -> None:
    assert terms(typed) == terms(meant)


def test_a_landmark_counts_less() -> None:
    """«возле школы» says where; «в школе» says what."""
    (beside,), (inside,) = clauses("возле школы"), clauses("в школе")
    assert beside[0].weight < inside[0].weight == 1.0


def test_long_texts_are_read_at_both_ends() -> None:
    (*_, last) = clauses("очень длинный рассказ ни о чём. " * 3000 + "Прорвало трубу")
    assert [word.text for word in last] == ["прорвало", "трубу"]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(clause for clause in clauses(text))
