"""Whether what stands around a name says that it is meant as a place.

Names are also words and people: Победы, Садовая, Чехов, «5 Декабря». Each spelling carries how far it is trusted
(`spellings.Trust`); here the signs are weighed against it.
"""

from __future__ import annotations

from itertools import chain
from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.gazetteer import Entry, Match
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.normalise import keys
from intake_core.understanding.addresses.places import Neighbour, Place
from intake_core.understanding.addresses.reading import Reading
from intake_core.understanding.addresses.spellings import Trust


def suffices(reading: Reading, mention: Mention, match: Match, entry: Entry) -> bool:
    """Whether the signs are enough for this reading of the name."""
    marked = (mention.street_marker and entry.target.is_street) or (mention.area_marker and not entry.target.is_street)
    if marked:
        return True
    if isinstance(entry.target, Neighbour):
        return _suffices_outside(reading, mention, match, entry)
    if entry.trust is Trust.SURE:
        return True
    if entry.trust is Trust.DATED:
        placed = mention.house is not None or _is_at_corner(reading, mention)
        return placed and mention.preposition not in words.DATE_BEFORE
    if entry.trust is Trust.MARKED:
        return _suffices_for_rarest(reading, mention, match, entry)
    return _is_whole_message(reading, mention) or _has_sign(reading, mention, match, entry)


def _suffices_outside(reading: Reading, mention: Mention, match: Match, entry: Entry) -> bool:
    """A neighbour's name alone, unless it is also a river or an ordinary word: «Тобыл арнасы»."""
    if entry.trust is Trust.SURE:
        return True
    marked = {reading.key(reading.word_before(match.first)), reading.key(mention.last + 1)} & words.TOWN_MARKERS
    leads = match.first == 0 and reading.key(match.last + 1) in words.STREET_MARKERS  # «Тобыл ул Мира 3»
    # «Тобылда» may be in the town, on the river or in the complex of that name; «Рудныйда» is in the town.
    if mention.local and not any(isinstance(other.target, Place) and other.target.is_area for other in match.entries):
        return True
    return mention.preposition in words.IN or bool(marked) or leads or _is_isolated(reading, mention, match)


_WORD_LENGTH: Final = 3
_STOPS: Final = keys("остановка остановке остановки остановку ост аялдама аялдамасы аялдамасында")


def _suffices_for_rarest(reading: Reading, mention: Mention, match: Match, entry: Entry) -> bool:
    """КСК is a district only «на КСК», «центр» only «в центре», the market a landmark only beside «у», «возле»."""
    if reading.key(match.first) in words.COOPERATIVES:
        on = mention.preposition in words.ON - words.ALONG and not _is_complaint(reading, mention)
        named = reading.marker_before(match.first) is not None or _is_whole_message(reading, mention)
        return (on or named) and entry.target.is_area
    if entry.target.is_area:
        after = match.last + 1
        alone = not reading.is_word(after) or reading.key(after) in words.FOLLOWERS
        return mention.preposition in words.IN and alone and not _is_destination(reading, mention)
    if entry.target.is_street:
        text = reading.tokens[match.first].text
        abbreviated = len(text) < _WORD_LENGTH and text.isupper() and not reading.is_shouted
        return abbreviated and mention.house is not None  # «ВИ 4»
    near = mention.preposition in words.NEAR or reading.key(mention.last + 1) in words.NEAR_AFTER
    near = near or reading.key(match.first - 1) in _STOPS
    return near or reading.marker_before(match.first) is not None


def _has_sign(reading: Reading, mention: Mention, match: Match, entry: Entry) -> bool:
    if _qualifies_next(reading, match):
        return False
    if mention.house is not None or mention.local or _is_isolated(reading, mention, match):
        return True
    if mention.preposition in words.NEAR or reading.key(mention.last + 1) in words.NEAR_AFTER:
        return True
    if entry.target.is_street and _is_at_corner(reading, mention):
        return True
    if mention.preposition in words.ON:
        return not _is_complaint(reading, mention)
    if mention.preposition in words.IN:
        return not entry.target.is_street and not _is_destination(reading, mention)
    if reading.marker_before(match.first) is not None or _is_quoted(reading, match):
        return True
    return not entry.target.is_street and _is_capital_inside(reading, match)


