"""What a text was understood to say. Pure: text and the city's tables in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from classifier.bands import ASK, Band, band_of
from classifier.classifier import Candidate
from classifier.normalise import normalise
from intake_core.appeals.numbers import numbers_in
from intake_core.city import City
from intake_core.understanding.addresses import Address, is_corrected, read_address, read_details
from intake_core.understanding.emergencies import Emergency, find_emergency
from intake_core.understanding.intent import Intent, find_intent
from intake_core.understanding.language import Language as WrittenLanguage
from intake_core.understanding.language import detect_language

FAQ_FROM: Final = 0.60
"""From this confidence on a standing answer is given."""

FAQ_ALONE_FROM: Final = 0.85
"""From this confidence on a standing question is heard without a question's cues …"""

FAQ_OVER_SERVICE: Final = 0.60
"""… provided that no service is surer than this."""

MAX_CANDIDATES: Final = 5

_HEAD: Final = 4000  # characters that are read from a text's start
_TAIL: Final = 1000  # and from its end: nobody types more by hand

_NO_MATTER_FOR_DANGER: Final = frozenset(
    {Intent.UNCLEAR, Intent.SMALL_TALK, Intent.THANKS, Intent.SUGGESTION, Intent.FAQ}
)
"""What a message that tells of a danger now is not, whatever its words."""


_COMPLAINTS: Final = frozenset({Intent.PROBLEM, Intent.OUTAGE_QUESTION})
_STANDS: Final = frozenset({Intent.OPERATOR, Intent.CANCEL})  # asked for beside a complaint, it is what is wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text says, as far as it was understood."""

    language: WrittenLanguage
    intent: Intent
    emergency: Emergency | None = None
    address: Address | None = None
    services: tuple[Candidate, ...] = ()
    problems: tuple[str, ...] = ()  # where there are several: the services that the text surely speaks of, in order
    faq: Candidate | None = None
    appeal_numbers: tuple[str, ...] = ()
    details: Address | None = None  # house, entrance, flat of a text that names no place
    corrects: bool = False  # takes back something said before

    @property
    def top(self) -> Candidate | None:
        """The likeliest service."""
        return self.services[0] if self.services else None

    @property
    def band(self) -> Band:
        """What the confidence in the likeliest service allows."""
        return band_of(self.top.confidence if self.top else 0.0)


def understand(text: str, city: City, said_before: str = "", district: str | None = None) -> Findings:
    """Everything that one text says. Never raises; a text that says nothing gives findings that say so.

    `said_before`: the words of the case that the text goes on with; they count for its service only.
    `district`: the one that case is in, as far as is known.
    """
    text = _typed(text)
    emergency = find_emergency(text, city.emergencies, city.dangers)
    address = read_address(text, city.gazetteer, district)
    words = f"{said_before}\n{_without(address, text)}"
    services = tuple(city.classifier.rank(words, MAX_CANDIDATES))
    sure = services[0].confidence if services else 0.0
    faq = city.faq_index.find(text)
    intent = find_intent(text, city.intents, has_services=sure)
    if faq is not None and address is None and _asks_standing_question(faq, text, city, sure, intent):
        intent = Intent.FAQ
    if emergency is not None and intent in _NO_MATTER_FOR_DANGER:
        intent = Intent.PROBLEM
    if address is not None and address.outside is not None and intent in {Intent.PROBLEM, Intent.OUTAGE_QUESTION}:
        intent = Intent.OUT_OF_SCOPE
    return Findings(
        language=detect_language(text, _place_names(address, text)),
        intent=intent,
        emergency=emergency,
        address=address,
        services=services,
        problems=tuple(city.classifier.problems(words)),
        faq=faq if faq is not None and faq.confidence >= FAQ_FROM else None,
        appeal_numbers=tuple(numbers_in(text)),
        details=read_details(text) if address is None else None,
        corrects=is_corrected(text),
    )


def understand_all(texts: Sequence[str], city: City, said_before: str = "", district: str | None = None) -> Findings:
    """What several messages of one turn say together.

    A complaint beside a question is a complaint: "не вывозят мусор, абая 28", and a line later "статус?", ask for an
    appeal, not for news of one.
    """
    said = [text for text in texts if text.strip()]
    found = understand("\n".join(said), city, said_before, district)
    if len(said) < 2 or found.intent in _COMPLAINTS | _STANDS:
        return found
    alone = (_intent_alone(text, city) for text in said)
    return replace(found, intent=next((intent for intent in alone if intent in _COMPLAINTS), found.intent))


def _intent_alone(text: str, city: City) -> Intent:
    ranked = city.classifier.rank(text, 1)
    sure = ranked[0].confidence if ranked else 0.0
    # Only what is surely a service's matter outweighs what the messages ask for together.
    return find_intent(text, city.intents, has_services=sure) if sure >= ASK else Intent.UNCLEAR


def _without(address: Address | None, text: str) -> str:
    """The text without its street, district and house: Строительная is no building waste. What is beside it stays."""
    named = address is not None and (address.street or address.microdistrict or address.outside)
    return address.cut_from(text) if address is not None and named else text


def ranked_services(text: str, city: City) -> list[Candidate]:
    """The services that a text alone may mean, as `understand` ranks them."""
    return city.classifier.rank(without_address(text, city), MAX_CANDIDATES)


def _typed(text: str) -> str:
    """What is read of a text."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def without_address(text: str, city: City) -> str:
    """The text without the address in it."""
    return _without(read_address(text, city.gazetteer), text)


def _place_names(address: Address | None, text: str) -> frozenset[str]:
    """The names in the address: Көктем is a clinic in a Russian message too."""
    return frozenset() if address is None else frozenset(normalise(address.words_in(text)).split())


def _asks_standing_question(faq: Candidate, text: str, city: City, sure: float, intent: Intent) -> bool:
    """Whether a text without the cues of a question asks one all the same: "перевела деньги не тому, верните".

    A complaint shares its telling words with the questions about its matter ("нет воды", "перерасчёт за дни без воды"):
    it is a question only if it is worded like one.
    """
    if sure >= FAQ_OVER_SERVICE:
        return False
    match intent:
        case Intent.UNCLEAR:
            return faq.confidence >= FAQ_FROM and sure < ASK
        case Intent.OUT_OF_SCOPE:
            return faq.confidence >= FAQ_ALONE_FROM
        case Intent.PROBLEM:
            worded = city.faq_index.literally(text)
            return worded is not None and worded.confidence >= FAQ_ALONE_FROM
        case _:
            return False
