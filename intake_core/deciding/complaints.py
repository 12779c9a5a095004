"""A complaint: settled by a notice if one explains it, else an appeal, with a short question before where needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from classifier.bands import Band, band_of
from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.place import place_of
from intake_core.choices import AREA, NONE_OF_THESE, PLACE, SERVICE
from intake_core.conversations.conversation import QuestionKind
from intake_core.deciding.situation import Situation
from intake_core.decisions import (
    Answer,
    Ask,
    Decision,
    Register,
    Repeat,
    Review,
)
from intake_core.digest.matching import Fit, explaining
from intake_core.digest.notices import Notice, Utility
from intake_core.lookups import Heard, utilities_of
from intake_core.understanding.addresses.address import Address

RIVAL: Final = 0.10
"""A service less likely than this is no choice to offer: the inspector looks at the only one instead."""

FAR_FETCHED: Final = 0.03
"""A third choice less likely than this only puzzles: a bill is no answer to "what is it about the cold radiators?"."""


def complaint(at: Situation, case: Case, draft: Appeal | None, *, sure: bool = False) -> Decision:
    """What to do about a complaint. `draft`: the one it goes on with; `sure`: the citizen chose the service."""
    address = at.found.address
    if draft is None and not case.place.is_known and (heard := _heard_of(at, case)) is not None:
        case = replace(case, place=heard.place)
    if at.may_ask and address is not None and address.candidates and case.place.street is None:
        return _ask_street(at, case, draft, address)
    told, left = explained(at, (case, *further_problems(at, case)))
    if not left:
        return Answer(notices=told, place=case.place, draft=draft.id if draft else None)
    case, *also = left
    if _may_be_explained(at, case):
        return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None, want_house=True)
    if draft is None and not also and (same := _same_as(at, case)) is not None:
        return Repeat(appeal=same)
    if at.may_ask and not place_is_enough(at, case):
        return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None)
    if at.may_ask and _lacks_house(at, case) and not (draft is not None and draft.place.is_known):
        return Ask(kind=QuestionKind.ADDRESS, case=case, draft=draft.id if draft else None, want_house=True)
    band = Band.ACT if sure else _band(at, case)
    if band is Band.ASK and at.may_ask and _has_rivals(at):
        return _ask_service(at, case, draft)
    review = None if band is Band.ACT else Review.UNSURE_SERVICE
    return replace(registered(case, draft, review), also=tuple(also), notices=told)


def further_problems(at: Situation, case: Case) -> tuple[Case, ...]:
    """What else the message surely complains of, at the same place; the citizen's own open appeals left out."""
    others = (
        replace(case, service_code=code, emergency=None) for code in at.found.problems if code != case.service_code
    )
    return tuple(other for other in others if _same_as(at, other) is None)


def explained(at: Situation, cases: Sequence[Case]) -> tuple[tuple[Notice, ...], tuple[Case, ...]]:
    """The notices that explain some of the cases, and the cases that none explains."""
    told: list[Notice] = []
    left: list[Case] = []
    for case in cases:
        notices = explaining(at.known.notices, case.place, _utilities(at, case), at.now)
        if notices:
            told += [notice for notice in notices[:1] if notice not in told]
        else:
            left.append(case)
    return tuple(told), tuple(left)


def _utilities(at: Situation, case: Case) -> frozenset[Utility]:
    """Whose notices may explain the case: of several problems each by its own utility only."""
    if not at.found.problems:
        return utilities_of(at.found, at.services, case.service_code)
    service = at.services.get(case.service_code or "")
    return frozenset({service.utility} if service is not None and service.utility is not None else ())


def _band(at: Situation, case: Case) -> Band:
    """How sure the case's service is, by all that was said of it."""
    if case.service_code in at.found.problems:
        return Band.ACT
    known = {candidate.code: candidate.confidence for candidate in at.found.services}
    if case.service_code is None:
        return Band.REVIEW
    return band_of(known[case.service_code]) if case.service_code in known else Band.ASK


def _may_be_explained(at: Situation, case: Case) -> bool:
    """Whether a notice explains it at some houses of the street: which house decides, and may be asked."""
    perhaps = explaining(at.known.notices, case.place, _utilities(at, case), at.now, Fit.PERHAPS)
    return bool(perhaps) and case.place.house is None and at.may_ask


def place_is_enough(at: Situation, case: Case) -> bool:
    """Whether an executor can find it."""
    service = at.services.get(case.service_code or "")
    if service is not None and not service.needs_place:
        return True
    return case.place.is_known


def _lacks_house(at: Situation, case: Case) -> bool:
    """Whether a street or district alone does not say whose tap is dry; a hole in the road is found without."""
    service = at.services.get(case.service_code or "")
    place, address = case.place, at.found.address
    somewhere = place.house or place.landmark or place.point or (address is not None and address.cross)
    return service is not None and service.is_in_house and place.is_known and not somewhere


def _heard_of(at: Situation, case: Case) -> Heard | None:
    """The outage that the citizen was told of, when they write of the same utility again and name no place."""
    service = at.services.get(case.service_code or "")
    utility = service.utility if service is not None else None
    return next((one for one in at.known.heard if one.notice.utility == utility), None)


def _same_as(at: Situation, case: Case) -> Appeal | None:
    """The citizen's own open appeal about this; one without a place repeats the latest of its service."""
    return next(
        (
            appeal
            for appeal in at.known.numbered
            if case.service_code is not None
            and appeal.service_code == case.service_code
            and (appeal.place.same_spot(case.place) or (not case.place.is_known and at.is_recent(appeal)))
        ),
        None,
    )


def _ask_street(at: Situation, case: Case, draft: Appeal | None, address: Address) -> Decision:
    return Ask(
        kind=QuestionKind.WHICH_STREET,
        case=replace(case, place=place_of(address, at.turn.location)),
        draft=draft.id if draft else None,
        options=tuple((AREA if name in address.areas else PLACE) + name for name in address.candidates),
        titles=address.candidates,
    )


def _has_rivals(at: Situation) -> bool:
    """Whether there is something to choose: a second service that is likely too."""
    return len(at.found.services) > 1 and at.found.services[1].confidence >= RIVAL


def _ask_service(at: Situation, case: Case, draft: Appeal | None) -> Decision:
    first, second, *third = at.found.services[:3]
    likely = [first.code, second.code, *(one.code for one in third if one.confidence >= FAR_FETCHED)]
    return Ask(
        kind=QuestionKind.SERVICE,
        case=case,
        draft=draft.id if draft else None,
        options=(*(SERVICE + code for code in likely), NONE_OF_THESE),
        titles=(*likely, NONE_OF_THESE),
    )


def registered(case: Case, draft: Appeal | None, review: Review | None) -> Register:
    """The case as an appeal."""
    return Register(case=case, draft=draft.id if draft else None, review=review)
