"""From mentions to the one place that the message is about.

A *site* is a mention that can be where the problem is: a street with or without a house, an intersection, a
district. Of several the corrected one wins, then one that is not merely where the citizen lives or comes from, then
one with a house or a crossing, then the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from intake_core.understanding.addresses import words
from intake_core.understanding.addresses.corrections import is_correction, is_taken_back
from intake_core.understanding.addresses.homonyms import targets_of
from intake_core.understanding.addresses.mention import Mention
from intake_core.understanding.addresses.outside import is_where
from intake_core.understanding.addresses.places import Neighbour, Place
from intake_core.understanding.addresses.reading import Reading

_LIVES_REACH: Final = 4
_NEIGHBOURING: Final = 8  # tokens: a district this near to a street says where the street is
_TOUCHING: Final = 4


@dataclass(frozen=True, slots=True)
class Site:
    mention: Mention
    targets: tuple[Place | Neighbour, ...]
    cross: Mention | None = None
    cross_name: str | None = None

    @property
    def target(self) -> Place | Neighbour | None:
        """The place meant, where it is clear."""
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def is_landmark(self) -> bool:
        return all(not target.is_street and not target.is_area for target in self.targets)

    @property
    def is_outside(self) -> bool:
        return isinstance(self.target, Neighbour)

    @property
    def is_street(self) -> bool:
        return self.target is not None and self.target.is_street

    @property
    def is_area(self) -> bool:
        return isinstance(self.target, Place) and self.target.is_area


def sites_of(mentions: Sequence[Mention], reading: Reading, district: str | None = None) -> list[Site]:
    """What each mention means; those that were taken back or only point elsewhere are left out."""
    kept = _not_taken_back(mentions, reading)
    named = {
        site.target.name_ru
        for site in _resolved(kept, reading, frozenset())
        if site.is_area and site.target is not None
    }
    found = _with_namesakes(_resolved(kept, reading, frozenset(named | {district} if district else named)))
    return _crossed([site for site in found if not site.is_outside or is_where(site.mention, reading)], reading)


def _not_taken_back(mentions: Sequence[Mention], reading: Reading) -> Sequence[Mention]:
    """Without the names that the citizen denies, wherever they stand, unless nothing else is left."""
    denied = {
        entry.target.name_ru for mention in mentions if is_taken_back(mention, reading) for entry in mention.entries
    }
    kept = [one for one in mentions if not any(entry.target.name_ru in denied for entry in one.entries)]
    return kept or mentions


def _resolved(mentions: Sequence[Mention], reading: Reading, named: frozenset[str]) -> list[Site]:
    return [Site(mention, targets_of(mention, reading, named)) for mention in mentions]


def _with_namesakes(sites: list[Site]) -> list[Site]:
    """«Абая 5 Амангельды»: beside a name that may be a district, that district's own Абая may be meant."""
    perhaps = {
        target.name_ru
        for site in sites
        if site.target is None and site.mention.house is None and not site.mention.street_marker
        for target in site.targets
        if target.is_area
    }
    return [_with_namesake(site, perhaps) for site in sites] if perhaps else sites


def _with_namesake(site: Site, districts: Collection[str]) -> Site:
    if not site.is_street or site.mention.house is None:
        return site
    others = (entry.target for entry in site.mention.entries if isinstance(entry.target, Place))
    inside = [other for other in others if other.district in districts and other != site.target]
    return replace(site, targets=(*site.targets, *inside))


def problem_site(sites: Sequence[Site], reading: Reading) -> Site | None:
    """The site of the problem among those in the city; landmarks are no sites."""
    inside = [site for site in sites if not site.is_landmark and not site.is_outside]
    if not inside:
        return None
    along = next((site for site in inside if site.is_street and site.mention.preposition in words.ALONG), None)
    stretch = next((site for site in inside if _is_stretch(site)), None)
    if along is not None and stretch is not None and along is not stretch:
        return replace(along, cross=stretch.mention, cross_name=stretch.target.name_ru if stretch.target else None)
    return min(enumerate(inside), key=lambda pair: (*_merit(pair[1], reading), pair[0]))[1]


def _is_stretch(site: Site) -> bool:
    """«от Чехова до Майлина»: the ends of a stretch of some other street."""
    return site.is_street and site.cross is not None and site.mention.preposition in words.TO_FROM | words.BETWEEN


def _merit(site: Site, reading: Reading) -> tuple[bool, bool, bool, bool]:
    """Smaller is better."""
    at = site.mention.first
    lives = any(reading.key(index) in words.LIVES for index in range(at - _LIVES_REACH, at))
    exact = site.mention.house is not None or site.cross is not None
    return (not is_correction(site.mention, reading), lives, not exact, not site.is_street)


def _crossed(sites: list[Site], reading: Reading) -> list[Site]:
    """The sites with intersections joined: the second street becomes the first one's `cross`."""
    joined: list[Site] = []
    for site in sites:
        before = joined[-1] if joined else None
        if before is not None and before.cross is None and _cross(before, site, reading):
            assert site.target is not None  # noqa: S101 - _cross has looked; for mypy
            joined[-1] = replace(before, cross=site.mention, cross_name=site.target.name_ru)
        else:
            joined.append(site)
    return joined


def _abbreviates(gap: Sequence[str], at: int) -> bool:
    """Whether this full stop ends «ул», not a sentence."""
    return at > 0 and gap[at - 1] in words.STREET_MARKERS


_BETWEEN_CROSSED: Final = words.LINKS | words.CORNER | words.ON | words.IN | {","}


def _cross(one: Site, two: Site, reading: Reading) -> bool:
    if not (one.is_street and two.is_street) or one.target == two.target:
        return False
    start = max(one.mention.last, _house_end(one.mention)) + 1
    gap = [reading.key(at) for at in range(start, two.mention.first)]
    if len(gap) > _TOUCHING + 2:
        return False
    cued = any(reading.key(at) in words.CORNER for at in range(one.mention.first - 3, two.mention.last + 4))
    houses = one.mention.house is not None or two.mention.house is not None
    linked = all(
        key in words.LINKS
        or key in words.STREET_MARKERS
        or key in words.CORNER
        or (key == "." and _abbreviates(gap, at))
        for at, key in enumerate(gap)
    )
    if cued and "." not in gap:
        return linked or all(
            key in words.LINKS | words.CORNER | {","} | words.ON | words.IN or len(key) > 2 for key in gap
        )
    return linked and not houses and len(gap) <= _TOUCHING


def _house_end(mention: Mention) -> int:
    return mention.house.last if mention.house is not None else -1


def area_near(site: Site, sites: Sequence[Site]) -> Site | None:
    """The district that the street's own address names."""
    areas = [other for other in sites if other.is_area and other is not site]
    near = [other for other in areas if _distance(site.mention, other.mention) <= _NEIGHBOURING]
    return near[0] if near else None


def outside_near(site: Site | None, sites: Sequence[Site]) -> Site | None:
    """The place outside the city that the message is about: the only one named, or beside the street it names."""
    outside = [other for other in sites if other.is_outside]
    if site is None:
        return outside[0] if outside else None
    return next((other for other in outside if _distance(site.mention, other.mention) <= _TOUCHING), None)


def _distance(one: Mention, two: Mention) -> int:
    """Tokens between two mentions, their houses included."""
    ends = sorted((min(m.first, m.house.first if m.house else m.first), max(m.last, _house_end(m))) for m in (one, two))
    return ends[1][0] - ends[0][1] - 1
