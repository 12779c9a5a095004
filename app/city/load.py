"""A city folder becomes a `City`, or one error that names every fault in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from pydantic import BaseModel

from app.city import rows
from app.city.messages import read_messages
from app.city.sources import CityDataError, Faults, csv_rows, line_of_text, read_yaml, yaml_document, yaml_rows
from classifier.classifier import Classifier
from classifier.dangers import Dangers
from classifier.model import Artefact, BadModel
from classifier.texts import Texts, fingerprint
from intake_core.appeals.deadlines import Calendar, Period
from intake_core.appeals.routing import Routing, Rule
from intake_core.city import Centre, City, Criticality, Executor, FaqEntry, Names, Neighbour, Service
from intake_core.conversations.conversation import Language
from intake_core.faq.matching import FaqIndex
from intake_core.replies import BadReplies, Replies
from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.addresses.places import Neighbour as NeighbourPlace
from intake_core.understanding.addresses.places import Place
from intake_core.understanding.emergencies import EmergencyRules
from intake_core.understanding.intent import IntentRules

MODEL: Final = "model.npz"
"""The file of a city's folder that holds what was learned of its catalog; `intake model build` writes it."""

CALIBRATION_MESSAGES: Final = "messages/calibration.jsonl"

MIN_PHRASINGS: Final = {Language.RU: 10, Language.KK: 8}
"""A service with fewer ways to say it in a language is not found by those who say it otherwise."""

Rules = TypeVar("Rules")
Row = TypeVar("Row", bound=BaseModel)


log = structlog.get_logger()


def load_city(folder: Path, *, artefact: Artefact | None = None) -> City:
    """Read a city; `artefact` instead of the folder's own model, where there is another.

    Raises CityDataError naming every fault with file and line.
    """
    return _Loading(_city_folder(folder), Faults()).city(artefact)


def load_texts(folder: Path) -> Texts:
    """What the city's model is trained on. Raises CityDataError as `load_city` does; needs no model."""
    return _Loading(_city_folder(folder), Faults()).texts()


def read_model(folder: Path) -> Artefact:
    """The model that came with a city. Raises CityDataError if there is none that this version reads."""
    path = folder / MODEL
    try:
        return Artefact.from_bytes(path.read_bytes())
    except (OSError, BadModel) as error:
        raise CityDataError(f"{path}:1: {error}: build it with `intake model build`") from error


def _city_folder(folder: Path) -> Path:
    if not (folder / "city.yaml").is_file():
        raise CityDataError(f"{folder} is no city folder: it has no city.yaml")
    return folder


