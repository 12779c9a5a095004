"""How good the answers to labelled messages are. Pure: answers in, figures out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from classifier.bands import Band, band_of
from classifier.classifier import Candidate, sphere_of

_BINS: Final = 10  # of confidence, of equal width
_CONFUSIONS: Final = 20  # are named


@dataclass(frozen=True, slots=True)
class Answer:
    """A message that was answered."""

    service: str | None  # that is meant; None: no service's matter
    language: str  # that it is written in, as the file says; "" if it does not say
    given: Sequence[Candidate]  # best first

    @property
    def rank(self) -> int:
        """Where the right service stands, from 1; 0 if it is not among the given."""
        return next((at for at, one in enumerate(self.given, 1) if one.code == self.service), 0)

    @property
    def confidence(self) -> float:
        """In the first."""
        return self.given[0].confidence if self.given else 0.0

    @property
    def band(self) -> Band:
        """What that allows."""
        return band_of(self.confidence)

    @property
    def sphere_is_right(self) -> bool:
        """Whether the first service is of the right one's sphere."""
        return bool(self.given) and sphere_of(self.given[0].code) == sphere_of(self.service or "")


def evaluated(answers: Sequence[Answer]) -> dict[str, Any]:
    """All figures; shares from 0 to 1, `None` where there is nothing to divide by.

    - `top_1`, `top_3`, `mrr` (mean reciprocal rank), `sphere`: of the messages that mean a service;
    - `by_language`, `by_sphere`: the same for parts of them;
    - `calibration_error`: expected calibration error of the first answer's confidence, ten bins, over all messages;
    - `bands`: what each band of confidence covers of all messages, how often its first answer is right, and one of
      its first three;
    - `no_service`: of the messages that mean none, the share that is left to a person;
    - `confusions`: the pairs [meant, given, times] most often taken for one another.
    """
    municipal = [answer for answer in answers if answer.service is not None]
    by_language, by_sphere = defaultdict(list), defaultdict(list)
    for answer in municipal:
        by_language[answer.language or "?"].append(answer)
        by_sphere[sphere_of(answer.service or "")].append(answer)
    others = [answer for answer in answers if answer.service is None]
    confusions = Counter(
        (answer.service, answer.given[0].code if answer.given else "") for answer in municipal if answer.rank != 1
    )
    return {
        "messages": len(answers),
        **_ranks(municipal),
        "by_language": {key: _ranks(part) for key, part in sorted(by_language.items())},
        "by_sphere": {key: _ranks(part) for key, part in sorted(by_sphere.items())},
        "calibration_error": _calibration_error(answers),
        "bands": _bands(answers),
        "no_service": {"messages": len(others), "left_to_a_person": _share(a.band is Band.REVIEW for a in others)},
        "confusions": [
            [meant, given, times]
            for (meant, given), times in sorted(confusions.items(), key=lambda pair: (-pair[1], str(pair[0])))
        ][:_CONFUSIONS],
    }


def _ranks(answers: Sequence[Answer]) -> dict[str, Any]:
    return {
        "with_service": len(answers),
        "top_1": _share(answer.rank == 1 for answer in answers),
        "top_3": _share(0 < answer.rank <= 3 for answer in answers),
        "mrr": _mean([1 / answer.rank if answer.rank else 0.0 for answer in answers]),
        "sphere": _share(answer.sphere_is_right for answer in answers),
    }


def _bands(answers: Sequence[Answer]) -> Mapping[str, Any]:
    parts: dict[Band, list[Answer]] = {band: [] for band in Band}
    for answer in answers:
        parts[answer.band].append(answer)
    return {
        band: {
            "coverage": _mean([1.0] * len(part), of=len(answers)),
            "precision": _share(answer.rank == 1 for answer in part),
            "in_three": _share(0 < answer.rank <= 3 for answer in part),
        }
        for band, part in parts.items()
    }


def _calibration_error(answers: Sequence[Answer]) -> float | None:
    """The mean distance between what a bin promises and what it keeps, weighted by the bins' sizes."""
    bins: list[list[Answer]] = [[] for _ in range(_BINS)]
    for answer in answers:
        bins[min(int(answer.confidence * _BINS), _BINS - 1)].append(answer)
    gaps = [abs(sum(a.confidence for a in part) - sum(a.rank == 1 for a in part)) for part in bins]
    return _mean(gaps, of=len(answers))


def _share(rights: Iterable[bool]) -> float | None:
    return _mean([float(right) for right in rights])


def _mean(values: Sequence[float], of: int | None = None) -> float | None:
    count = len(values) if of is None else of
    return round(sum(values) / count, 4) if count else None
