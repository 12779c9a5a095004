"""Evidence: fetched behind the appeal's back, tried again, and at last said to be lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from intake_core.appeals.states import AppealState
from intake_core.evidence import store
from intake_core.evidence.fetcher import MAX_TRIES, Fetcher
from intake_core.evidence.store import LEASE, Evidence
from intake_core.messages import ChannelName, OutboundMessage, Receipt
from intake_core.outbox.channel import Capabilities, FileGone, TextUnit, TryLater
from intake_core.road import Road
from media_store.store import MediaStore, Missing, key_of, thumbnail_key_of
from tests.citizens import Citizen
from tests.conftest import Clock
from tests.pictures import OGG_VOICE, PDF, SVG, jpeg


@dataclass
class Platform:
    """A channel whose files are what the test puts there: bytes, or errors to be raised in turn."""

    files: dict[str, list[bytes | Exception]] = field(default_factory=dict)
    name = ChannelName.TELEGRAM
    can = Capabilities(
        text_limit=1, text_unit=TextUnit.BYTES, max_choices=0, sends_per_second=1, chat_interval=timedelta(0)
    )

    async def send(self, message: OutboundMessage) -> Receipt:
        return Receipt(platform_ids=("1",))

    @asynccontextmanager
    async def open_file(self, ref: str) -> AsyncIterator[AsyncIterator[bytes]]:
        answers = self.files.get(ref, [FileGone("no such file")])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        yield _pieces(answer)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


@dataclass
class Background:
    """The fetcher at work for one citizen."""

    citizen: Citizen
    platform: Platform
    media: MediaStore
    fetcher: Fetcher

    async def evidence(self) -> Sequence[Evidence]:
        """All files of the citizen."""
        talk = await self.citizen.talk()
        async with self.citizen.road.engine.connect() as db:
            return await store.of_conversation(db, talk.id)

    async def fetched(self) -> Evidence:
        """The only file, after one round."""
        await self.fetcher.fetch_due()
        [item] = await self.evidence()
        return item


@pytest.fixture
def background(road: Road, clock: Clock, tmp_path: Path) -> Background:
    platform, media = Platform(), MediaStore.in_folder(tmp_path)
    fetcher = Fetcher(road.engine, {platform.name: platform}, media, road.bell, clock)
    return Background(Citizen(road), platform, media, fetcher)


async def test_the_appeal_does_not_wait(background: Background) -> None:
    """Registered before a single byte was asked for; the photo follows."""
    background.platform.files["p"] = [jpeg()]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    [appeal] = await background.citizen.appeals()
    assert appeal.state is AppealState.REGISTERED
    item = await background.fetched()
    assert (item.state, item.appeal_id) == ("stored", appeal.id)
    assert (item.content_type, item.width, item.height) == ("image/jpeg", 640, 480)
    assert item.size_bytes == len(jpeg())


async def test_the_same_bytes_are_kept_once(background: Background) -> None:
    """However often a picture is forwarded."""
    background.platform.files |= {"p": [jpeg()], "q": [jpeg()]}
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    await background.citizen.sends_photo(ref="q")
    await background.fetcher.fetch_due()
    first, second = await background.evidence()
    assert first.sha256 == second.sha256
    assert await background.media.size_bytes(key_of(first.sha256 or "")) == len(jpeg())


async def test_a_thumbnail_stands_upright_and_knows_nothing(background: Background) -> None:
    """Turned as the camera was held, without the camera's data."""
    background.platform.files["p"] = [jpeg(800, 400, orientation=6)]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    item = await background.fetched()
    assert (item.width, item.height) == (400, 800)
    small = b"".join([piece async for piece in background.media.read(thumbnail_key_of(item.sha256 or ""))])
    assert b"Camera" not in small
    assert b"Camera" in jpeg()


@pytest.mark.parametrize(("content", "content_type"), [(OGG_VOICE, "audio/ogg"), (PDF, "application/pdf")])
async def test_other_kinds_are_kept_by_what_they_are(background: Background, content: bytes, content_type: str) -> None:
    background.platform.files["p"] = [content]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    assert (await background.fetched()).content_type == content_type


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SVG, id="a script in a picture's name"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"MZ" + bytes(200), id="a program"),
        pytest.param(jpeg()[:600], id="a picture cut short"),
    ],
)
async def test_what_is_no_evidence_is_refused_and_shown_to_the_inspector(
    background: Background, content: bytes
) -> None:
    background.platform.files["p"] = [content]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    item = await background.fetched()
    assert item.state == "lost"
    assert item.error
    [appeal] = await background.citizen.appeals()
    assert (appeal.state, appeal.review_reason) == (AppealState.REGISTERED, "evidence_lost")


async def test_a_lost_file_hides_no_danger(background: Background) -> None:
    """The first reason why a person is needed stands; danger above all."""
    background.platform.files["p"] = [FileGone("expired")]
    await background.citizen.sends_photo("пахнет газом в подъезде, абая 28", ref="p")
    await background.fetched()
    [appeal] = await background.citizen.appeals()
    assert appeal.review_reason == "emergency"


async def test_a_busy_platform_is_asked_again(background: Background, clock: Clock) -> None:
    background.platform.files["p"] = [TryLater("busy", after=30), jpeg()]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    assert (await background.fetched()).state == "pending"
    clock.forward(seconds=29)
    assert (await background.fetched()).state == "pending"
    clock.forward(seconds=2)
    assert (await background.fetched()).state == "stored"


async def test_an_unknown_error_is_tried_again(background: Background, clock: Clock) -> None:
    background.platform.files["p"] = [ConnectionResetError("cut"), jpeg()]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    assert (await background.fetched()).error == "ConnectionResetError"
    clock.forward(minutes=1)
    assert (await background.fetched()).state == "stored"


async def test_at_last_a_file_is_lost_in_sight(background: Background, clock: Clock) -> None:
    background.platform.files["p"] = [TryLater("busy")]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    for _ in range(MAX_TRIES):
        item = await background.fetched()
        clock.forward(minutes=20)
    assert item.state == "lost"
    assert "busy" in (item.error or "")


async def test_a_dead_fetchers_file_is_fetched_by_another(background: Background, clock: Clock) -> None:
    """Claimed and never finished: the lease runs out."""
    background.platform.files["p"] = [jpeg()]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    async with background.citizen.road.engine.begin() as db:
        assert len(await store.claim_due(db, clock(), [ChannelName.TELEGRAM], 9)) == 1
    assert (await background.fetched()).state == "pending"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert (await background.fetched()).state == "stored"


async def test_a_file_over_the_limit_is_not_kept(background: Background, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut off as soon as the limit is passed."""
    with pytest.raises(Missing):
        await background.media.size_bytes(key_of("0" * 64))
    monkeypatch.setattr("intake_core.evidence.fetcher.LIMIT_BYTES", 1000)
    background.platform.files["p"] = [jpeg()]
    await background.citizen.sends_photo("не вывозят мусор абая 28", ref="p")
    item = await background.fetched()
    assert (item.state, item.error) == ("lost", "over 1000 bytes")
