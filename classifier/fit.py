"""Fit the classifier's numbers and say how good they are: `python -m classifier.fit`.

    python -m classifier.fit [--catalog cities/kostanay/catalog] [--messages tests/data/messages_dev.jsonl] [--dry]

Two fits, one after the other. First the weights of the evidence (`ranking.EVIDENCE`), so that the right service is
the most probable. Then the curve from what is known about an answer (`calibration.SIGNALS`) to the probability that
it is right. Both learn from

- every other message of `--messages` (JSON lines: text, service or null, language), and
- phrasings of the catalog, each ranked by an index that was built without it. They are harder than messages (a few
  words, the common ways of saying it are taken) and count less.

The other messages are for the figures that it prints and writes beside the numbers into `calibration.json`: how often
the first service is right, one of the first three, the sphere; and how right each band of confidence is. Run it after
the catalog, the concepts or the ranking change. Takes about two minutes; the same inputs give the same numbers.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import yaml

from classifier.calibration import DATA, SIGNALS, Calibration
from classifier.classifier import ACT, ASK, Classifier, signals
from classifier.fitting import Choice, Outcome, fit_choices, fit_outcomes
from classifier.index import Index
from classifier.ranking import EVIDENCE, evidence, ranked, read

_FOLDS: Final = 8  # of the phrasings are left out, one a service and fold
_CANDIDATES: Final = 60  # a choice; the rest are far behind
_OF_MESSAGES: Final = 2.0  # a message's weight against
_OF_PHRASINGS: Final = 0.25  # a phrasing's
_ONE_IN: Final = 2  # messages is for fitting, the other for the figures

log = logging.getLogger("classifier.fit")


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the service it means (None: no municipal matter), and the index that may answer it."""

    text: str
    service: str | None
    index: Index
    weight: float


def main() -> None:
    """Fit, print, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--catalog", type=Path, default=Path("cities/kostanay/catalog"))
    options.add_argument("--messages", type=Path, default=Path("tests/data/messages_dev.jsonl"))
    options.add_argument("--dry", action="store_true", help="print, do not write")
    chosen = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    phrasings, names = catalog(chosen.catalog)
    index = Index(phrasings, names)
    messages = [
        Example(record["text"], record["service"], index, _OF_MESSAGES)
        for record in map(json.loads, chosen.messages.read_text("utf-8").splitlines())
    ]
    examples = [*messages[::_ONE_IN], *left_out(phrasings, names)]
    numbers = fitted_numbers(examples)
    classifier = Classifier(index, Calibration.from_mapping(numbers, EVIDENCE), {}, fillers_tell=False)
    numbers["figures"] = {
        "fitted": figures(classifier, messages[::_ONE_IN]),
        "held out": figures(classifier, messages[1::_ONE_IN]),
    }
    log.info("%s", json.dumps(numbers, indent=1))
    if not chosen.dry:
        DATA.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")


def catalog(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Code → phrasings, and code → names, of a city's catalog files."""
    services: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.yaml")):
        services += yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    phrasings = {s["code"]: [text for language in s["phrasings"].values() for text in language] for s in services}
    return phrasings, {s["code"]: [s["ru"], s["kk"]] for s in services}


def left_out(phrasings: Mapping[str, Sequence[str]], names: Mapping[str, Sequence[str]]) -> Iterator[Example]:
    """Phrasings, each with an index that does not hold it."""
    for fold in range(_FOLDS):
        # Steps through both languages: a service's Russian phrasings come first, about three in five.
        out = {code: (fold * len(texts)) // _FOLDS for code, texts in phrasings.items()}
        kept = {code: [t for at, t in enumerate(texts) if at != out[code]] for code, texts in phrasings.items()}
        index = Index(kept, names)
        for code, texts in phrasings.items():
            yield Example(texts[out[code]], code, index, _OF_PHRASINGS)


def fitted_numbers(examples: Sequence[Example]) -> dict[str, Any]:
    """The evidence's weights, the curve's, and how often a wrong first is followed by the right one."""
    weights = fit_choices([choice for example in examples if (choice := _choice(example))], len(EVIDENCE))
    outcomes: list[Outcome] = []
    wrong = followed = 0
    for example in examples:
        ranking = ranked(example.index, example.text, tuple(weights))
        if not (best := [example.index.codes[at] for at in ranking.best(5)]):
            continue
        right = best[0] == example.service
        outcomes.append(Outcome(signals(ranking), right, example.weight))
        if not right and example.weight == _OF_MESSAGES:
            wrong += 1
            followed += example.service in best
    curve = fit_outcomes(outcomes, len(SIGNALS))
    return {
        "evidence": _rounded(EVIDENCE, weights),
        "signals": _rounded(SIGNALS, curve),
        "others": round(followed / max(wrong, 1), 3),
    }


def _choice(example: Example) -> Choice | None:
    table = evidence(example.index, read(example.index, example.text)[0])
    codes = {example.index.codes[at]: row for at, row in table.items()}
    if example.service not in codes:
        return None
    right = codes.pop(example.service)
    others = islice(sorted(codes.values(), reverse=True), _CANDIDATES)
    return Choice([right, *others], 0, example.weight)


def _rounded(names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in zip(names, values, strict=True)}


def figures(classifier: Classifier, examples: Sequence[Example]) -> dict[str, Any]:
    """Shares of right answers, of the municipal messages; and the bands' of all."""
    answers = [(example, classifier.rank(example.text)) for example in examples]
    municipal = [(example.service, [c.code for c in found]) for example, found in answers if example.service]
    bands: dict[str, list[bool]] = {"act": [], "ask": [], "inspector": []}
    for example, found in answers:
        confidence = found[0].confidence if found else 0.0
        band = "act" if confidence >= ACT else "ask" if confidence >= ASK else "inspector"
        bands[band].append(bool(found) and found[0].code == example.service)
    return {
        "messages": len(municipal),
        "first": _share([codes[:1] == [service] for service, codes in municipal]),
        "in three": _share([service in codes[:3] for service, codes in municipal]),
        "sphere": _share([_sphere(codes[0]) == _sphere(service) if codes else False for service, codes in municipal]),
        "bands": {band: {"messages": len(rights), "right": _share(rights)} for band, rights in bands.items()},
    }


def _sphere(code: str) -> str:
    return code.rpartition("-")[0]


def _share(rights: Sequence[bool]) -> float:
    return round(sum(rights) / max(len(rights), 1), 3)


if __name__ == "__main__":
    main()
