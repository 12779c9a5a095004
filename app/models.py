"""Which model ranks in this process: the one that came with the city, or one that was trained here.

Replicas share the database, so they share the model: whoever puts another in force rings, and each takes it over
between two messages, without a restart.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from classifier.model import Artefact, BadModel, Learner
from intake_core.bell import MODEL, Bell, rung_within
from intake_core.city import City
from intake_core.learning import store as learning

LOOK_SECONDS: Final = 30.0
"""How late a replica that missed the ring takes over another model, at most."""

log = structlog.get_logger(__name__)


class Models:
    """Keeps the city's classifiers on the model in force."""

    def __init__(self, engine: AsyncEngine, city: City, bell: Bell) -> None:
        self._engine = engine
        self._city = city
        self._bell = bell
        self._learners: tuple[Learner, ...] = (city.classifier, city.faq_index.classifier, city.dangers)
        self._own = tuple(learner.model for learner in self._learners)
        self._seen: int | None = None  # the id of the model in force when it was last looked for; None: the city's own

    async def look(self) -> None:
        """Take over the model in force, if it is another; one of another catalog or version is passed over."""
        async with self._engine.connect() as db:
            found = await learning.in_force(db)
            wanted = found.id if found is not None else None
            if wanted == self._seen:
                return
            data = await learning.data_of(db, found.id) if found is not None else None
        self._seen = wanted
        models = self._own
        if found is not None and data is not None:
            if found.built_from != self._city.fingerprint:
                log.warning("the trained model is of another catalog: run `intake train`", model=wanted)
                return
            try:
                # Off the loop: a model is read for a good part of a second.
                artefact = await asyncio.to_thread(Artefact.from_bytes, data)
            except BadModel as error:
                log.warning("the trained model cannot be read: run `intake train`", model=wanted, error=str(error))
                return
            models = artefact.services, artefact.faq, artefact.dangers
        for learner, model in zip(self._learners, models, strict=True):
            learner.use(model)
        log.info("another model ranks", model=wanted)

    async def heed(self) -> None:
        """Look whenever it rings, and now and then; for ever."""
        with self._bell.listening(MODEL) as rung:
            while True:
                await rung_within(rung, LOOK_SECONDS)
                rung.clear()
                try:
                    await self.look()
                except (OSError, SQLAlchemyError) as error:
                    log.warning("models not looked for", error=type(error).__name__)
