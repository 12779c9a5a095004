"""The classifier's speed and accuracy beside what one would write in five lines.

    python -m benchmarks.classifier [--catalog cities/kostanay/catalog] [--messages tests/data/messages_dev.jsonl]

The others compare a message with every phrasing: rapidfuzz's token_set_ratio, and the standard library's difflib
(on every 20th message: it takes seconds). All run one after the other over the same messages in this one process, so
the ratios hold on any machine. Messages are timed by the processor's clock and each for the first time, as in service:
no answer is remembered, words mostly are not. The first half of the messages warms the caches and is not counted.
"""

from __future__ import annotations

import argparse
import difflib
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from classifier.classifier import Classifier
from classifier.fit import catalog
from classifier.normalise import normalise

Ranker = Callable[[str], list[str]]  # text → codes, best first


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--catalog", type=Path, default=Path("cities/kostanay/catalog"))
    options.add_argument("--messages", type=Path, default=Path("tests/data/messages_dev.jsonl"))
    chosen = options.parse_args()
    phrasings, names = catalog(chosen.catalog)
    records = [json.loads(line) for line in chosen.messages.read_text("utf-8").splitlines()]
    messages = [(record["text"], record["service"]) for record in records if record["service"]]

    started = time.process_time()
    classifier = Classifier.build(phrasings, names)
    built = time.process_time() - started
    print(f"{len(phrasings)} services, {sum(map(len, phrasings.values()))} phrasings: built in {built:.2f} s")
    for text, _ in messages[::2]:
        classifier.rank(text)

    texts = [(normalise(text), code) for code, all_of in phrasings.items() for text in all_of]
    held = messages[1::2]
    rows = [
        ("classifier", *measured(lambda text: [c.code for c in classifier.rank(text)], held)),
        ("token_set_ratio", *measured(over_all(texts), held)),
        ("difflib", *measured(by_difflib(texts), held[::20])),
    ]
    base = rows[0][1]
    print(f"{'':16} {'median':>9} {'p99':>9} {'times':>7} {'first':>6} {'in 3':>6}")
    for name, median, high, first, three in rows:
        print(f"{name:16} {median:6.2f} ms {high:6.2f} ms {median / base:7.1f} {first:6.1%} {three:6.1%}")
    print(f"100 kB of text: {flood(classifier):.1f} ms")


def measured(rank: Ranker, messages: Sequence[tuple[str, str]]) -> tuple[float, float, float, float]:
    """Median and 99th percentile in ms; the shares of messages with the right service first, and among three."""
    took: list[float] = []
    first = three = 0
    for text, service in messages:
        started = time.process_time()
        codes = rank(text)
        took.append(1000 * (time.process_time() - started))
        first += codes[:1] == [service]
        three += service in codes[:3]
    took.sort()
    high = took[int(0.99 * len(took))]
    return statistics.median(took), high, first / len(messages), three / len(messages)


def over_all(texts: Sequence[tuple[str, str]]) -> Ranker:
    choices = [text for text, _ in texts]

    def rank(text: str) -> list[str]:
        found = process.extract(normalise(text), choices, scorer=fuzz.token_set_ratio, limit=30)
        return list(dict.fromkeys(texts[at][1] for _, _, at in found))

    return rank


def by_difflib(texts: Sequence[tuple[str, str]]) -> Ranker:
    def rank(text: str) -> list[str]:
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(normalise(text))
        scores: dict[str, float] = {}
        for phrasing, code in texts:
            matcher.set_seq1(phrasing)
            scores[code] = max(matcher.ratio(), scores.get(code, 0.0))
        return sorted(scores, key=lambda code: -scores[code])[:30]

    return rank


def flood(classifier: Classifier) -> float:
    text = "Третий день нет горячей воды, дом 5, когда дадут? " * 2000
    started = time.process_time()
    classifier.rank(text)
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
