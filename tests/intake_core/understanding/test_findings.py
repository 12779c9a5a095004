"""All findings of one text together, with the city as it is shipped."""

from __future__ import annotations

import pytest

from intake_core.city import City
from intake_core.understanding.findings import understand
from intake_core.understanding.intent import Intent
from intake_core.understanding.language import Language


@pytest.mark.parametrize(
    ("text", "service", "place"),
    [
        ("доненбаевой 102 течет крыша 9 этаж", "house-003", ("Доненбаевой", "102")),
        ("квартира 14 заливают соседи сверху, касымканова 66", "house-006", ("Касымханова", "66")),
    ],
)
def test_a_complaint_between_street_and_floor(city: City, text: str, service: str, place: tuple[str, str]) -> None:
    """What stands between the parts of an address is no part of it."""
    found = understand(text, city)
    assert found.top is not None
    assert found.address is not None
    assert (found.top.code, (found.address.street, found.address.house)) == (service, place)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("привет", Intent.SMALL_TALK),
        ("добрый день!", Intent.SMALL_TALK),
        ("👍", Intent.SMALL_TALK),
        ("как дела", Intent.SMALL_TALK),
        ("муж бьет меня", Intent.PROBLEM),
        ("потерялся ребенок 6 лет в красной куртке рынок беркут", Intent.PROBLEM),
        ("тобол нет воды", Intent.PROBLEM),
        ("блин нет воды снова", Intent.PROBLEM),
        ("перевел 20 тысяч не на ту карту помогите вернуть", Intent.FAQ),
        ("затобольск калинина 5 света нет", Intent.OUT_OF_SCOPE),
        ("в тобыле нет воды", Intent.OUT_OF_SCOPE),
    ],
)
def test_what_all_findings_together_are_for(city: City, text: str, intent: Intent) -> None:
    """A greeting is no service, a danger is a problem, a complaint is no standing question about its matter."""
    assert understand(text, city).intent is intent


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("лекарства по рецепту не дают поликлиника коктем", Language.RU),
        ("ЖК Тобол 2 подъезд лифт", Language.RU),
        ("Гоголь к-сі 85 үй, аула жарық емес", Language.KK),
        ("Наурыз ш/а 3 үй лифт істемейді", Language.KK),
    ],
)
def test_names_of_places_decide_no_language(city: City, text: str, language: Language) -> None:
    assert understand(text, city).language is language


@pytest.mark.parametrize(
    ("text", "house", "corrects"),
    [
        ("ой, не 110, а 114", "114", True),
        ("не 10 а 12", "12", True),
        ("110 емес, 114", "114", True),
        ("кв 5", None, False),
    ],
)
def test_details_without_a_place(city: City, text: str, house: str | None, corrects: bool) -> None:
    found = understand(text, city)
    assert found.details is not None
    assert (found.details.house, found.corrects) == (house, corrects)
