"""Places outside the city: a citizen of Затобольск is sent on politely, a bus to Рудный is no address."""

from __future__ import annotations

from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.reading import Reading

_ON_THE_WAY: Final = keys(
    """
    из до от на через сторону стороны направление направлении направлению трасса трассе трассы дорога дороге автобус
    рейс
    маршрут поезд электричка ехать еду ехал ехала еду ездит ездят идет возит
    """
)


def is_where(mention: Mention, reading: Reading) -> bool:
    """Whether the neighbour named here is where the problem is, not a direction or an origin."""
    before = reading.word_before(mention.first)
    marked = reading.key(mention.first) in words.TOWN_MARKERS or reading.key(before) in words.TOWN_MARKERS
    if marked:
        before = reading.word_before(before) if reading.key(before) in words.TOWN_MARKERS else before
    if before >= 0 and reading.key(before) in _ON_THE_WAY:
        return False
    if mention.street_marker:
        return False
    return marked or not _is_route(reading, mention)


def _is_route(reading: Reading, mention: Mention) -> bool:
    """«Костанай – Рудный»."""
    before, after = mention.first - 1, mention.last + 1
    return (before >= 1 and reading.tokens[before].text in "-–—" and reading.is_word(before - 1)) or (
        after + 1 < len(reading.tokens) and reading.tokens[after].text in "-–—" and reading.is_word(after + 1)
    )
