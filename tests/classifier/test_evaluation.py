"""The figures, on answers small enough to count on fingers."""

from __future__ import annotations

from typing import Any

import pytest

from classifier.classifier import Candidate
from classifier.evaluation import Answer, evaluated


def answer(service: str | None, *given: tuple[str, float], language: str = "ru") -> Answer:
    return Answer(service, language, [Candidate(code, confidence, ()) for code, confidence in given])


ANSWERS = [
    answer("heating-001", ("heating-001", 0.9), ("water-001", 0.1)),
    answer("heating-001", ("heating-002", 0.9), ("heating-001", 0.05)),
    answer("water-001", ("roads-001", 0.4), ("roads-002", 0.2), ("roads-003", 0.2), ("water-001", 0.1), language="kk"),
    answer("water-001", language="kk"),
    answer(None, ("roads-001", 0.2)),
    answer(None, ("roads-001", 0.5)),
]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("messages", 6),
        ("with_service", 4),
        ("top_1", 0.25),
        ("top_3", 0.5),
        ("mrr", (1 + 0.5 + 0.25) / 4),
        ("sphere", 0.5),
    ],
)
def test_the_figures_of_all(figure: str, value: float) -> None:
    assert evaluated(ANSWERS)[figure] == pytest.approx(value, abs=1e-4)


def test_parts_are_counted_apart() -> None:
    figures = evaluated(ANSWERS)
    assert figures["by_language"]["ru"]["top_3"] == 1
    assert figures["by_language"]["kk"]["top_3"] == 0
    assert figures["by_sphere"]["heating"]["with_service"] == 2


def test_each_band_says_what_it_covers_and_keeps() -> None:
    bands = evaluated(ANSWERS)["bands"]
    assert bands["act"] == {"coverage": pytest.approx(2 / 6, abs=1e-4), "precision": 0.5, "in_three": 1.0}
    assert bands["ask"] == {"coverage": pytest.approx(2 / 6, abs=1e-4), "precision": 0.0, "in_three": 0.0}
    assert bands["review"]["precision"] == 0.0


def test_the_calibration_error_is_the_mean_gap() -> None:
    """0.9 twice and right once: 0.8 too much; 0.4, 0.2, 0.5 and 0 never right."""
    gap = (abs(1.8 - 1) + 0.4 + 0.5 + 0.2 + 0) / 6
    assert evaluated(ANSWERS)["calibration_error"] == pytest.approx(gap, abs=1e-4)


def test_confusions_are_named_the_commonest_first() -> None:
    twice = [*ANSWERS, answer("water-001", ("roads-001", 0.4))]
    assert evaluated(twice)["confusions"][0] == ["water-001", "roads-001", 2]
    assert ["water-001", "", 1] in evaluated(twice)["confusions"]


def test_what_is_no_services_matter_is_counted_apart() -> None:
    assert evaluated(ANSWERS)["no_service"] == {"messages": 2, "left_to_a_person": 0.5}


@pytest.mark.parametrize("answers", [[], [answer(None)], [answer("a-001")]])
def test_nothing_is_divided_by_nothing(answers: list[Answer]) -> None:
    figures: dict[str, Any] = evaluated(answers)
    assert figures["top_1"] in {None, 0.0}