@dataclass(frozen=True)
class _Loading:
    folder: Path
    faults: Faults

    def texts(self) -> Texts:
        facts = yaml_document(self.folder / "city.yaml", rows.CityRow, self.faults)
        executors = self._executors(facts.supervisors.keys() if facts else ())
        routing = self._routing(executors, {place.name_ru for place in self._places()})
        texts = self._texts(self._services(self._spheres(), self._criticalities(), routing), self._faq())
        self.faults.raise_if_any()
        return texts

    def city(self, artefact: Artefact | None) -> City:
        facts = yaml_document(self.folder / "city.yaml", rows.CityRow, self.faults)
        spheres = self._spheres()
        criticalities = self._criticalities()
        executors = self._executors(facts.supervisors.keys() if facts else ())
        places = self._places()
        routing = self._routing(executors, {place.name_ru for place in places})
        calendar = self._calendar()
        services = self._services(spheres, criticalities, routing)
        faq = self._faq()
        replies = self._replies()
        emergencies = self._rules("emergencies.yaml", EmergencyRules.from_data)
        intents = self._rules("intents.yaml", IntentRules.from_data)
        texts = self._texts(services, faq)
        self.faults.raise_if_any()
        if facts is None or calendar is None or replies is None or emergencies is None or intents is None:
            raise CityDataError(f"{self.folder} cannot be read")  # every None has noted its fault above
        neighbours = facts.neighbours
        artefact = artefact or read_model(self.folder)
        city = City(
            key=facts.key,
            name=facts.name.names(),
            zone=calendar.zone,
            centre=Centre(
                name=facts.centre.name.names(),
                short_name=facts.centre.short_name,
                phone=facts.centre.phone,
                whatsapp=facts.centre.whatsapp,
                instagram=facts.centre.instagram,
            ),
            emergency_numbers={one.number: one.answers.names() for one in facts.emergency},
            supervisors={key: one.name.names() for key, one in facts.supervisors.items()},
            spheres=spheres,
            criticalities=criticalities,
            services=services,
            executors=executors,
            routing=routing,
            calendar=calendar,
            gazetteer=Gazetteer.build(
                places,
                [NeighbourPlace(name_ru=n.ru, name_kk=n.kk, forms=tuple(n.aliases)) for n in neighbours],
            ),
            kazakh_places={place.name_ru: place.name_kk for place in places},
            neighbours={n.ru: Neighbour(name=Names(ru=n.ru, kk=n.kk), ask=n.ask.names()) for n in neighbours},
            faq=faq,
            fingerprint=fingerprint(texts),
            learned_from=artefact.built_from,
            classifier=Classifier(artefact.services, services),
            faq_index=FaqIndex.build(Classifier(artefact.faq, faq, fillers_tell=True), texts.faq),
            emergencies=emergencies,
            dangers=Dangers(artefact.dangers),
            intents=intents,
            replies=replies,
        )
        if city.learned_from != city.fingerprint:
            log.warning("the model is older than the catalog", model=city.learned_from, catalog=city.fingerprint)
        return city

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, name: str, model: type[Row]) -> Iterable[tuple[int, Row]]:
        return csv_rows(self.folder / name, model, self.faults)

    def _fault(self, name: str, line: int, text: str) -> None:
        self.faults.add(self.folder / name, line, text)

    def _spheres(self) -> dict[str, Names]:
        rows_ = self._table("spheres.csv", rows.SphereRow)
        return {row.key: Names(ru=row.name_ru, kk=row.name_kk) for _, row in rows_}

    def _criticalities(self) -> dict[str, Criticality]:
        found = {}
        for line, row in self._table("criticality.csv", rows.CriticalityRow):
            due = Period.parse(row.due)
            if (due.working_days is not None) != (row.counts == "working"):
                self._fault("criticality.csv", line, f"due: {row.due!r} does not count {row.counts} time")
            found[row.key] = Criticality(
                key=row.key,
                name=Names(ru=row.name_ru, kk=row.name_kk),
                acknowledge=Period.parse(row.acknowledge),
                due=due,
            )
        for key in ("danger", "normal"):
            if key not in found:
                self._fault("criticality.csv", 1, f"the class {key} is missing: the service itself needs it")
        return found

    def _executors(self, supervisors: Iterable[str]) -> dict[str, Executor]:
        found: dict[str, Executor] = {}
        known = set(supervisors)
        for line, row in self._table("executors.csv", rows.ExecutorRow):
            if row.code in found:
                self._fault("executors.csv", line, f"code: {row.code!r} stands twice")
            if row.supervisor not in known:
                self._fault("executors.csv", line, f"supervisor: {row.supervisor!r} is not among city.yaml's")
            found[row.code] = Executor(
                code=row.code,
                name=Names(ru=row.name_ru, kk=row.name_kk),
                kind=row.type,
                supervisor=row.supervisor,
                responsible_for=row.responsible_for,
                placeholder=row.placeholder == "yes",
            )
        return found

    def _places(self) -> list[Place]:
        found: dict[str, Place] = {}
        for line, row in self._table("streets.csv", rows.StreetRow):
            if row.name_ru in found:
                self._fault("streets.csv", line, f"name_ru: {row.name_ru!r} stands twice")
            found[row.name_ru] = Place(
                name_ru=row.name_ru,
                name_kk=row.name_kk,
                kind=row.kind,
                forms=tuple(row.short_forms),
                old_names=tuple(row.old_names),
                district=row.district,
                point=(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
            )
        return list(found.values())

    def _routing(self, executors: dict[str, Executor], places: set[str]) -> Routing:
        rules, zones, managers = {}, {}, {}
        for line, row in self._table("routing.csv", rows.RoutingRow):
            self._know_executor("routing.csv", line, row.executor, executors)
            rules[row.key] = Rule(key=row.key, kind=row.kind, executor=row.executor)
        for line, zone in self._table("road_zones.csv", rows.RoadZoneRow):
            self._know_executor("road_zones.csv", line, zone.executor, executors)
            self._know_place("road_zones.csv", line, zone.name_ru, places)
            zones[zone.name_ru] = zone.executor
        for line, managed in self._table("managers.csv", rows.ManagerRow):
            self._know_executor("managers.csv", line, managed.executor, executors)
            self._know_place("managers.csv", line, managed.street, places)
            managers.update({(managed.street, house): managed.executor for house in managed.houses})
        return Routing(rules=rules, road_zones=zones, managers=managers, executors=frozenset(executors))

    def _know_executor(self, name: str, line: int, code: str, executors: dict[str, Executor]) -> None:
        if code not in executors:
            self._fault(name, line, f"executor: {code!r} is not in executors.csv")

    def _know_place(self, name: str, line: int, place: str, places: set[str]) -> None:
        if place not in places:
            self._fault(name, line, f"{place!r} is not in streets.csv")

    def _calendar(self) -> Calendar | None:
        row = yaml_document(self.folder / "calendar.yaml", rows.CalendarRow, self.faults)
        if row is None:
            return None
        try:
            zone = ZoneInfo(row.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            self._fault("calendar.yaml", 1, f"time_zone: {row.time_zone!r} is no time zone: write Asia/Almaty")
            return None
        return Calendar(
            zone=zone,
            weekdays=row.working_week.weekdays(),
            opens=row.working_week.start,
            closes=row.working_week.end,
            days_off=frozenset(day.date for day in row.days_off),
            working_days=frozenset(row.working_days),
        )

    # -- catalog, FAQ, texts ---------------------------------------------------------------------------------------

    def _services(
        self, spheres: dict[str, Names], criticalities: dict[str, Criticality], routing: Routing
    ) -> dict[str, Service]:
        found: dict[str, Service] = {}
        stands: dict[str, str] = {}
        for path in sorted((self.folder / "catalog").glob("*.yaml")):
            sphere = path.stem
            if sphere not in spheres:
                self.faults.add(path, 1, f"the file's name {sphere!r} is no sphere of spheres.csv")
            for line, row in yaml_rows(path, rows.ServiceRow, self.faults):
                if row.code in found:
                    self.faults.add(path, line("code"), f"code: {row.code!r} stands twice")
                if not row.code.startswith(f"{sphere}-"):
                    self.faults.add(path, line("code"), f"code: {row.code!r} does not begin with {sphere}-")
                if row.criticality not in criticalities:
                    said = f"criticality: {row.criticality!r} is not in criticality.csv"
                    self.faults.add(path, line("criticality"), said)
                    continue
                if row.routing not in routing.rules:
                    self.faults.add(path, line("routing"), f"routing: {row.routing!r} is not in routing.csv")
                phrasings = {Language.RU: row.phrasings.ru, Language.KK: row.phrasings.kk}
                self._check_phrasings(path, line("phrasings"), row.code, phrasings, stands)
                due = Period.parse(row.due) if row.due else criticalities[row.criticality].due
                found[row.code] = Service(
                    code=row.code,
                    sphere=sphere,
                    category=row.category,
                    name=Names(ru=row.ru, kk=row.kk),
                    criticality=row.criticality,
                    due=due,
                    routing=row.routing,
                    needs=frozenset(row.ask),
                    emergency=row.emergency,
                    utility=row.utility,
                    phrasings=phrasings,
                )
        if not found:
            self._fault("catalog", 1, "there is no service in the catalog")
        return found

    def _check_phrasings(
        self,
        path: Path,
        line: int,
        code: str,
        phrasings: dict[Language, list[str]],
        said: dict[str, str],
    ) -> None:
        for language, texts in phrasings.items():
            if len(texts) < (least := MIN_PHRASINGS[language]):
                self.faults.add(path, line, f"{code}: {len(texts)} phrasings in {language}, at least {least}")
            for text in texts:
                key = " ".join(text.casefold().split())
                other = said.setdefault(key, code)
                if other != code:
                    at = line_of_text(path, text, line)
                    self.faults.add(path, at, f"{code}: the phrasing {text!r} stands under {other} too")

    def _faq(self) -> dict[str, FaqEntry]:
        found: dict[str, FaqEntry] = {}
        path = self.folder / "faq.yaml"
        for line, row in yaml_rows(path, rows.FaqRow, self.faults):
            if row.id in found:
                self.faults.add(path, line("id"), f"id: {row.id!r} stands twice")
            found[row.id] = FaqEntry(
                id=row.id,
                question=row.question.names(),
                answer=row.answer.names(),
                phrasings={Language.RU: row.phrasings.ru, Language.KK: row.phrasings.kk},
            )
        return found

    def _texts(self, services: Mapping[str, Service], faq: Mapping[str, FaqEntry]) -> Texts:
        none = yaml_document(self.folder / "rules" / "no_service.yaml", rows.NoServiceFile, self.faults)
        examples = yaml_document(self.folder / "rules" / "danger_examples.yaml", rows.DangerExamplesFile, self.faults)
        dangers: dict[str, list[str]] = {
            key: list(texts) for key, texts in (examples.root if examples else {}).items() if key != "none"
        }
        for one in services.values():
            if one.emergency is not None:
                dangers.setdefault(one.emergency, []).extend(_in_all_languages(one.phrasings))
        return Texts(
            phrasings={code: _in_all_languages(one.phrasings) for code, one in services.items()},
            names={code: [one.name.ru, one.name.kk] for code, one in services.items()},
            none=none.root if none else {},
            faq={key: _in_all_languages(one.phrasings) for key, one in faq.items()},
            dangers=dangers,
            no_dangers=examples.root.get("none", []) if examples else (),
            messages=read_messages(self.folder / CALIBRATION_MESSAGES, services.keys(), self.faults),
        )

    def _replies(self) -> Replies | None:
        folder = self.folder / "replies"
        sources = {}
        for language in Language:
            try:
                sources[language] = (folder / f"{language}.ftl").read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                self.faults.add(folder / f"{language}.ftl", 1, f"cannot be read: {error}")
        if len(sources) < len(Language):
            return None
        try:
            return Replies(sources)
        except BadReplies as error:
            self.faults.found += [f"{folder}/{fault}" for fault in str(error).splitlines()]
            return None

    def _rules(self, name: str, read: Callable[[Any], Rules]) -> Rules | None:
        document = read_yaml(self.folder / "rules" / name, self.faults)
        if document is None:
            return None
        try:
            return read(document.value)
        except ValueError as error:  # pydantic's ValidationError is one
            self.faults.add(document.path, 1, str(error))
            return None


def _in_all_languages(phrasings: Mapping[Language, Sequence[str]]) -> list[str]:
    return [text for language in Language for text in phrasings[language]]
