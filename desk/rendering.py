"""Pages: what every template can say and show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import aiohttp_jinja2
import jinja2
from aiohttp import web
from babel.dates import format_date

from desk import session
from desk.deps import ASSETS, DEPS, WORDS, DeskDeps
from desk.texts import DeskLanguage, Words
from intake_core.appeals.place import Place
from intake_core.city import Names
from intake_core.conversations.conversation import Language
from intake_core.queue import store as queue
from intake_core.staff.account import Account
from intake_core.staff.roles import Right
from intake_core.understanding.personal_data import redact

FOLDER: Final = Path(__file__).parent / "templates"
TEMPLATES: Final = web.AppKey("desk_templates", jinja2.Environment)
LANGUAGE_COOKIE: Final = "desk_language"
MASKED_NAME: Final = "•••"


def prepare(app: web.Application) -> None:
    """Give the application our templates, under a key of their own: other rooms have others."""
    aiohttp_jinja2.setup(
        app,
        app_key=TEMPLATES,
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def language_of(request: web.Request) -> DeskLanguage:
    """The language that this desk was switched to, else the first one."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return DeskLanguage(chosen) if chosen in list(DeskLanguage) else DeskLanguage.RU


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page shows values: in its reader's language, by the city's clock, masked if the reader may not see."""

    deps: DeskDeps
    words: Words
    reader: Account | None

    def name(self, names: Names | None) -> str:
        """A name of the city's tables; they have no English."""
        if names is None:
            return ""
        return names.in_(Language.KK if self.words.language is DeskLanguage.KK else Language.RU)

    def service(self, code: str | None) -> str:
        """A service by its name."""
        service = self.deps.city.services.get(code or "")
        return self.name(service.name) if service else self.words.say("service-unknown")

    def executor(self, code: str | None) -> str:
        """An executor by its name."""
        executor = self.deps.city.executors.get(code or "")
        return self.name(executor.name) if executor else code or "—"

    def sphere(self, key: str | None) -> str:
        """A sphere by its name."""
        return self.name(self.deps.city.spheres.get(key or "")) or "—"

    def criticality(self, key: str | None) -> str:
        """A class of urgency by its name."""
        found = self.deps.city.criticalities.get(key or "")
        return self.name(found.name) if found else "—"

    def text(self, text: str) -> str:
        """A citizen's words: as they are, or masked."""
        return text if self.sees_personal else redact(text)

    def person(self, name: str) -> str:
        """A citizen's name, if the reader may see it."""
        if not name:
            return self.words.say("citizen")
        return name if self.sees_personal else MASKED_NAME

    @property
    def sees_personal(self) -> bool:
        """Whether this reader sees names and numbers."""
        return self.reader is not None and self.reader.may(Right.SEE_PERSONAL)

    def when(self, at: datetime | None) -> str:
        """A moment by the city's clock: "12:30" today, else with its day."""
        if at is None:
            return "—"
        zone = self.deps.city.zone
        local, today = at.astimezone(zone), self.deps.now().astimezone(zone).date()
        if local.date() == today:
            return f"{local:%H:%M}"
        pattern = "d MMM" if local.year == today.year else "d MMM y"
        return f"{format_date(local.date(), pattern, locale=self.words.language.value)}, {local:%H:%M}"

    def houses(self, houses: Sequence[str]) -> str:
        """A notice's houses, its "even" and "odd" in words."""
        sides = {side: self.words.say(f"houses-{side}") for side in ("even", "odd")}
        return ", ".join(" ".join(sides.get(part, part) for part in one.split()) for one in houses)

    def iso(self, text: str) -> str:
        """A moment as history keeps it."""
        return self.when(datetime.fromisoformat(text))

    def day(self, at: datetime | None) -> str:
        """Only the day of a moment."""
        if at is None:
            return "—"
        local = at.astimezone(self.deps.city.zone).date()
        return format_date(local, "d MMM y", locale=self.words.language.value)

    def span(self, start: datetime, end: datetime | None = None) -> str:
        """How long from one moment to another (or now), in its two largest units."""
        minutes = int(abs(((end or self.deps.now()) - start).total_seconds()) // 60)
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        if days:
            return self.words.say("span-days", days=days, hours=hours)
        if hours:
            return self.words.say("span-hours", hours=hours, minutes=rest)
        return self.words.say("span-minutes", minutes=rest)

    def is_past(self, at: datetime | None) -> bool:
        """Whether a moment is over."""
        return at is not None and at < self.deps.now()

    def place(self, place: Place) -> str:
        """A place in one line."""
        words = self.words
        street = " ".join(part for part in (place.street, place.house) if part)
        details = [
            place.microdistrict,
            street or None,
            words.say("place-entrance", n=place.entrance) if place.entrance else None,
            words.say("place-flat", n=place.flat) if place.flat and self.sees_personal else None,
            place.landmark,
        ]
        if not any(details) and place.point is not None:
            return f"{place.point.lat:.5f}, {place.point.lon:.5f}"
        return ", ".join(part for part in details if part)


def shown(request: web.Request) -> Shown:
    """How this request's reader sees values."""
    return Shown(request.app[DEPS], request.app[WORDS][language_of(request)], request.get(session.ACCOUNT))


async def page(request: web.Request, template: str, *, status: int = 200, **context: object) -> web.Response:
    """A page from its template, with what every page has."""
    everything = {**await _common(request), **context}
    return aiohttp_jinja2.render_template(template, request, everything, app_key=TEMPLATES, status=status)


async def _common(request: web.Request) -> Mapping[str, Any]:
    show = shown(request)
    deps = show.deps
    background = request.headers.get("HX-Request") == "true"
    counts = late = None
    if show.reader is not None and not show.reader.must_change_password:
        async with deps.road.engine.connect() as db:
            counts, late = await queue.counts(db), await queue.overdue(db, deps.now())
    return {
        "t": show.words.say,
        "word": show.words.name_of,
        "show": show,
        "me": show.reader,
        "may": (lambda right: show.reader is not None and show.reader.may(Right(right))),
        "csrf": await session.csrf_token(request),
        "note": None if background else await session.take_note(request),
        "language": show.words.language,
        "languages": list(DeskLanguage),
        "asset": (lambda name: f"/desk/static/{request.app[ASSETS].digest}/{name}"),
        "path": request.path,
        "here": request.path_qs if request.method == "GET" else request.path,
        "counts": counts,
        "late": late,
        "city_name": show.name(deps.city.name),
    }
