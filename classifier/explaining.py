"""Which of a text's words spoke for a class."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from typing import Final

import numpy as np

from classifier.model import Model
from classifier.terms import Clause

_WORDS_SHOWN: Final = 6


def speaking(model: Model, parts: Sequence[Clause], classes: Sequence[int]) -> list[tuple[str, ...]]:
    """For each class, the words whose features speak for it most, in the message's order."""
    space = model.space
    words = {word.text: space.of_word(word) for clause in parts for word in clause}
    texts = list(words)
    numbers = [number for told in words.values() for number, _ in told]
    weights = np.array([weight for told in words.values() for _, weight in told], dtype=np.float32)
    word_of = np.repeat(np.arange(len(texts)), [len(told) for told in words.values()])
    rows = np.array(numbers, dtype=np.int32)
    weights = weights * space.importance[rows] if len(rows) else weights
    place, columns, values = model.weights.cells(rows)
    asked = np.full(model.weights.width, -1)
    asked[classes] = np.arange(len(classes))
    is_asked = asked[columns] >= 0
    place, columns, values = place[is_asked], columns[is_asked], values[is_asked]
    cell = asked[columns] * len(texts) + word_of[place]
    gains = np.bincount(cell, values * weights[place], minlength=len(classes) * len(texts))
    found = []
    for of_class in gains.reshape(len(classes), len(texts)):
        shown = nlargest(_WORDS_SHOWN, np.flatnonzero(of_class > 0).tolist(), key=of_class.__getitem__)
        found.append(tuple(texts[at] for at in sorted(shown)))
    return found
