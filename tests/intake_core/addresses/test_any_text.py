"""Properties that hold for all texts and all addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intake_core.understanding.addresses import Address, Gazetteer, PlaceKind, read_address, read_details
from tests.intake_core.addresses.conftest import city_neighbours, city_places

GAZETTEER = Gazetteer.build(city_places(), city_neighbours())
# Streets of their own name: neither dates nor shared with a district, whose shapes have their own rules.
STREETS = sorted(
    place.name_ru
    for place in GAZETTEER.places
    if place.kind.is_street and place.name_ru[0].isalpha() and "(" not in place.name_ru
)
AREAS = sorted(place.name_ru for place in GAZETTEER.places if place.kind is PlaceKind.MICRODISTRICT)

streets = st.sampled_from(STREETS)
houses = st.builds(
    lambda number, tail: f"{number}{tail}",
    st.integers(1, 399),
    st.sampled_from(["", "А", "Б", "Г", "/1", "/3", "/12"]),
)
details = st.sampled_from(["", ", кв. 7", " кв 7", ", 7 квартира", " квартира 7", ", 7-пәтер"])
before = st.sampled_from(["", "ул. ", "улица ", "по улице ", "на ", "по ", "Здравствуйте! ", "Нет света, "])
after = st.sampled_from(["", ".", " нет воды", ", нет воды второй день", " су жоқ", "\nспасибо"])
numbering = st.sampled_from([" ", ", ", " дом ", ", д. ", ", дом № ", ","])
spoken = st.sampled_from([str, str.lower, str.upper])
words = st.sampled_from(
    "абая чехова 28 28/3 а в кв 5 подъезд 2 мкр юбилейный ул . , - не ой точнее угол и школа № 10 9 : 00 с до октября "
    "5 апреля двадцать восемь сто көшесі үй gogol затобольск в г".split()
)


@given(street=streets, house=houses, detail=details, lead=before, tail=after, joint=numbering, say=spoken)
def test_an_address_reads_back(
    street: str, house: str, detail: str, lead: str, tail: str, joint: str, say: type[str]
) -> None:
    """Whatever surrounds it, in any case, a street with a house is read as itself."""
    found = read_address(say(f"{lead}{street}{joint}{house}{detail}{tail}"), GAZETTEER)
    assert found is not None
    assert (found.street, found.house, found.flat) == (street, house, "7" if detail else None)


@given(name=st.sampled_from(AREAS), house=houses, tail=after, joint=numbering)
def test_a_house_of_a_microdistrict_reads_back(name: str, house: str, tail: str, joint: str) -> None:
    """Microdistricts number their houses without streets."""
    marked = name if "микрорайон" in name else f"мкр {name}"
    found = read_address(f"{marked}{joint}{house}{tail}", GAZETTEER)
    assert found is not None
    assert (found.microdistrict, found.house) == (name, house)


@given(st.one_of(st.text(max_size=300), st.lists(words, max_size=60).map(" ".join), st.lists(words).map("".join)))
def test_any_text_is_survived(text: str) -> None:
    """Reading never raises, and its span lies in the text."""
    read_details(text)
    found = read_address(text, GAZETTEER)
    if isinstance(found, Address):
        start, end = found.span
        assert 0 <= start < end <= len(text)


@given(street=streets, house=houses, lead=before)
def test_the_span_holds_the_address(street: str, house: str, lead: str) -> None:
    """What is outside of the span had no part in the reading."""
    text = f"{lead}{street} {house}"
    found = read_address(text, GAZETTEER)
    assert found is not None
    assert text[found.span[0] : found.span[1]].endswith(f"{street} {house}")