def is_of_person(reading: Reading, match: Match) -> bool:
    """«врач Чехов», «стихи Абая», «День Победы», «Чехова Анна Петровна», «Абай атындағы»."""
    at = reading.word_before(match.first)
    if reading.marker_before(at) is not None:
        return False  # «улица имени Майлина»
    if reading.key(at) in words.PERSON_BEFORE or reading.key(match.last + 1) in words.PERSON_AFTER:
        return True
    return any(reading.key(match.last + step).endswith(words.PATRONYMIC_ENDS) for step in (1, 2))


def _is_destination(reading: Reading, mention: Mention) -> bool:
    """«еду в аэропорт», «автобус в аэропорт»."""
    before = reading.word_before(mention.first)
    return any(reading.key(at) in words.MOVING for at in range(before - 3, before))


def _is_complaint(reading: Reading, mention: Mention) -> bool:
    return reading.key(reading.word_before(mention.first) - 1) in words.COMPLAINT


def _qualifies_next(reading: Reading, match: Match) -> bool:
    """«на рабочей неделе», «центральная площадь», «юбилейный концерт»: an adjective with its noun."""
    after = match.last + 1
    if match.last != match.first or not reading.is_word(after) or reading.key(after) in words.FOLLOWERS:
        return False
    word, noun = reading.tokens[match.first].text.casefold(), reading.tokens[after].text.casefold()
    if noun in _NOUNS_APART or reading.marker_after(after) is not None:
        return False
    return any(word.endswith(ends) and noun.endswith(nouns) for ends, nouns in _AGREEMENT)


_AGREEMENT: Final = (
    (("ой", "ей"), ("е", "и", "ой", "ей")),
    (("ая",), ("а", "я", "ь")),
    (("ую", "юю"), ("у", "ю", "ь")),
    (("ый", "ий"), tuple("бвгджзклмнпрстфхцчшщй")),
    (("ом", "ем"), ("е", "у", "и")),
    (("ого", "его"), ("а", "я")),
)
_NOUNS_APART: Final = frozenset("дом газ свет снег лифт яма ямы вода лужа люк улица улице мкр район".split())


def _is_isolated(reading: Reading, mention: Mention, match: Match) -> bool:
    """Set off on both sides: «Юбилейный, нет света», «рабочая нет воды», an answer in one word."""
    opens = match.first == 0 or not reading.tokens[match.first - 1].is_word or mention.first != match.first
    after = mention.last + 1
    closes = after >= len(reading.tokens) or reading.tokens[after].text in ",.;!?" or reading.key(after) in _STATES
    return opens and closes


_STATES: Final = keys("нет жоқ опять снова отключили прорвало без света воды тепла газа отопления горячей холодной")


def _is_whole_message(reading: Reading, mention: Mention) -> bool:
    """Nothing else is said, as in an answer to "which street?"."""
    last = mention.house.last if mention.house else mention.last
    first = min(mention.first, mention.house.first) if mention.house else mention.first
    outside = chain(range(first), range(last + 1, len(reading.tokens)))
    return all(reading.tokens[at].is_sign for at in outside)


def _is_quoted(reading: Reading, match: Match) -> bool:
    return match.first > 0 and reading.tokens[match.first - 1].text in '«"“'


def _is_at_corner(reading: Reading, mention: Mention) -> bool:
    """A word for an intersection within the nearest five words on either side."""
    near = range(mention.first - 5, mention.last + 6)
    return any(reading.key(at) in words.CORNER for at in near) or _is_dashed(reading, mention)


def _is_dashed(reading: Reading, mention: Mention) -> bool:
    """Рабочая–Бородина: a hyphen with a word behind it."""
    return (
        mention.last + 2 < len(reading.tokens)
        and reading.tokens[mention.last + 1].text in "-–—"
        and reading.is_word(mention.last + 2)
    ) or (mention.first >= 2 and reading.tokens[mention.first - 1].text in "-–—" and reading.is_word(mention.first - 2))


def _is_capital_inside(reading: Reading, match: Match) -> bool:
    """A capital in the midst of a sentence that is not shouted."""
    token = reading.tokens[match.first]
    inside = match.first > 0 and reading.is_word(match.first - 1)
    return inside and token.text[0].isupper() and not token.text.isupper()
