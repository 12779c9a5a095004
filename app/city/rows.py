"""How a row of each city table looks: what is written there, checked; see docs/city-data.md."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from intake_core.appeals.deadlines import Period
from intake_core.appeals.routing import RuleKind
from intake_core.city import Names, Need
from intake_core.digest.notices import Utility
from intake_core.understanding.addresses.places import PlaceKind


def _period(text: str) -> str:
    Period.parse(text)
    return text


def _split(text: object) -> object:
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else text


def _empty_is_none(text: object) -> object:
    return None if text == "" else text


Text = Annotated[str, Field(min_length=1)]
PeriodText = Annotated[str, AfterValidator(_period)]
Cell = Annotated[list[str], BeforeValidator(_split)]
Optional = Annotated[str | None, BeforeValidator(_empty_is_none)]
Degrees = Annotated[float | None, BeforeValidator(_empty_is_none)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NamesRow(_Row):
    ru: Text
    kk: Text

    def names(self) -> Names:
        return Names(ru=self.ru, kk=self.kk)


class SphereRow(_Row):
    key: Text
    name_ru: Text
    name_kk: Text
    holds: str


class CriticalityRow(_Row):
    key: Text
    name_ru: Text
    name_kk: Text
    acknowledge: PeriodText
    due: PeriodText
    counts: Literal["clock", "working"]


class ExecutorRow(_Row):
    code: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name_ru: Text
    name_kk: Text
    type: Literal["city", "subordinate", "regional", "housing", "lift", "education"]
    supervisor: Text
    responsible_for: str
    evidence: str
    placeholder: Literal["yes", "no"]


class RoutingRow(_Row):
    key: Text
    kind: RuleKind
    executor: Text
    note: str


class RoadZoneRow(_Row):
    name_ru: Text
    executor: Text


class ManagerRow(_Row):
    street: Text
    houses: Cell
    executor: Text


class StreetRow(_Row):
    name_ru: Text
    name_kk: Text
    kind: PlaceKind
    old_names: Cell
    short_forms: Cell
    evidence: str
    district: Optional
    lat: Degrees
    lon: Degrees


class PhrasingsRow(_Row):
    ru: list[Text]
    kk: list[Text]


class ServiceRow(_Row):
    code: Annotated[str, Field(pattern=r"^[a-z_]+-\d{3}$")]
    ru: Text
    kk: Text
    category: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    criticality: Text
    due: PeriodText | None = None
    routing: Text
    ask: list[Need]
    emergency: Literal["101", "102", "103", "104", "112"] | None = None
    utility: Utility | None = None
    phrasings: PhrasingsRow


class FaqRow(_Row):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    question: NamesRow
    answer: NamesRow
    phrasings: PhrasingsRow


class NoServiceFile(RootModel[dict[str, list[Text]]]):
    """`rules/no_service.yaml`: kinds of messages that no service of the catalog is meant by."""


class DangerExamplesFile(RootModel[dict[Literal["101", "102", "103", "104", "112", "none"], list[Text]]]):
    """`rules/danger_examples.yaml`: messages of danger now by the number to call, and those that only sound like it."""


class MessageRow(_Row):
    """A line of `messages/*.jsonl`: what somebody wrote, and the service that was meant; null if none."""

    text: Text
    service: Text | None
    language: Literal["ru", "kk", "mixed", "latin"] | None = None


class CentreRow(BaseModel):
    name: NamesRow
    short_name: Text
    phone: Text
    whatsapp: Text
    instagram: Text


class EmergencyRow(BaseModel):
    number: Literal["101", "102", "103", "104", "112"]
    answers: NamesRow


class SupervisorRow(BaseModel):
    name: NamesRow


class NeighbourRow(_Row):
    ru: Text
    kk: Text
    aliases: list[str]
    ask: NamesRow


class CityRow(BaseModel):
    """`city.yaml`. What only people read there is not checked."""

    key: Text
    name: NamesRow
    time_zone: Text
    centre: CentreRow
    emergency: list[EmergencyRow]
    supervisors: dict[str, SupervisorRow]
    neighbours: list[NeighbourRow]


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WeekRow(BaseModel):
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    start: time
    end: time

    def weekdays(self) -> frozenset[int]:
        return frozenset(_DAYS.index(day) for day in self.days)


class DayOffRow(_Row):
    date: date
    ru: Text
    kk: Text


class CalendarRow(BaseModel):
    time_zone: Text
    working_week: WeekRow
    days_off: list[DayOffRow]
    working_days: list[date]
