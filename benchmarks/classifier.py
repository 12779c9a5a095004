"""The classifier's speed and accuracy beside what one would write in five lines.

    python -m benchmarks.classifier [--city cities/kostanay] [--messages tests/data/messages_open.jsonl]

The others know the same phrasings: rapidfuzz's token_set_ratio against each of them, TF-IDF of letter pieces with a
linear SVM (scikit-learn's, on the commonest pieces), and the standard library's difflib (on every 40th message: it
takes seconds). All run one after the other over the same messages in this one process, on one core, so the ratios hold
on any machine. Messages are timed by the processor's clock and each for the first time, as in service: no answer is
remembered, words mostly are not. The first half of the messages warms the caches and is not counted.

Then the same messages against a tenth of the phrasings: how the time grows with the catalog. And the memory that a
loaded model takes.
"""

from __future__ import annotations

import argparse
import difflib
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from app.city.load import load_texts, read_model
from classifier.classifier import Classifier
from classifier.model import Model
from classifier.normalise import normalise
from classifier.training.train import learned

Ranker = Callable[[str], list[str]]  # text → codes, best first

_TIMES = 10  # fewer phrasings, for the growth
_PIECES = 20_000  # of words that the SVM may weigh: with all of them its weights take over a gigabyte


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--city", type=Path, default=Path("cities/kostanay"))
    options.add_argument("--messages", type=Path, default=Path("tests/data/messages_open.jsonl"))
    chosen = options.parse_args()

    before = memory()
    started = time.process_time()
    model = read_model(chosen.city).services
    loaded = time.process_time() - started
    print(f"loaded in {loaded:.2f} s, {memory() - before:.0f} MB more of {memory():.0f} MB")

    phrasings = load_texts(chosen.city).phrasings
    print(f"{len(phrasings)} services, {sum(map(len, phrasings.values()))} phrasings")
    records = [json.loads(line) for line in chosen.messages.read_text("utf-8").splitlines()]
    messages = [(record["text"], record["service"]) for record in records if record["service"]]
    for text, _ in messages[::2]:
        Classifier(model, model.codes).rank(text)
    held = messages[1::2]

    texts = [(normalise(text), code) for code, all_of in phrasings.items() for text in all_of]
    rows = [
        ("classifier", *measured(by_classifier(model), held)),
        ("token_set_ratio", *measured(over_all(texts), held)),
        ("TF-IDF and SVM", *measured(by_svm(texts), held)),
        ("difflib", *measured(by_difflib(texts), held[::40])),
    ]
    base = rows[0][1]
    print(f"{'':16} {'median':>9} {'p99':>9} {'times':>7} {'first':>6} {'in 3':>6}")
    for name, median, high, first, three in rows:
        print(f"{name:16} {median:6.2f} ms {high:6.2f} ms {median / base:7.1f} {first:6.1%} {three:6.1%}")

    few = {code: all_of[::_TIMES] for code, all_of in phrasings.items()}
    median, *_ = measured(by_classifier(learned(few, {}, {}, model.calibration)), held)
    print(f"a {_TIMES}th of the phrasings: median {median:.2f} ms; all of them take {base / median:.2f} times as long")
    print(f"100 kB of text: {flood(Classifier(model, model.codes)):.1f} ms")


def memory() -> float:
    """The most that this process ever took, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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


def by_classifier(model: Model) -> Ranker:
    classifier = Classifier(model, model.codes)
    return lambda text: [candidate.code for candidate in classifier.rank(text)]


def over_all(texts: Sequence[tuple[str, str]]) -> Ranker:
    choices = [text for text, _ in texts]

    def rank(text: str) -> list[str]:
        found = process.extract(normalise(text), choices, scorer=fuzz.token_set_ratio, limit=30)
        return list(dict.fromkeys(texts[at][1] for _, _, at in found))

    return rank


def by_svm(texts: Sequence[tuple[str, str]]) -> Ranker:
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=_PIECES, sublinear_tf=True)
    matrix = vectorizer.fit_transform(text for text, _ in texts)
    svm = LinearSVC(tol=0.1, max_iter=30).fit(matrix, [code for _, code in texts])

    def rank(text: str) -> list[str]:
        scores = svm.decision_function(vectorizer.transform([normalise(text)]))[0]
        return [str(svm.classes_[at]) for at in np.argsort(-scores)[:5]]

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
