"""The fits find what made the examples."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.calibration import logistic
from classifier.fitting import Choice, Outcome, fit_choices, fit_outcomes, solved


def test_solved() -> None:
    assert solved([[0.0, 2.0], [3.0, 1.0]], [4.0, 5.0]) == pytest.approx([1.0, 2.0])


def test_a_choice_learns_which_evidence_decides() -> None:
    """The right candidate is always the one with more of the first evidence; the second is noise."""
    dice = random.Random(1)  # noqa: S311
    choices = []
    for _ in range(300):
        rows = [[dice.random(), dice.random()] for _ in range(5)]
        choices.append(Choice(rows, max(range(5), key=lambda at: rows[at][0])))
    decides, noise = fit_choices(choices, 2)
    assert decides > 5 > abs(noise)


def test_an_outcome_learns_the_curve() -> None:
    dice = random.Random(2)  # noqa: S311
    outcomes = []
    for _ in range(4000):
        x = dice.uniform(-3, 3)
        outcomes.append(Outcome([1.0, x], dice.random() < logistic(0.5 + 1.5 * x)))
    assert fit_outcomes(outcomes, 2) == pytest.approx([0.5, 1.5], abs=0.25)


@given(st.floats(allow_nan=False))
def test_logistic_is_a_probability(x: float) -> None:
    assert 0 <= logistic(x) <= 1
