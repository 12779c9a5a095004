"""`/healthz`, `/readyz` and `/metrics`: is it alive, can it work, how does it fare."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError

from app.database import current_revision, head_revision
from app.service import Service
from intake_core.inbox import store as inbox
from intake_core.outbox import store as outbox


def add_routes(app: web.Application, service: Service) -> None:
    """Put the three addresses into a web application."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        checks = await _checks(service)
        ready = all(value == "ok" for value in checks.values())
        return web.json_response({"ready": ready, **checks}, status=200 if ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        body = generate_latest() + generate_latest(await _gauges(service))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])


async def _checks(service: Service) -> dict[str, str]:
    checks = {"city": "ok" if service.city.services else "no services", "database": "ok", "migrations": "ok"}
    try:
        revision = await current_revision(service.engine)
    except (SQLAlchemyError, OSError) as error:
        return {**checks, "database": type(error).__name__, "migrations": "unknown"}
    if revision != head_revision():
        checks["migrations"] = f"at {revision}, {head_revision()} is needed"
    return checks


class _Measured:
    """Gauges measured a moment ago, in the shape a registry collects."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> list[GaugeMetricFamily]:
        return self._families


async def _gauges(service: Service) -> CollectorRegistry:
    """What waits now, read from the database: the same whichever replica is asked."""
    families: list[GaugeMetricFamily] = []
    try:
        async with service.engine.connect() as db:
            now = service.road.clock()
            nothing = {name.value: (0, 0.0) for name in service.channels}  # a zero is drawn, an absent sample is not
            families += _by_channel("outbox", nothing | await outbox.waiting(db, now))
            families += _by_channel("inbox", nothing | await inbox.waiting(db, now))
    except (SQLAlchemyError, OSError):
        families.append(GaugeMetricFamily("intake_database_up", "Whether the database answers", value=0))
    else:
        families.append(GaugeMetricFamily("intake_database_up", "Whether the database answers", value=1))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measured(families))
    return registry


def _by_channel(name: str, waiting: Mapping[str, tuple[int, float]]) -> list[GaugeMetricFamily]:
    depth = GaugeMetricFamily(f"intake_{name}_depth", f"Messages that wait in the {name}", labels=["channel"])
    age = GaugeMetricFamily(
        f"intake_{name}_age_seconds", f"How long the oldest waits in the {name}", labels=["channel"]
    )
    for channel, (count, seconds) in waiting.items():
        depth.add_metric([channel], count)
        age.add_metric([channel], seconds)
    return [depth, age]
