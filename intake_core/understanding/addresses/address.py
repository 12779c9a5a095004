"""What a message says about the place of its problem."""

from __future__ import annotations

from dataclasses import dataclass, field

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place as the citizen named it.

    At least one of street, microdistrict, landmark, candidates, outside is set, except in what `read_details` returns.
    `street`, `microdistrict`, `cross`, `candidates` are `Place.name_ru`; so is `landmark` if the gazetteer knows it.
    """

    street: str | None = None
    house: str | None = None  # "28", "28А", "28/3": the letter is a capital Cyrillic one, without a blank
    entrance: str | None = None
    floor: str | None = None
    flat: str | None = None
    microdistrict: str | None = None  # also a district, garden society, complex or quarter
    landmark: str | None = None
    cross: str | None = None  # the second street of an intersection
    candidates: tuple[
        str, ...
    ] = ()  # the places that an ambiguous name may mean; street and microdistrict are None then
    areas: tuple[str, ...] = field(default=(), compare=False)  # those of the candidates that are districts
    outside: str | None = None  # a place outside the city, its Russian name
    span: Stretch = (0, 0)  # the characters of the text that it was read from
    named: tuple[Stretch, ...] = field(
        default=(), compare=False
    )  # in it, place and house alone: words may stand between

    def cut_from(self, text: str) -> str:
        """The text that this was read from, without the words for place and house; what stood between stays."""
        ends = (0, *(end for _, end in self.named))
        starts = (*(start for start, _ in self.named), len(text))
        return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))

    def words_in(self, text: str) -> str:
        """What `cut_from` cuts."""
        return " ".join(text[start:end] for start, end in self.named)
