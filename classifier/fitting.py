"""Two small fits in pure Python: a choice among candidates, and a yes-or-no curve.

Both are convex, so Newton's method finds the one optimum from anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from classifier.calibration import logistic

Vector = list[float]
Matrix = list[Vector]
_Slope = Callable[[Vector], tuple[Vector, Matrix]]

_STEPS: Final = 40
_LONGEST_STEP: Final = 3.0  # of any weight: Newton overshoots far from the optimum
_STILL: Final = 1e-4
_RIDGE: Final = 0.5  # pull of each weight to nought; a few examples' worth


@dataclass(frozen=True, slots=True)
class Choice:
    """One message: each candidate's evidence, and which of them is right."""

    rows: Sequence[Sequence[float]]
    right: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: what was known about it, and whether it was right."""

    found: Sequence[float]
    right: bool
    weight: float = 1.0


def fit_choices(choices: Sequence[Choice], size: int) -> Vector:
    """The weights under which the right candidates are most probable (conditional logit)."""

    def slope(weights: Vector) -> tuple[Vector, Matrix]:
        gradient, curvature = _ridge(weights)
        for choice in choices:
            probabilities = _shares([_dot(weights, row) for row in choice.rows])
            mean = [sum(p * row[i] for p, row in zip(probabilities, choice.rows, strict=True)) for i in range(size)]
            for i in range(size):
                gradient[i] += choice.weight * (choice.rows[choice.right][i] - mean[i])
            for p, row in zip(probabilities, choice.rows, strict=True):
                _add_square(curvature, [x - m for x, m in zip(row, mean, strict=True)], choice.weight * p)
        return gradient, curvature

    return _climb([0.0] * size, slope)


def fit_outcomes(outcomes: Sequence[Outcome], size: int) -> Vector:
    """The weights of the logistic curve under which the outcomes are most probable."""

    def slope(weights: Vector) -> tuple[Vector, Matrix]:
        gradient, curvature = _ridge(weights)
        for outcome in outcomes:
            p = logistic(_dot(weights, outcome.found))
            for i in range(size):
                gradient[i] += outcome.weight * (outcome.right - p) * outcome.found[i]
            _add_square(curvature, outcome.found, outcome.weight * p * (1 - p))
        return gradient, curvature

    return _climb([0.0] * size, slope)


def _ridge(weights: Vector) -> tuple[Vector, Matrix]:
    size = len(weights)
    return [-_RIDGE * w for w in weights], [[_RIDGE * (i == j) for j in range(size)] for i in range(size)]


def _climb(weights: Vector, slope: _Slope) -> Vector:
    for _ in range(_STEPS):
        gradient, curvature = slope(weights)
        step = solved(curvature, gradient)
        longest = max(map(abs, step))
        shrink = min(1.0, _LONGEST_STEP / longest) if longest else 0.0
        weights = [w + shrink * s for w, s in zip(weights, step, strict=True)]
        if longest < _STILL:
            break
    return weights


def solved(matrix: Matrix, right: Vector) -> Vector:
    """x in matrix · x = right, by Gauss with pivots. The matrix must not be singular."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda j: abs(rows[j][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(size):
            if j != i and (factor := rows[j][i] / rows[i][i]):
                rows[j] = [x - factor * y for x, y in zip(rows[j], rows[i], strict=True)]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _shares(logits: Iterable[float]) -> Vector:
    logits = list(logits)
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]


def _add_square(matrix: Matrix, vector: Sequence[float], weight: float) -> None:
    for i, x in enumerate(vector):
        for j, y in enumerate(vector):
            matrix[i][j] += weight * x * y
