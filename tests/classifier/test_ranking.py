"""Which service a message means: what must hold for any catalog, and for the first city's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.bands import ACT, ASK
from classifier.classifier import Classifier
from tests.classifier.conftest import trained_on

SMALL = trained_on(
    {
        "water-001": ["нет воды", "отключили воду", "су жоқ"],
        "water-002": ["ржавая вода", "вода жёлтая", "су лай"],
        "light-001": ["нет света", "отключили свет", "жарық жоқ"],
        "lift-001": ["лифт не работает", "лифт застрял", "лифт істемейді"],
    },
    {"lift-001": ["Неисправность лифта"]},
)


def first(classifier: Classifier, text: str) -> str:
    return classifier.rank(text, 1)[0].code


@pytest.mark.parametrize(
    ("text", "service"),
    [
        pytest.param("нет воды", "water-001", id="a phrasing itself"),
        pytest.param("воды нету с утра", "water-001", id="other forms, other order"),
        pytest.param("лыфт застрял", "lift-001", id="a typo"),
        pytest.param("net sveta", "light-001", id="Latin"),
        pytest.param("жарык жок", "light-001", id="without Kazakh letters"),
        pytest.param("неисправность в лифте", "lift-001", id="the name counts too"),
    ],
)
def test_a_small_catalog(text: str, service: str) -> None:
    assert first(SMALL, text) == service


@pytest.mark.parametrize(
    ("text", "service"),
    [
        pytest.param("вода есть, но ржавая", "water_sewerage-004", id="what is there is not missing"),
        pytest.param("свет дали, отопления нет", "heating-004", id="the light came back"),
        pytest.param("холодная есть, горячей нет", "heating-001", id="hot is missing"),
        pytest.param("горячая есть, а холодной нет", "water_sewerage-001", id="cold is missing"),
        pytest.param("су бар, бірақ жарық жоқ", "electricity-001", id="Kazakh: there is water"),
        pytest.param("Здравствуйте! Подскажите, пожалуйста, почему нет газа?", "gas-003", id="politeness"),
        pytest.param("мкр. Юбилейный, 9, кв. 15, не работает лифт", "lifts-001", id="an address says nothing"),
        pytest.param("dvernoi domofon slomalsya", "house-009", id="Latin Russian"),
        pytest.param("lift istemeidi", "lifts-001", id="Latin Kazakh"),
        pytest.param("cdtnjajh yt hf,jnftn", "traffic_control-001", id="forgotten keyboard switch"),
        pytest.param("лифт тоқтап тұр, екінші күн не работает", "lifts-001", id="both languages"),
    ],
)
def test_the_first_service(kostanay: Classifier, text: str, service: str) -> None:
    assert first(kostanay, text) == service


@pytest.mark.parametrize(
    ("text", "services"),
    [
        pytest.param(
            "лифт не работает и на детской площадке сломаны качели", {"lifts-001", "landscaping-002"}, id="joined by и"
        ),
        pytest.param(
            "Нет горячей воды третий день. И ещё собаки бродячие у подъезда.",
            {"heating-001", "animals-001"},
            id="apart",
        ),
        pytest.param("мусор не вывозят, светофор не работает", {"waste-001", "traffic_control-001"}, id="a comma"),
    ],
)
def test_each_of_two_problems_is_near_the_top(kostanay: Classifier, text: str, services: set[str]) -> None:
    assert services <= {candidate.code for candidate in kostanay.rank(text, 4)}


def test_a_long_story_does_not_drown_its_sentence(kostanay: Classifier) -> None:
    story = (
        "Здравствуйте, пишу вам уже второй раз. Живу здесь с рождения, родители мои здесь жили, город наш люблю. "
        "Вчера возвращались с женой из гостей, погода была хорошая, разговаривали о том о сём. "
        "И вот на перекрёстке не работает светофор. Надеемся на вас, всего вам доброго, с уважением, семья Ивановых."
    )
    assert first(kostanay, story) == "traffic_control-001"


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте",
        "Который час?",
        "Продам айфон недорого",
        "Сәлеметсіз бе, қалайсыз",
        "кредит без справок за пять минут",
    ],
)
def test_what_is_no_municipal_matter_is_never_acted_on(kostanay: Classifier, text: str) -> None:
    assert all(candidate.confidence < ACT for candidate in kostanay.rank(text))


@pytest.mark.parametrize("text", ["", "   ", "!!! ???", "12345", "🙂", "\x00"])
def test_a_text_without_words_means_nothing(kostanay: Classifier, text: str) -> None:
    assert kostanay.rank(text) == []


@pytest.mark.parametrize(
    "text", ["привет", "добрый день!", "здравствуйте, подскажите пожалуйста", "👍", "сәлеметсіз бе"]
)
def test_a_text_of_fillers_means_no_service(kostanay: Classifier, text: str) -> None:
    """«ни ответа ни привета» is a phrasing; a greeting is not that complaint."""
    assert kostanay.rank(text) == []


def test_the_words_that_spoke_are_the_messages_own(kostanay: Classifier) -> None:
    """The inspector sees why: «на абая» did not speak for the lift, the lift did."""
    (candidate,) = kostanay.rank("на Абая 28 снова лифт стоит", 1)
    assert "лифт" in candidate.words
    assert not {"абая", "снова", "28"} & set(candidate.words)


def test_one_service_is_ranked_alone() -> None:
    only = trained_on({"clock": ["который час", "сколько времени"], "x": ["привет"]}, fillers_tell=True)
    assert [candidate.code for candidate in only.rank("скажите который час", 1)] == ["clock"]


def test_a_service_that_the_catalog_no_longer_has_is_not_answered() -> None:
    """The model may be older than the catalog."""
    narrowed = Classifier(SMALL.model, {"water-002", "light-001"})
    assert "water-001" not in {candidate.code for candidate in narrowed.rank("нет воды")}
    assert narrowed.rank("нет воды")


def test_another_model_ranks_at_once() -> None:
    """Without a restart, and back."""
    classifier = Classifier(SMALL.model, ["water-001", "lift-001"])
    before = classifier.rank("нет воды", 1)
    other = trained_on({"lift-001": ["нет воды", "воды нет дома"], "water-001": ["лифт стоит", "застрял лифт"]})
    classifier.use(other.model)
    assert classifier.rank("нет воды", 1)[0].code == "lift-001"
    classifier.use(SMALL.model)
    assert classifier.rank("нет воды", 1) == before


def test_the_limit_is_kept(kostanay: Classifier) -> None:
    assert [len(kostanay.rank("нет воды", limit)) for limit in (0, 1, 3)] == [0, 1, 3]


def test_ranking_depends_on_nothing_before_it(kostanay: Classifier) -> None:
    """Caches must not change an answer."""
    before = kostanay.rank("свитафор сламался")
    for text in ("нет воды", "лифт стоит", "ытвлафы"):
        kostanay.rank(text)
    assert kostanay.rank("свитафор сламался") == before


def test_a_flood_of_text_is_taken(kostanay: Classifier) -> None:
    assert first(kostanay, "Лифт не работает. " * 6000) == "lifts-001"


_WORDS = [
    "нет",
    "не",
    "вода",
    "су",
    "жоқ",
    "лифт",
    "свет",
    "и",
    "но",
    ".",
    "есть",
    "бар",
    "28",
    "ул",
    "яма",
    "xyz",
    "дөң",
]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join)), st.integers(-1, 9)
)
def test_any_text_gets_a_list_of_candidates(text: str, limit: int) -> None:
    """Never raises; bounded; probabilities that do not rise; no service twice; words of the message."""
    found = SMALL.rank(text, limit)
    confidences = [candidate.confidence for candidate in found]
    assert len(found) <= max(limit, 0)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert confidences == sorted(confidences, reverse=True)
    assert len({candidate.code for candidate in found}) == len(found)


def test_the_bands_are_in_order() -> None:
    assert 0 < ASK < ACT < 1
