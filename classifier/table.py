"""A sparse matrix that is read by rows: feature → what it tells of each column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of (column, value) cells, one row after the other (compressed sparse rows)."""

    starts: Ints  # of each row, and the end of the last
    columns: Ints
    values: Floats
    width: int  # columns

    def cells(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """All cells of these rows: at which place of `rows` each stands, its column, its value."""
        first = self.starts[rows]
        lengths = self.starts[rows + 1] - first
        place = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        ends = np.cumsum(lengths)
        at = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int32) + np.repeat(first - ends + lengths, lengths)
        return place, self.columns[at], self.values[at]

    def summed(self, rows: Ints, weights: Floats) -> Sums:
        """The rows, each times its weight, added up: one number a column."""
        place, columns, values = self.cells(rows)
        sums: Sums = np.bincount(columns, values * weights[place], minlength=self.width).astype(np.float64, copy=False)
        return sums
