"""`intake model build`, `intake train`, `intake model rollback`: what was learned of the catalog, made and compared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.city.load import MODEL, load_city, load_texts, read_model
from app.city.messages import messages_of
from app.database import make_engine, migrate
from app.evaluating import evaluated_texts
from app.opening import make_var, open_database
from app.service import wall_clock
from app.settings import Settings
from classifier.model import Artefact
from classifier.texts import Example, Texts, fingerprint
from classifier.training.train import train
from intake_core.city import City
from intake_core.learning import store as learning
from intake_core.learning.store import TrainedModel

FROZEN_MESSAGES: Final = "messages/frozen.jsonl"
"""What models are compared on; never trained on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training came to."""

    live: dict[str, Any]  # figures of the model in force
    new: dict[str, Any]
    examples: int
    is_better: bool
    model: int | None  # its id, if it was put in force


def build(folder: Path) -> tuple[Path, int]:
    """Train on a city's own tables and write its model; where, and how many bytes. Raises CityDataError."""
    data = train(load_texts(folder)).to_bytes()
    path = folder / MODEL
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return path, len(data)


async def trained(settings: Settings, *, dry: bool) -> Trained:
    """Train on the catalog and what inspectors said, compare with the model in force, and replace it if better.

    Better is: nearer to the right services on the frozen messages, or as near there and nearer on the inspectors' own.
    A model of an older catalog is replaced by one that is as good.
    """
    texts = load_texts(settings.city)
    frozen = messages_of(settings.city / FROZEN_MESSAGES, texts.phrasings.keys())
    async with _engine(settings) as engine:
        async with engine.connect() as db:
            found = await learning.examples(db)
            live = await _live(db, settings.city)
        examples = [one for one in found if one.service in texts.phrasings]
        new = train(_with(texts, examples), built_from=fingerprint(texts))
        city = load_city(settings.city, artefact=live)
        before, after = (_figures(city, artefact, frozen, examples) for artefact in (live, new))
        is_better = _merit(after) > _merit(before) or (
            live.built_from != new.built_from and _merit(after) >= _merit(before)
        )
        model = None
        if is_better and not dry:
            async with engine.begin() as db:
                model = await learning.add(
                    db,
                    built_from=new.built_from,
                    examples=len(examples),
                    figures=after,
                    data=new.to_bytes(),
                    at=wall_clock(),
                )
                await learning.put_in_force(db, model)
    return Trained(live=before, new=after, examples=len(examples), is_better=is_better, model=model)


async def listed(settings: Settings) -> Sequence[TrainedModel]:
    """The models that were trained here, the newest first."""
    async with _engine(settings) as engine, engine.connect() as db:
        return await learning.models(db)


async def rolled_back(settings: Settings) -> int | None:
    """Put the model before the one in force back; its id, or None for the one that came with the city."""
    async with _engine(settings) as engine, engine.begin() as db:
        found = await learning.in_force(db)
        earlier = await learning.before(db, found.id) if found is not None else None
        await learning.put_in_force(db, earlier)
    return earlier


def _with(texts: Texts, examples: Sequence[Example]) -> Texts:
    """The catalog, each service's phrasings followed by what inspectors said is meant by it."""
    phrasings = {code: list(all_of) for code, all_of in texts.phrasings.items()}
    for example in examples:
        phrasings[str(example.service)].append(example.text)
    return replace(texts, phrasings=phrasings)


async def _live(db: AsyncConnection, folder: Path) -> Artefact:
    """The model in force."""
    found = await learning.in_force(db)
    return read_model(folder) if found is None else Artefact.from_bytes(await learning.data_of(db, found.id))


def _figures(city: City, artefact: Artefact, frozen: Sequence[Example], said: Sequence[Example]) -> dict[str, Any]:
    city.classifier.use(artefact.services)
    return {"frozen": evaluated_texts(frozen, city), "examples": evaluated_texts(said, city)}


def _merit(figures: dict[str, Any]) -> tuple[float, float]:
    return figures["frozen"]["mrr"] or 0.0, figures["examples"]["mrr"] or 0.0


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    make_var(settings.var)
    async with open_database(settings) as url:
        engine = make_engine(url)
        try:
            await migrate(engine)
            yield engine
        finally:
            await engine.dispose()
