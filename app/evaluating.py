"""`intake evaluate`: how well labelled messages are understood."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.city.messages import messages_of
from classifier.evaluation import Answer, evaluated
from classifier.texts import Example
from intake_core.city import City
from intake_core.understanding.findings import ranked_services


def evaluated_file(path: Path, city: City) -> dict[str, Any]:
    """The figures of JSON lines `{"text","service"[, "language"]}`. Raises CityDataError naming faulty lines."""
    return evaluated_texts(messages_of(path, city.services.keys()), city)


def evaluated_texts(examples: Sequence[Example], city: City) -> dict[str, Any]:
    """See `classifier.evaluation.evaluated`; each message goes the way that a citizen's goes."""
    return evaluated([Answer(one.service, one.language, ranked_services(one.text, city)) for one in examples])


def as_text(figures: dict[str, Any], city: City) -> str:
    """The figures as a person reads them."""
    lines = [
        f"{figures['messages']} messages, {figures['with_service']} of them mean a service",
        f"first {_percent(figures['top_1'])}   in three {_percent(figures['top_3'])}",
        f"mean reciprocal rank {figures['mrr']}   sphere {_percent(figures['sphere'])}",
        f"calibration error {figures['calibration_error']}",
        "",
        f"{'band':10} {'covers':>8} {'right':>8} {'in three':>9}",
        *(
            f"{band:10} {_percent(row['coverage']):>8} {_percent(row['precision']):>8} {_percent(row['in_three']):>9}"
            for band, row in figures["bands"].items()
        ),
        f"left to a person of those of no service: {_percent(figures['no_service']['left_to_a_person'])}",
    ]
    for title, parts in (("language", figures["by_language"]), ("sphere", figures["by_sphere"])):
        lines += ["", f"{title:18} {'messages':>8} {'first':>8} {'in three':>9}"]
        lines += [
            f"{key:18} {row['with_service']:8} {_percent(row['top_1']):>8} {_percent(row['top_3']):>9}"
            for key, row in parts.items()
        ]
    lines += ["", "most often taken for one another (meant → given):"]
    lines += [
        f"{times:3} × {_named(meant, city)} → {_named(given, city)}" for meant, given, times in figures["confusions"]
    ]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _named(code: str, city: City) -> str:
    return f"{code} {city.services[code].name.ru}" if code in city.services else "nothing"
