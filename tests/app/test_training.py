"""Learning from inspectors: trained, compared, put in force without a restart, rolled back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import training
from app.city.load import MODEL, load_city
from app.models import Models
from app.settings import Settings
from app.training import build, listed, rolled_back, trained
from intake_core.bell import Bell
from intake_core.city import City
from intake_core.conversations.conversation import Language
from intake_core.learning import store as learning
from intake_core.schema import appeal, conversation
from tests.small_city import small_city

STRANGE = "кракозябра шмяк бумц"
"""Words that no phrasing has."""
MEANT = "lifts-002"
AT = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city with a model."""
    return small_city(tmp_path_factory.mktemp("small"))


@pytest.fixture
def settings(folder: Path, database_url: str, tmp_path: Path) -> Settings:
    return Settings(city=folder, DATABASE_URL=database_url, var=tmp_path, _env_file=None)  # type: ignore[call-arg]


def meant(city: City) -> bool:
    """Whether the strange words are understood as the inspector said."""
    found = city.classifier.rank(STRANGE, 1)
    return bool(found) and found[0].code == MEANT


async def said(engine: AsyncEngine, text: str = STRANGE, service: str = MEANT) -> None:
    """An inspector says what an appeal is about."""
    async with engine.begin() as db:
        talk = (
            await db.execute(conversation.insert().values(channel="website", chat_id=text).returning(conversation.c.id))
        ).scalar_one()
        values = {
            "conversation_id": talk,
            "state": "registered",
            "language": Language.RU,
            "description": text,
            "created_at": AT,
            "updated_at": AT,
        }
        id_ = (await db.execute(appeal.insert().values(**values).returning(appeal.c.id))).scalar_one()
        await learning.learn(db, appeal_id=id_, text=text, service=service, understood_as=None, by="inna", at=AT)


async def test_a_correction_changes_the_next_training(
    settings: Settings, engine: AsyncEngine, bell: Bell, folder: Path
) -> None:
    """What was strange is known afterwards, in a service that was running all the time; a rollback forgets it."""
    city = load_city(folder)
    models = Models(engine, city, bell)
    await models.look()
    assert not meant(city)
    listener = asyncio.create_task(models.heed())
    await said(engine)

    found = await trained(settings, dry=False)
    assert found.is_better
    assert found.examples == 1
    assert found.live["examples"]["top_1"] == 0
    assert found.new["examples"]["top_1"] == 1

    async with asyncio.timeout(10):
        while not meant(city):
            await asyncio.sleep(0.05)

    assert await rolled_back(settings) is None
    async with asyncio.timeout(10):
        while meant(city):
            await asyncio.sleep(0.05)
    listener.cancel()


async def test_a_dry_run_replaces_nothing(settings: Settings, engine: AsyncEngine) -> None:
    await said(engine)
    found = await trained(settings, dry=True)
    assert found.is_better
    assert found.model is None
    assert await listed(settings) == []


async def test_what_is_no_better_replaces_nothing(settings: Settings, engine: AsyncEngine) -> None:
    """Nothing was said since: the same texts make the same model."""
    found = await trained(settings, dry=False)
    assert found.new["frozen"] == found.live["frozen"]
    assert not found.is_better
    assert await listed(settings) == []


async def test_a_model_that_unlearned_the_frozen_messages_is_refused(
    settings: Settings, engine: AsyncEngine, folder: Path
) -> None:
    """An inspector who mislabels everything does not spoil the service."""
    frozen = training.messages_of(folder / training.FROZEN_MESSAGES, load_city(folder).services.keys())
    for example in [one for one in frozen if one.service not in {None, MEANT}]:
        for _ in range(3):
            await said(engine, f"{example.text} {_}", MEANT)
    found = await trained(settings, dry=False)
    assert found.new["frozen"]["mrr"] < found.live["frozen"]["mrr"]
    assert not found.is_better
    assert found.model is None


async def test_a_second_training_goes_back_to_the_first(settings: Settings, engine: AsyncEngine) -> None:
    await said(engine)
    first = await trained(settings, dry=False)
    await said(engine, "бумц шмяк опять кракозябра тарарам", "waste-001")
    second = await trained(settings, dry=False)
    assert second.model is not None
    assert [(one.id, one.in_force) for one in await listed(settings)] == [(second.model, True), (first.model, False)]
    assert await rolled_back(settings) == first.model


async def test_a_model_of_another_catalog_does_not_rank(
    settings: Settings, engine: AsyncEngine, bell: Bell, folder: Path
) -> None:
    """Its codes may mean something else by now."""
    await said(engine)
    await trained(settings, dry=False)
    city = load_city(folder)
    object.__setattr__(city, "fingerprint", "another")
    await Models(engine, city, bell).look()
    assert not meant(city)


async def test_a_model_that_cannot_be_read_does_not_rank(engine: AsyncEngine, bell: Bell, folder: Path) -> None:
    """A damaged row leaves the service on the model that came with the city."""
    city = load_city(folder)
    async with engine.begin() as db:
        id_ = await learning.add(db, built_from=city.fingerprint, examples=0, figures={}, data=b"PK", at=AT)
        await learning.put_in_force(db, id_)
    before = city.classifier.model
    await Models(engine, city, bell).look()
    assert city.classifier.model is before


def test_the_same_tables_make_the_same_file(folder: Path) -> None:
    before = (folder / MODEL).read_bytes()
    build(folder)
    assert (folder / MODEL).read_bytes() == before
