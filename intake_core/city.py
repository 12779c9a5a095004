"""A city as values: what `app/city` reads from its folder and the rest of the service works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from classifier.classifier import Classifier
from classifier.dangers import Dangers
from intake_core.appeals.deadlines import Calendar, Period
from intake_core.appeals.routing import Routing
from intake_core.conversations.conversation import Language
from intake_core.digest.notices import ALONG_THE_STREET, Utility
from intake_core.faq.matching import FaqIndex
from intake_core.replies import Replies
from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.emergencies import EmergencyRules
from intake_core.understanding.intent import IntentRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A name in both languages."""

    ru: str
    kk: str

    def in_(self, language: Language) -> str:
        """The name in this language."""
        return self.kk if language is Language.KK else self.ru


class Need(StrEnum):
    """What a service must know before an executor can work."""

    ADDRESS = "address"
    ENTRANCE = "entrance"
    FLAT = "flat"
    ROUTE = "route"
    LANDMARK = "landmark"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An entry of the catalog."""

    code: str
    sphere: str
    category: str
    name: Names
    criticality: str
    due: Period
    routing: str
    needs: frozenset[Need]
    emergency: str | None
    utility: Utility | None
    phrasings: Mapping[Language, Sequence[str]]

    @property
    def needs_place(self) -> bool:
        """Whether somebody must go somewhere."""
        return bool(self.needs & {Need.ADDRESS, Need.ENTRANCE, Need.FLAT, Need.LANDMARK})

    @property
    def is_in_house(self) -> bool:
        """Whether it is a matter of one house, so that a street alone leads nobody to it."""
        of_house = self.utility is not None and self.utility not in ALONG_THE_STREET
        return Need.ADDRESS in self.needs and bool(of_house or self.needs & {Need.ENTRANCE, Need.FLAT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Criticality:
    """A class of urgency: the time within which a case of it is done."""

    key: str
    name: Names
    acknowledge: Period
    due: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """One of the bodies that fix things."""

    code: str
    name: Names
    kind: str
    supervisor: str
    responsible_for: str
    placeholder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqEntry:
    """A standing answer."""

    id: str
    question: Names
    answer: Names
    phrasings: Mapping[Language, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A place outside the city, and whom to ask there."""

    name: Names
    ask: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """How the contact centre itself is reached."""

    name: Names
    short_name: str
    phone: str
    whatsapp: str
    instagram: str


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """One city: everything that is true of it and not of the next."""

    key: str
    name: Names
    zone: tzinfo
    centre: Centre
    emergency_numbers: Mapping[str, Names]  # the number → who answers
    supervisors: Mapping[str, Names]
    spheres: Mapping[str, Names]
    criticalities: Mapping[str, Criticality]
    services: Mapping[str, Service]
    executors: Mapping[str, Executor]
    routing: Routing
    calendar: Calendar
    gazetteer: Gazetteer
    kazakh_places: Mapping[str, str]  # a place's name_ru → its name_kk
    neighbours: Mapping[str, Neighbour]
    faq: Mapping[str, FaqEntry]
    fingerprint: str  # of the texts that a model of this catalog is trained on
    learned_from: str  # the fingerprint of those that its own model was trained on; another: the model is older
    classifier: Classifier
    faq_index: FaqIndex
    emergencies: EmergencyRules
    dangers: Dangers
    intents: IntentRules
    replies: Replies
