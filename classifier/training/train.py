"""Texts → artefact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifier.calibration import SIGNALS, Calibration
from classifier.classifier import said
from classifier.model import Artefact, Model
from classifier.ranking import Evidence, evidence, ranked, signals
from classifier.terms import clauses
from classifier.texts import Example, Texts, fingerprint
from classifier.training.linear import fitted, postings, read

UNFITTED: Final = Calibration(evidence=(9.0, 2.0), signals=(0.0,) * len(SIGNALS), others=0.5)
"""Where a model starts from; `fit_ranker` and `fit_curve` replace it."""

MUCH_SHORTER: Final = 0.6
_HELD_OUT: Final = 8  # one phrasing in so many is kept for fitting the ranker and the curve
_OF_MESSAGES: Final = 2.0  # a message's weight against
_OF_PHRASINGS: Final = 0.25  # a held-out phrasing's, which is shorter and stranger than messages are
_RIVALS: Final = 12  # wrong candidates that the right one is compared with


def train(texts: Texts, *, built_from: str | None = None) -> Artefact:
    """A model of the catalog and one of the standing questions; the same texts give the same artefact.

    `built_from`: the fingerprint that it carries; the texts' own if none is given.

    The linear machines are trained twice. First without every eighth phrasing: on those, and on messages unlike the
    phrasings, the ranker's and the curve's few numbers are fitted. Then with all of them.
    """
    kept = {
        code: [t for at, t in enumerate(all_of) if not _is_held_out(at)] for code, all_of in texts.phrasings.items()
    }
    held_out = [
        Example(text, code)
        for code, all_of in texts.phrasings.items()
        for at, text in enumerate(all_of)
        if _is_held_out(at)
    ]
    first = learned(kept, texts.names, texts.none, UNFITTED)
    weighted = [(one, _OF_MESSAGES) for one in texts.messages] + [(one, _OF_PHRASINGS) for one in held_out]
    calibration = calibrated(first, weighted)
    return Artefact(
        built_from=built_from or fingerprint(texts),
        services=learned(texts.phrasings, texts.names, texts.none, calibration),
        faq=learned(texts.faq, {}, {}, calibration),
    )


def learned(
    phrasings: Mapping[str, Sequence[str]],
    names: Mapping[str, Sequence[str]],
    none: Mapping[str, Sequence[str]],
    calibration: Calibration,
) -> Model:
    """The linear machines and the index of these phrasings."""
    codes = tuple(phrasings)
    of_services = [(text, at) for at, code in enumerate(codes) for text in (*phrasings[code], *names.get(code, ()))]
    of_none = [(text, len(codes) + at) for at, kind in enumerate(none) for text in none[kind]]
    known = read(of_services + of_none)
    weights, bias = fitted(known, len(codes) + len(none))
    return Model(
        codes=codes,
        space=known.space,
        weights=weights,
        bias=bias,
        postings=postings(known),
        owners=known.owners,
        literal=_literal(phrasings),
        calibration=calibration,
    )


def calibrated(model: Model, examples: Sequence[tuple[Example, float]]) -> Calibration:
    """The ranker's weights and the curve's, fitted on examples that the model has not seen; each with its weight."""
    ranker = fit_ranker(model, examples)
    return fit_curve(replace(model, calibration=replace(UNFITTED, evidence=ranker)), examples)


def fit_ranker(model: Model, examples: Sequence[tuple[Example, float]]) -> tuple[float, ...]:
    """Weights of the evidence under which right candidates stand above wrong ones (a logistic pairwise ranker)."""
    rows: list[np.ndarray] = []
    weights: list[float] = []
    number = {code: at for at, code in enumerate(model.codes)}
    for example, weight in examples:
        found = evidence(model, clauses(example.text)) if example.service in number else None
        if found is None:
            continue
        right, wrong = _parted(found, number[str(example.service)])
        if right is not None and len(wrong):
            rows.extend(right - wrong)
            weights.extend([weight / len(wrong)] * len(wrong))
    differences = np.array(rows)
    both = np.concatenate([differences, -differences])
    labels = np.repeat([1, 0], len(differences))
    fit = LogisticRegression(fit_intercept=False, C=10.0).fit(both, labels, sample_weight=np.tile(weights, 2))
    return tuple(round(float(weight), 4) for weight in fit.coef_[0])


def _parted(found: Evidence, right: int) -> tuple[np.ndarray | None, np.ndarray]:
    """The right candidate's row, if it is a candidate; and its strongest rivals'."""
    is_right = found.candidates == right
    if not is_right.any():
        return None, found.rows[:0]
    wrong = found.rows[~is_right]
    return found.rows[is_right][0], wrong[np.argsort(-(wrong @ np.array(UNFITTED.evidence)), kind="stable")[:_RIVALS]]


def fit_curve(model: Model, examples: Sequence[tuple[Example, float]]) -> Calibration:
    """The curve from what is known about an answer to the probability that it is right."""
    found, rights, weights = [], [], []
    wrong = followed = 0
    for example, weight in examples:
        ranking = ranked(model, clauses(example.text))
        if ranking is None:
            continue
        best = [model.codes[at] for at in ranking.best()[:5]]
        right = best[0] == example.service
        found.append(signals(ranking))
        rights.append(right)
        weights.append(weight)
        if not right and weight == _OF_MESSAGES:
            wrong += 1
            followed += example.service in best
    fit = LogisticRegression(fit_intercept=False, C=10.0, max_iter=2000).fit(
        np.array(found), np.array(rights), sample_weight=np.array(weights)
    )
    return Calibration(
        evidence=model.calibration.evidence,
        signals=tuple(round(float(weight), 4) for weight in fit.coef_[0]),
        others=round(followed / max(wrong, 1), 3),
    )


def _is_held_out(at: int) -> bool:
    return at % _HELD_OUT == _HELD_OUT // 2


def _literal(phrasings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """What each phrasing says → its service.

    Where two services' phrasings say the same, the much shorter one says it literally ("нет света" beside "у соседей
    свет есть, у нас нет"); if neither is, it is told of none.
    """
    found: dict[str, dict[int, int]] = {}
    for service, texts in enumerate(phrasings.values()):
        for text in texts:
            shortest = found.setdefault(said(clauses(text)), {})
            shortest[service] = min(len(text), shortest.get(service, len(text)))
    literal = {words: _shortest(lengths) for words, lengths in found.items() if words}
    return {words: service for words, service in literal.items() if service is not None}


def _shortest(lengths: Mapping[int, int]) -> int | None:
    first, *others = sorted(lengths, key=lengths.__getitem__)
    return first if not others or lengths[first] <= MUCH_SHORTER * lengths[others[0]] else None
