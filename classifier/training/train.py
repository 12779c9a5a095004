"""Texts → artefact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifier.calibration import SIGNALS, Calibration
from classifier.classifier import said
from classifier.model import Artefact, Model
from classifier.ranking import ranked, signals
from classifier.terms import Clause, clauses
from classifier.texts import Example, Texts, fingerprint
from classifier.training.linear import fitted, read

UNFITTED: Final = Calibration(sharpness=9.0, signals=(0.0,) * len(SIGNALS), others=0.5)
"""Where a model starts from; `calibrated` replaces it."""

Heard = tuple[Sequence[Clause], str | None, float]
"""A message's clauses, the service it means, its weight."""

MUCH_SHORTER: Final = 0.6
_HELD_OUT: Final = 8  # one phrasing in so many is kept for the calibration
_OF_MESSAGES: Final = 2.0  # a message's weight against
_OF_PHRASINGS: Final = 0.03  # a held-out phrasing's, of which there are thousands; a message's that means no service:
_OF_NONE: Final = 0.25  # the file holds more of these than citizens send
_OF_NO_DANGER: Final = 6  # one in so many phrasings of harmless services shows what danger is not
_RIVALS: Final = 12  # wrong candidates that the right one is compared with


def train(texts: Texts, *, built_from: str | None = None) -> Artefact:
    """A model of the catalog and one of the standing questions; the same texts give the same artefact.

    `built_from`: the fingerprint that it carries; the texts' own if none is given.

    The linear machines are trained twice. First without every eighth phrasing: on those, and on messages unlike the
    phrasings, the few numbers of the calibration are fitted. Then with all of them.
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
    weighted = [(one, _OF_MESSAGES if one.service else _OF_NONE) for one in texts.messages]
    weighted += [(one, _OF_PHRASINGS) for one in held_out]
    calibration = calibrated(first, weighted)
    return Artefact(
        built_from=built_from or fingerprint(texts),
        services=learned(texts.phrasings, texts.names, texts.none, calibration),
        faq=learned(texts.faq, {}, {}, calibration),
        dangers=learned(texts.dangers, {}, {"none": _no_dangers(texts)}, calibration),
    )


def _no_dangers(texts: Texts) -> list[str]:
    """What only sounds like danger, and some of what services that are no matter of danger are told."""
    endangered = {text for all_of in texts.dangers.values() for text in all_of}
    others = [text for all_of in texts.phrasings.values() for text in all_of if text not in endangered]
    return [*texts.no_dangers, *others[::_OF_NO_DANGER]]


def learned(
    phrasings: Mapping[str, Sequence[str]],
    names: Mapping[str, Sequence[str]],
    none: Mapping[str, Sequence[str]],
    calibration: Calibration,
) -> Model:
    """The linear machines and the index of these phrasings."""
    codes = tuple(phrasings)
    of_services = [
        (text, at, is_said)
        for at, code in enumerate(codes)
        for texts, is_said in ((phrasings[code], True), (names.get(code, ()), False))
        for text in texts
    ]
    of_none = [(text, len(codes) + at) for at, kind in enumerate(none) for text in none[kind]]
    known = read([(text, at) for text, at, _ in of_services] + of_none)
    weights, bias = fitted(known, len(codes) + len(none))
    read_services = zip(known.parts, of_services, strict=False)
    return Model(
        codes=codes,
        space=known.space,
        weights=weights,
        bias=bias,
        literal=_literal((said(parts), len(text), at) for parts, (text, at, is_said) in read_services if is_said),
        calibration=calibration,
    )


def calibrated(model: Model, examples: Sequence[tuple[Example, float]]) -> Calibration:
    """The sharpness and the curve, fitted on examples that the model has not seen; each with its weight."""
    heard = [(clauses(one.text), one.service, weight) for one, weight in examples]
    sharpness = fit_sharpness(model, heard)
    return fit_curve(replace(model, calibration=replace(UNFITTED, sharpness=sharpness)), heard)


def fit_sharpness(model: Model, examples: Sequence[Heard]) -> float:
    """The one weight under which right services are most probable beside their rivals (logistic, by pairs)."""
    gains: list[float] = []
    weights: list[float] = []
    number = {code: at for at, code in enumerate(model.codes)}
    for parts, service, weight in examples:
        ranking = ranked(model, parts) if service in number else None
        if ranking is None:
            continue
        right = number[str(service)]
        rivals = [at for at in ranking.order[: _RIVALS + 1] if at != right]
        gains.extend(float(ranking.scores[right] - ranking.scores[at]) for at in rivals)
        weights.extend([weight / len(rivals)] * len(rivals))
    both = np.array([*gains, *(-gain for gain in gains)])[:, np.newaxis]
    labels = np.repeat([1, 0], len(gains))
    fit = LogisticRegression(fit_intercept=False, C=10.0).fit(both, labels, sample_weight=np.tile(weights, 2))
    return round(float(fit.coef_[0, 0]), 4)


def fit_curve(model: Model, examples: Sequence[Heard]) -> Calibration:
    """The curve from what is known about an answer to the probability that it is right."""
    found, rights, weights = [], [], []
    wrong = followed = 0
    for parts, service, weight in examples:
        ranking = ranked(model, parts)
        if ranking is None:
            continue
        best = [model.codes[at] for at in ranking.order[:5]]
        right = best[0] == service
        found.append(signals(ranking))
        rights.append(right)
        weights.append(weight)
        if not right and weight == _OF_MESSAGES:
            wrong += 1
            followed += service in best
    fit = LogisticRegression(fit_intercept=False, C=10.0, max_iter=2000).fit(
        np.array(found), np.array(rights), sample_weight=np.array(weights)
    )
    return Calibration(
        sharpness=model.calibration.sharpness,
        signals=tuple(round(float(weight), 4) for weight in fit.coef_[0]),
        others=round(followed / max(wrong, 1), 3),
    )


def _is_held_out(at: int) -> bool:
    return at % _HELD_OUT == _HELD_OUT // 2


def _literal(phrasings: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    """What each phrasing says → its service; a phrasing is what it says, its length in characters, its service.

    Where two services' phrasings say the same, the much shorter one says it literally ("нет света" beside "у соседей
    свет есть, у нас нет"); if neither is, it is told of none.
    """
    found: dict[str, dict[int, int]] = {}
    for words, length, service in phrasings:
        shortest = found.setdefault(words, {})
        shortest[service] = min(length, shortest.get(service, length))
    literal = {words: _shortest(lengths) for words, lengths in found.items() if words}
    return {words: service for words, service in literal.items() if service is not None}


def _shortest(lengths: Mapping[int, int]) -> int | None:
    first, *others = sorted(lengths, key=lengths.__getitem__)
    return first if not others or lengths[first] <= MUCH_SHORTER * lengths[others[0]] else None
