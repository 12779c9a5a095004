"""The trained weights of a message's features, added up → the probability of each service."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.model import Model
from classifier.table import Sums
from classifier.terms import Clause

_WIDEST_MARGIN: Final = 3.0  # beyond, more margin tells nothing more


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found out about one message."""

    order: NDArray[np.intp]  # the services, the likeliest first; equals in the catalog's order
    scores: Sums  # of each service
    probabilities: Sums  # of each service, among the services
    none: float  # the score of "no service's matter"
    known: float  # share of the informative words that are known
    words: int  # informative words


def ranked(model: Model, parts: Sequence[Clause]) -> Ranking | None:
    """All services by what speaks for them; None if no word is known. Linear in the parts."""
    vector = model.space.vector(parts)
    if not len(vector.features):
        return None
    of_all = model.scores(vector)
    scores = of_all[: model.services]
    powers = np.exp(model.calibration.sharpness * (scores - scores.max()))
    words = [word for clause in parts for word in clause]
    return Ranking(
        order=np.argsort(-scores, kind="stable"),
        scores=scores,
        probabilities=powers / powers.sum(),
        none=float(of_all[model.services :].max(initial=-_WIDEST_MARGIN)),
        known=sum(map(model.space.knows, words)) / max(len(words), 1),
        words=len(words),
    )


def signals(ranking: Ranking) -> tuple[float, ...]:
    """What the calibration looks at, in the order of `calibration.SIGNALS`."""
    first = ranking.order[0]
    score, share = float(ranking.scores[first]), float(ranking.probabilities[first])
    margin = score - float(ranking.scores[ranking.order[1]]) if len(ranking.order) > 1 else _WIDEST_MARGIN
    return (
        1.0,
        score,
        min(margin, _WIDEST_MARGIN),
        share,
        ranking.known,
        math.log1p(ranking.words),
        max(ranking.none - score, -_WIDEST_MARGIN),
    )
