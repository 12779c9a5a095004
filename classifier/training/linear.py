"""Phrasings → the space they span and the weights of its features, one linear machine a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from classifier.features import PIECE, features
from classifier.space import Space
from classifier.table import Floats, Ints, Table
from classifier.terms import Clause, clauses

_SEEN: Final = 2  # phrasings that must share a piece of a word; a whole word counts from the first
_COST: Final = 1.0  # of a phrasing on the wrong side
_CELLS: Final = 1_700_000  # weights of a model, the heaviest of each class; the rest are near nought
_SLIGHT: Final = 0.01  # a weight below this is none
_STOP: Final = 0.1  # liblinear's tolerance
_ITERATIONS: Final = 100
_NEAR: Final = 1500  # phrasings of other classes at least that a class is told from one by one,
_COMPARED: Final = 100_000  # or this many for all classes together, where there are few of them,
_ONE_OF: Final = 16  # and of the rest one of so many
_BLOCK: Final = 16  # classes that one process takes at a time


@dataclass(frozen=True, slots=True)
class Read:
    """The phrasings as a matrix."""

    space: Space
    parts: Sequence[Sequence[Clause]]  # of each phrasing
    matrix: Any  # scipy's csr_matrix: phrasing × feature
    owners: Ints  # phrasing → class


def read(texts: Sequence[tuple[str, int]]) -> Read:
    """Phrasings with their classes, read; importance is scikit-learn's smoothed idf: ln((1 + n) / (1 + df)) + 1."""
    parts = [clauses(text) for text, _ in texts]
    shared = Counter(chain.from_iterable(map(features, parts)))
    names = sorted(
        (f for f, count in shared.items() if count >= _SEEN or not f.startswith(PIECE)),
        key=lambda f: (f.startswith(PIECE), f),
    )
    counts = np.array([shared[name] for name in names], dtype=np.float64)
    importance = (np.log((1 + len(parts)) / (1 + counts)) + 1).astype(np.float32)
    space = Space(tuple(names), importance)
    vectors = [space.vector(of_text) for of_text in parts]
    starts = np.cumsum([0, *(len(vector.features) for vector in vectors)])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([vector.weights for vector in vectors]).astype(np.float64),
            np.concatenate([vector.features for vector in vectors]),
            starts,
        ),
        shape=(len(texts), len(names)),
    )
    return Read(space, parts, matrix, np.array([owner for _, owner in texts], dtype=np.int32))


def fitted(known: Read, classes: int) -> tuple[Table, Floats]:
    """Each class's heaviest weights, and its bias. Runs on all cores; the same input gives the same weights."""
    blocks = [range(start, min(start + _BLOCK, classes)) for start in range(0, classes, _BLOCK)]
    # Processes, not threads: liblinear's random numbers are one stream a process.
    kept, near = _CELLS // classes, max(_NEAR, _COMPARED // classes)
    run = delayed(_machines)
    done = Parallel(n_jobs=-1)(run(known.matrix, known.owners, block, kept, near) for block in blocks)
    machines = list(chain.from_iterable(done))
    return (
        _table(
            rows=np.concatenate([kept for kept, _, _ in machines]),
            columns=np.repeat(np.arange(classes), [len(kept) for kept, _, _ in machines]),
            values=np.concatenate([weights for _, weights, _ in machines]),
            shape=(len(known.space.features), classes),
        ),
        np.array([bias for _, _, bias in machines], dtype=np.float32),
    )


def _machines(
    matrix: Any,  # noqa: ANN401 (scipy's csr_matrix)
    owners: Ints,
    block: Sequence[int],
    most: int,
    compared: int,
) -> list[tuple[Ints, Floats, float]]:
    """For each class of the block: which weights are kept, at most so many, these, and the bias.

    A class is told from its nearest phrasings of other classes, and from every so many of the far ones, which count
    for their like: all of them would take eight times as long for the same weights.
    """
    sums = sparse.csr_matrix(
        (np.ones(len(owners)), (owners, np.arange(len(owners)))), shape=(int(owners.max()) + 1, len(owners))
    )
    centres = sums[list(block)] @ matrix
    likeness = np.asarray((centres @ matrix.T).todense())
    found = []
    for of_class, like in zip(block, likeness, strict=True):
        own = owners == of_class
        others = np.flatnonzero(~own)
        others = others[np.argsort(-like[others], kind="stable")]
        near, far = others[:compared], others[compared::_ONE_OF]
        rows = np.concatenate([np.flatnonzero(own), near, far])
        weight = np.concatenate([np.ones(own.sum() + len(near)), np.full(len(far), float(_ONE_OF))])
        svm = LinearSVC(C=_COST, tol=_STOP, max_iter=_ITERATIONS, random_state=0)
        svm.fit(matrix[rows], own[rows], sample_weight=weight)
        weights = svm.coef_[0]
        kept = np.argsort(-np.abs(weights), kind="stable")[:most]
        kept = kept[np.abs(weights[kept]) >= _SLIGHT]
        kept.sort()
        found.append((kept.astype(np.int32), weights[kept].astype(np.float32), float(svm.intercept_[0])))
    return found


def _table(rows: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], shape: tuple[int, int]) -> Table:
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=shape)
    matrix.sort_indices()
    return Table(
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data.astype(np.float32), shape[1]
    )
