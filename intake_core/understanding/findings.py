"""What a text was understood to say. Pure: text and the city's tables in, findings out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from classifier.classifier import ACT, ASK, Candidate
from intake_core.appeals.numbers import numbers_in
from intake_core.city import City
from intake_core.understanding.addresses import Address, read_address
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


class Band(StrEnum):
    """What the confidence in a service allows."""

    ACT = "act"
    ASK = "ask"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text says, as far as it was understood."""

    language: WrittenLanguage
    intent: Intent
    emergency: Emergency | None = None
    address: Address | None = None
    services: tuple[Candidate, ...] = ()
    faq: Candidate | None = None
    appeal_numbers: tuple[str, ...] = ()

    @property
    def top(self) -> Candidate | None:
        """The likeliest service."""
        return self.services[0] if self.services else None

    @property
    def band(self) -> Band:
        """What the confidence in the likeliest service allows."""
        return band_of(self.top.confidence if self.top else 0.0)


def band_of(confidence: float) -> Band:
    """What a confidence allows."""
    if confidence >= ACT:
        return Band.ACT
    return Band.ASK if confidence >= ASK else Band.REVIEW


def understand(text: str, city: City, said_before: str = "") -> Findings:
    """Everything that one text says. Never raises; a text that says nothing gives findings that say so.

    `said_before`: the words of the case that the text goes on with; they count for its service only.
    """
    address = read_address(text, city.gazetteer)
    services = tuple(city.classifier.rank(f"{said_before}\n{_without(address, text)}", MAX_CANDIDATES))
    sure = services[0].confidence if services else 0.0
    faq = city.faq_index.find(text)
    intent = find_intent(text, city.intents, has_services=sure)
    if faq is not None and _asks_standing_question(faq, sure, intent, address):
        intent = Intent.FAQ
    return Findings(
        language=detect_language(text),
        intent=intent,
        emergency=find_emergency(text, city.emergencies),
        address=address,
        services=services,
        faq=faq if faq is not None and faq.confidence >= FAQ_FROM else None,
        appeal_numbers=tuple(numbers_in(text)),
    )


def _without(address: Address | None, text: str) -> str:
    """The text without its street and house: Строительная is no building waste."""
    if address is None or address.street is None:
        return text
    start, stop = address.span
    return f"{text[:start]} {text[stop:]}"


def _asks_standing_question(faq: Candidate, sure: float, intent: Intent, address: Address | None) -> bool:
    """Whether a text without the cues of a question asks one all the same: "перевела деньги не тому, верните"."""
    if address is not None or sure >= FAQ_OVER_SERVICE:
        return False
    if intent is Intent.UNCLEAR:
        return faq.confidence >= FAQ_FROM and sure < ASK
    return intent in {Intent.PROBLEM, Intent.OUT_OF_SCOPE} and faq.confidence >= FAQ_ALONE_FROM
