"""`intake serve`: everything started in order, and stopped in the opposite one."""

from __future__ import annotations

import asyncio
import base64
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from app import health
from app.banner import show_banner
from app.channels import Channels, open_channels
from app.city.load import load_city
from app.city.sample import sample_digest
from app.errors import StartError
from app.opening import make_var, open_database
from app.service import Service, open_service, wall_clock
from app.settings import Settings
from app.website import StoredTranscript, StoredUploads, facts_of
from bots.website.routes import add_routes as add_website
from bots.website.site import WebsiteSettings
from desk.deps import DeskDeps
from desk.routes import make_desk
from intake_core.bell import Bell
from intake_core.digest import store as digest
from intake_core.messages import ChannelName
from intake_core.outbox.channel import Channel
from intake_core.staff.accounts import bootstrap_administrator
from media_store.store import MediaStore

DRAIN_SECONDS: Final = 5.0
KEY_BYTES: Final = 32


async def run(settings: Settings, *, sample: bool) -> None:
    """Serve until SIGINT or SIGTERM. Raises StartError in words if something is missing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    make_var(settings.var)
    channels = open_channels(settings)
    async with AsyncExitStack() as stack:
        # The database before the city: a wrong address is told in a second, not after the tables were read.
        url = await stack.enter_async_context(open_database(settings))
        city = load_city(settings.city)

        def make(engine: AsyncEngine, bell: Bell, media: MediaStore) -> Mapping[ChannelName, Channel]:
            return channels.by_name(engine, bell, media)

        service = await stack.enter_async_context(
            open_service(url=url, city=city, media_folder=settings.var / "media", make_channels=make)
        )
        stack.push_async_callback(channels.close)
        if sample:
            await _publish_sample(service, settings.city)
        web_app = make_web(service, settings, channels)
        address = await stack.enter_async_context(_listening(web_app, settings))
        # Only now: the password is shown once, and a start that fails on the way would never show it.
        async with service.engine.begin() as db:
            administrator = await bootstrap_administrator(db)
        await stack.enter_async_context(service.working(settings.workers))
        await stack.enter_async_context(channels.receiving(service.road))
        show_banner(address, settings, channels, administrator)
        await stop.wait()
        sys.stderr.write("Stopping…\n")


def make_web(service: Service, settings: Settings, channels: Channels) -> web.Application:
    """The web application: the citizens' page, the desk, the platforms' webhooks, health."""
    web_app = web.Application()
    add_website(
        web_app,
        accept=service.road.receive,
        transcript=StoredTranscript(service.engine),
        uploads=StoredUploads(service.engine),
        media=service.media,
        bell=service.bell,
        city=facts_of(service.city),
        settings=WebsiteSettings(behind_proxy=settings.public_url is not None),
    )
    channels.add_webhooks(web_app, service.road)
    health.add_routes(web_app, service)
    deps = DeskDeps(road=service.road, media=service.media, session_key=session_key(settings), secure=settings.secure)
    web_app.add_subapp("/desk", make_desk(deps))
    return web_app


@asynccontextmanager
async def _listening(web_app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """The address that answers. Raises StartError if the port is taken."""
    runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as error:
            raise StartError(_port_words(settings, error)) from error
        port = runner.addresses[0][1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _port_words(settings: Settings, error: OSError) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken: stop what runs there, or start with --port 8110 (INTAKE_PORT)."
    if error.errno == errno.EACCES:
        return f"This user may not listen at {where}: choose a port over 1023 with --port (INTAKE_PORT)."
    return f"Nothing can listen at {where} ({error.strerror}): choose another address with --host and --port."


def session_key(settings: Settings) -> bytes:
    """The key of the desk's sessions: the setting's, or one made once and kept. Raises StartError for a bad one."""
    if settings.session_key is not None:
        with suppress(ValueError):
            key = base64.urlsafe_b64decode(settings.session_key.get_secret_value())
            if len(key) == KEY_BYTES:
                return key
        raise StartError(
            "INTAKE_SESSION_KEY is not 32 bytes of url-safe base64: make one with `openssl rand -base64 32`."
        )
    file = settings.var / "session.key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(os.urandom(KEY_BYTES))
    return file.read_bytes()


async def _publish_sample(service: Service, city_folder: Path) -> None:
    """The sample day, dated today; only where nothing was ever published."""
    async with service.engine.connect() as db:
        if not await digest.is_empty(db):
            return
    now = wall_clock()
    notices = sample_digest(city_folder, now, service.city.zone)
    await service.road.publish(notices, "sample")
