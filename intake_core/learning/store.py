"""All SQL of learning: examples, trained models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from classifier.texts import Example
from intake_core.bell import MODEL, PG_CHANNEL
from intake_core.schema import example, trained_model

_LOCK_KEY = 0x109_7EAC4
"""The advisory lock under which a model is put in force: two people may train at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    """A model that was trained here, without its bytes."""

    id: int
    created_at: datetime
    built_from: str
    examples: int  # it was trained on, besides the catalog
    figures: Mapping[str, Any]
    in_force: bool


# -- examples ------------------------------------------------------------------------------------------------------


async def learn(
    db: AsyncConnection, *, appeal_id: int, text: str, service: str, understood_as: str | None, by: str, at: datetime
) -> None:
    """Keep what a person said an appeal is about; what was said of it before is replaced."""
    said = {"text": text, "service_code": service, "said_by": by, "at": at}
    await db.execute(
        postgresql.insert(example)
        .values(appeal_id=appeal_id, understood_as=understood_as, **said)
        .on_conflict_do_update(index_elements=["appeal_id"], set_=said)
    )


async def forget(db: AsyncConnection, appeal_id: int) -> None:
    """A person no longer says what the appeal is about."""
    await db.execute(example.delete().where(example.c.appeal_id == appeal_id))


async def examples(db: AsyncConnection) -> list[Example]:
    """All that inspectors said, the oldest first."""
    rows = await db.execute(select(example.c.text, example.c.service_code).order_by(example.c.id))
    return [Example(text, service) for text, service in rows]


# -- models --------------------------------------------------------------------------------------------------------

_ABOUT = (
    trained_model.c.id,
    trained_model.c.created_at,
    trained_model.c.built_from,
    trained_model.c.examples,
    trained_model.c.figures,
    trained_model.c.in_force,
)


def _from_row(row: Row[*tuple[Any, ...]]) -> TrainedModel:
    return TrainedModel(**row._mapping)  # noqa: SLF001 (SQLAlchemy's documented way to read a row as a mapping)


async def add(
    db: AsyncConnection, *, built_from: str, examples: int, figures: Mapping[str, Any], data: bytes, at: datetime
) -> int:
    """Keep a model, not yet in force; its id."""
    values = {"built_from": built_from, "examples": examples, "figures": figures, "data": data, "created_at": at}
    id_: int = (await db.execute(insert(trained_model).values(values).returning(trained_model.c.id))).scalar_one()
    return id_


async def put_in_force(db: AsyncConnection, model_id: int | None) -> None:
    """This model ranks from the commit on, in every replica; with None the one that came with the city."""
    await db.execute(select(func.pg_advisory_xact_lock(_LOCK_KEY)))
    await db.execute(update(trained_model).where(trained_model.c.in_force).values(in_force=False))
    if model_id is not None:
        await db.execute(update(trained_model).where(trained_model.c.id == model_id).values(in_force=True))
    await db.execute(select(func.pg_notify(PG_CHANNEL, MODEL)))  # as `Bell` rings; rare, so inside the transaction


async def models(db: AsyncConnection) -> Sequence[TrainedModel]:
    """All of them, the newest first."""
    return [_from_row(row) for row in await db.execute(select(*_ABOUT).order_by(trained_model.c.id.desc()))]


async def in_force(db: AsyncConnection) -> TrainedModel | None:
    """The one that ranks; None for the one that came with the city."""
    row = (await db.execute(select(*_ABOUT).where(trained_model.c.in_force))).one_or_none()
    return _from_row(row) if row is not None else None


async def before(db: AsyncConnection, model_id: int) -> int | None:
    """The newest of those that are older; None if there is none."""
    query = select(func.max(trained_model.c.id)).where(trained_model.c.id < model_id)
    found: int | None = await db.scalar(query)
    return found


async def data_of(db: AsyncConnection, model_id: int) -> bytes:
    """A model's bytes. Raises NoResultFound."""
    data: bytes = (await db.execute(select(trained_model.c.data).where(trained_model.c.id == model_id))).scalar_one()
    return data
