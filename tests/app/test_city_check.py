"""`intake city check` beyond what loading needs: what would only confuse citizens and the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.city.check import Phrasing, check_city, near_duplicates
from app.city.load import MODEL, load_city
from app.city.sources import CityDataError
from intake_core.city import City
from tests.spoiled_city import copy_of_city, spoil


@pytest.mark.parametrize(
    ("one", "other", "are_near"),
    [
        pytest.param("нет горячей воды второй день", "второй день нет горячей воды", True, id="in another order"),
        pytest.param("лифт застрял между этажами", "лифт застрял между этажам", True, id="a letter less"),
        pytest.param("Ёлку не убрали!", "елку не убрали", True, id="typed otherwise"),
        pytest.param("нет света", "нет свету", False, id="half of a short one"),
        pytest.param("не горит фонарь во дворе", "не горит фонарь на улице", False, id="another place"),
        pytest.param("су жоқ", "жарық жоқ", False, id="one word of two"),
    ],
)
def test_what_is_nearly_the_same(one: str, other: str, are_near: bool) -> None:
    rest = [Phrasing("c-001", text) for text in ("яма на дороге", "собака кусается", "не вывозят мусор")]
    found = list(near_duplicates([Phrasing("a-001", one), Phrasing("b-001", other), *rest]))
    assert bool(found) is are_near


def test_one_service_may_repeat_itself() -> None:
    assert not list(near_duplicates([Phrasing("a-001", "нет воды дома"), Phrasing("a-001", "дома нет воды")]))


def test_a_pair_is_told_once() -> None:
    assert len(list(near_duplicates([Phrasing("a-001", "нет воды"), Phrasing("b-001", "воды нет")]))) == 1


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """Where each mistake was made, and what is said of a city that loads and should not be left so."""
    folder = copy_of_city(tmp_path_factory.mktemp("confusing"))
    city = load_city(folder)
    one, other = city.services["heating-001"], city.services["roads-001"]
    phrasing, name = one.phrasings["ru"][0], other.name.ru  # type: ignore[index]
    stood = other.phrasings["ru"][3]  # type: ignore[index]
    backwards = " ".join(reversed(phrasing.split()))
    at = {
        "phrasing": spoil(folder, "catalog/roads.yaml", f"- {stood}\n", f"- {backwards}\n"),
        "name": spoil(folder, "catalog/heating.yaml", f"ru: {one.name.ru}\n", f"ru: {name}\n"),
    }
    with pytest.raises(CityDataError) as caught:
        check_city(folder)
    return at, str(caught.value)


def test_a_near_duplicate_is_named_with_its_line(faults: tuple[dict[str, str], str]) -> None:
    at, said = faults
    lines = [line for line in said.splitlines() if "says what" in line]
    assert lines
    assert all("heating-001" in line and "roads-001" in line for line in lines)
    assert all(line.startswith(at["phrasing"]) or "catalog/heating.yaml:" in line for line in lines)


def test_a_name_that_two_services_have_is_named(faults: tuple[dict[str, str], str]) -> None:
    _, said = faults
    assert "is the name of heating-001 too" in said


def test_a_model_of_another_catalog_is_named(faults: tuple[dict[str, str], str]) -> None:
    _, said = faults
    assert f"{MODEL}:1: it was trained on another catalog: run `intake model build`" in said


def test_a_city_without_a_model_says_how_to_make_one(tmp_path: Path) -> None:
    folder = copy_of_city(tmp_path)
    (folder / MODEL).unlink()
    with pytest.raises(CityDataError, match="intake model build"):
        load_city(folder)


def test_a_model_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    folder = copy_of_city(tmp_path)
    (folder / MODEL).write_bytes(b"PK\x03\x04")
    with pytest.raises(CityDataError, match="intake model build"):
        load_city(folder)


def test_the_catalog_is_as_large_as_the_city_needs(city: City) -> None:
    assert len(city.services) >= 1050
    assert len({service.sphere for service in city.services.values()}) == len(city.spheres) == 31
