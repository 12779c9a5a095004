"""Every text that the code can say exists in both languages and is filled in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from intake_core.appeals.states import AppealState
from intake_core.city import City
from intake_core.conversations.conversation import Language
from intake_core.decisions import Phrase, Say
from intake_core.digest.notices import Notice, NoticePlace, NoticeStatus, Utility
from intake_core.wording import Place, Wording, capitalised
from tests.conftest import ROOT

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
LANGUAGES = list(Language)
HOME = Place(street="Алтынсарина", house="110")


def wording(city: City, language: Language) -> Wording:
    return Wording(city, language, "1", NOW)


def test_every_key_in_the_code_is_a_text(city: City) -> None:
    """A key misspelt in code would be found by the citizen."""
    source = (ROOT / "intake_core" / "wording.py").read_text("utf-8")
    for key in re.findall(r'_say\(\s*"([a-z-]+)"', source):
        assert city.replies.has(key), key


@pytest.mark.parametrize(
    "key",
    [
        *(f"state-{state}" for state in AppealState),
        *(f"{side}-{utility}" for side in ("on", "off") for utility in Utility),
        *(f"emergency-{number}" for number in ("101", "102", "103", "104", "112")),
        *Phrase,
    ],
)
def test_every_composed_key_is_a_text(city: City, key: str) -> None:
    assert city.replies.has(key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phrase", list(Phrase))
def test_every_phrase_is_filled_in(city: City, language: Language, phrase: Phrase) -> None:
    [message] = wording(city, language).messages(Say(phrase=phrase), [])
    assert message.text
    assert "{" not in message.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_faq_answer_is_filled_in(city: City, language: Language) -> None:
    words = wording(city, language)
    for faq_id in city.faq:
        assert not re.search(r"[{}$]", words._faq(faq_id)), faq_id


def notice(start: timedelta | None, end: timedelta | None, **more: object) -> Notice:
    given = {
        "id": "n",
        "utility": Utility.HOT_WATER,
        "status": NoticeStatus.EMERGENCY,
        "places": (NoticePlace(street="Алтынсарина"),),
        "published_at": NOW,
        "starts_at": NOW + start if start is not None else None,
        "ends_at": NOW + end if end is not None else None,
    }
    return Notice(**{**given, **more})  # type: ignore[arg-type]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "ru", "kk"),
    [
        pytest.param(
            notice(-HOUR, 6 * HOUR), "Сегодня с 11:00 до 18:00.", "Бүгін сағат 11:00 мен 18:00 аралығында.", id="today"
        ),
        pytest.param(
            notice(-HOUR, 6 * HOUR, approx=True),
            "Сегодня с 11:00 примерно до 18:00.",
            "Бүгін сағат 11:00 мен шамамен 18:00 аралығында.",
            id="about",
        ),
        pytest.param(
            notice(-DAY, DAY),
            "Началось вчера 12:00, закончат завтра 12:00.",
            "Басталғаны: кеше 12:00, бітетіні: ертең 12:00.",
            id="over midnight",
        ),
        pytest.param(notice(None, DAY), "Закончат завтра 12:00.", "Бітетіні: ертең 12:00.", id="only the end"),
        pytest.param(
            notice(-HOUR, None),
            "Началось сегодня 11:00, когда закончат, пока неизвестно.",
            "Басталғаны: бүгін 11:00, қашан бітетіні әзірге белгісіз.",
            id="only the start",
        ),
        pytest.param(
            notice(None, None),
            "Устраняют, точного срока пока нет.",
            "Жөндеп жатыр, нақты уақыты әзірге белгісіз.",
            id="neither",
        ),
        pytest.param(
            notice(-3 * DAY, 20 * DAY, starts_on_date=True, ends_on_date=True),
            "Началось 21 ноября, закончат 14 декабря.",
            "Басталғаны: 21 қараша, бітетіні: 14 желтоқсан.",
            id="days only",
        ),
    ],
)
def test_the_time_is_said_as_people_say_it(city: City, told: Notice, ru: str, kk: str) -> None:
    assert ru in wording(city, Language.RU).notice(told, HOME)
    assert kk in wording(city, Language.KK).notice(told, HOME)


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("әке", "Әке"), ("ЛЭП", "ЛЭП"), ("1-й", "1-й")])
def test_capitalised(text: str, expected: str) -> None:
    assert capitalised(text) == expected
