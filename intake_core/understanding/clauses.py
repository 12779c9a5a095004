"""A message as its words in order, with the places where a clause, a sentence or a question ends.

Words are normalised and folded (`classifier.normalise`): one spelling for ё and е, for жоқ and жок, for Latin
and Cyrillic. Rules look at clauses, because "запаха нет, но свет пропал" denies only its first half.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from classifier.normalise import fold_kazakh, normalise

# Marks become words that no language has, pass through `normalise` with the rest, and are taken out afterwards.
_CLAUSE: Final = "ъьъ"
_SENTENCE: Final = "ъъ"
_QUESTION: Final = "ъыъ"
_ENDS: Final = re.compile(
    r"(?P<question>[?？][?!.\s？]*)"
    r"|(?P<sentence>[!;…\n\r]+|\.(?=[\s.]|$)|(?<=[а-яёәіңғүұқөһ])\.(?=[А-ЯЁӘІҢҒҮҰҚӨҺа-яёәіңғүұқөһ]{3}))"
    r"|(?P<clause>[,:](?=\s|$)|(?<=[а-яёәіңғүұқөһ0-9])[,:](?=[А-ЯЁӘІҢҒҮҰҚӨҺа-яёәіңғүұқөһ])|\s[-–—]+\s|[()])"
)
# After these short forms a full stop ends nothing: ул. Абая 5 is one clause.
_ABBREVIATED: Final = re.compile(
    r"\b(ул|д|кв|мкр|г|пр|эт|под|пер|стр|р-н|обл|тел|им|к-сі|көш|ш|а|үй)\.(?=\s)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """`words[i]` stands in clause `clause[i]` and sentence `sentence[i]`; `questions` are the sentences that ask."""

    words: tuple[str, ...]
    clause: tuple[int, ...]
    sentence: tuple[int, ...]
    questions: frozenset[int]

    @property
    def asks(self) -> bool:
        """Whether any sentence ends with a question mark."""
        return bool(self.questions)


def read_clauses(text: str) -> Clauses:
    """The words of a message and what parts them. Linear; raises for no text."""
    marked = _ENDS.sub(_mark, _ABBREVIATED.sub(r"\1 ", text))
    words: list[str] = []
    clauses: list[int] = []
    sentences: list[int] = []
    questions: set[int] = set()
    clause = sentence = 0
    for word in fold_kazakh(normalise(marked)).split():
        if word == _QUESTION:
            questions.add(sentence)
        if word in {_CLAUSE, _SENTENCE, _QUESTION}:
            clause += 1
            sentence += word != _CLAUSE
            continue
        words.append(word)
        clauses.append(clause)
        sentences.append(sentence)
    return Clauses(tuple(words), tuple(clauses), tuple(sentences), frozenset(questions))


def _mark(end: re.Match[str]) -> str:
    mark = {"question": _QUESTION, "sentence": _SENTENCE}.get(end.lastgroup or "", _CLAUSE)
    return f" {mark} "
