"""What is decided about a turn, as tables: values in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from classifier.classifier import Candidate
from intake_core.appeals.appeal import Appeal
from intake_core.appeals.appeal import Case as AppealCase
from intake_core.appeals.deadlines import Period
from intake_core.appeals.place import Place
from intake_core.appeals.states import AppealState
from intake_core.choices import NO_ADDRESS, NONE_OF_THESE
from intake_core.city import Names, Need, Service
from intake_core.conversations.conversation import Conversation, Language, OpenQuestion, QuestionKind
from intake_core.decide import decide
from intake_core.decisions import (
    Amend,
    Answer,
    AnswerFaq,
    Ask,
    Attach,
    Decision,
    HandOver,
    Phrase,
    Redirect,
    Register,
    Repeat,
    Review,
    Say,
    TellStatus,
    Withdraw,
)
from intake_core.digest.notices import Notice, NoticePlace, NoticeStatus, Utility
from intake_core.inbox.turns import Pending, Turn
from intake_core.lookups import Heard, Lookups
from intake_core.messages import Attachment, AttachmentKind, ChannelName, Contact, InboundMessage, Location
from intake_core.understanding.addresses.address import Address
from intake_core.understanding.emergencies import Emergency, EmergencyNumber
from intake_core.understanding.findings import Findings
from intake_core.understanding.intent import Intent
from intake_core.understanding.language import Language as Written

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
HOME = Address(street="Абая", house="28")


def service(code: str, *, needs: frozenset[Need] = frozenset({Need.ADDRESS}), **more: Any) -> Service:
    given = {
        "sphere": code.split("-", 1)[0],
        "category": "c",
        "name": Names(ru=code, kk=code),
        "criticality": "normal",
        "due": Period.parse("P3D"),
        "routing": "r",
        "emergency": None,
        "utility": None,
        "phrasings": {},
    }
    return Service(code=code, needs=needs, **{**given, **more})


SERVICES = {
    one.code: one
    for one in (
        service("heating-001", utility=Utility.HOT_WATER),
        service("waste-001"),
        service("house-001"),
        service("gas-001", emergency="104"),
        service("civil_defence-001", emergency="104"),
        service("bills_meters-001", needs=frozenset({Need.ACCOUNT})),
    )
}

OUTAGE = Notice(
    id="n1",
    utility=Utility.HOT_WATER,
    status=NoticeStatus.EMERGENCY,
    places=(NoticePlace(street="Абая", houses=("28",)),),
    published_at=NOW - timedelta(hours=1),
    starts_at=NOW - timedelta(hours=1),
    ends_at=NOW + timedelta(hours=5),
)


def appeal(id_: int = 1, **changes: Any) -> Appeal:
    given = {
        "number": "109-000-1236",
        "conversation_id": 1,
        "state": AppealState.REGISTERED,
        "language": Language.RU,
        "description": "мусор",
        "service_code": "waste-001",
        "sphere": "waste",
        "criticality": "normal",
        "place": Place(street="Абая", house="28"),
        "executor_code": "x",
        "emergency": None,
        "review_reason": None,
        "created_at": NOW,
        "registered_at": NOW,
        "due_at": NOW,
        "updated_at": NOW,
    }
    return Appeal(id=id_, **{**given, **changes})


DRAFT = appeal(7, number=None, state=AppealState.DRAFT, place=Place())


def asked(kind: QuestionKind, *options: str) -> OpenQuestion:
    return OpenQuestion(kind=kind, asked_at=NOW, appeal_id=7, options=options, titles=options)


CHOSEN_AREA = AppealCase(
    description="мусор", service_code="waste-001", place=Place(microdistrict="Амангельды ж.м.", house="5")
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One turn, said in as few words as it takes."""

    text: str = "текст"
    intent: Intent = Intent.PROBLEM
    services: tuple[tuple[str, float], ...] = (("waste-001", 0.9),)
    problems: tuple[str, ...] = ()
    address: Address | None = None
    emergency: Emergency | None = None
    faq: str | None = None
    numbers: tuple[str, ...] = ()
    details: Address | None = None
    corrects: bool = False
    heard: tuple[Heard, ...] = ()
    notices: tuple[Notice, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    question: OpenQuestion | None = None
    questions_asked: int = 0
    message: dict[str, Any] = field(default_factory=dict)

    def decided(self, services: Mapping[str, Service] = SERVICES) -> Decision:
        """What is decided about it."""
        message = InboundMessage(
            channel=ChannelName.WEBSITE,
            chat_id="1",
            platform_id="1",
            sent_at=NOW,
            **{"text": self.text, **self.message},
        )
        talk = Conversation(
            id=1,
            channel=ChannelName.WEBSITE,
            chat_id="1",
            open_question=self.question,
            questions_asked=self.questions_asked,
        )
        found = Findings(
            language=Written.RU,
            intent=self.intent,
            emergency=self.emergency,
            address=self.address,
            services=tuple(Candidate(code, confidence, ()) for code, confidence in self.services),
            problems=self.problems,
            faq=Candidate(self.faq, 0.9, ()) if self.faq else None,
            appeal_numbers=self.numbers,
            details=self.details,
            corrects=self.corrects,
        )
        turn = Turn(conversation_id=1, pending=(Pending(id=1, message=message),))
        known = Lookups(notices=self.notices, appeals=self.appeals, heard=self.heard)
        return decide(talk, turn, found, known, services, NOW)


PHOTO = {"text": "", "attachments": (Attachment(kind=AttachmentKind.PHOTO, ref="p"),)}
HOT_WATER = (("heating-001", 0.9),)


@pytest.mark.parametrize(
    ("case", "kind", "expected"),
    [
        pytest.param(
            Case(services=HOT_WATER, address=HOME, notices=(OUTAGE,)), Answer, {"notices": (OUTAGE,)}, id="the digest"
        ),
        pytest.param(
            Case(services=HOT_WATER, address=HOME, notices=(replace(OUTAGE, restored_at=NOW),)),
            Register,
            {"review": None},
            id="restored: an appeal",
        ),
        pytest.param(
            Case(services=HOT_WATER, address=Address(street="Абая"), notices=(OUTAGE,)),
            Ask,
            {"kind": QuestionKind.ADDRESS, "want_house": True},
            id="the street has an outage: which house?",
        ),
        pytest.param(
            Case(intent=Intent.OUTAGE_QUESTION, services=HOT_WATER, address=HOME),
            Register,
            {"review": None},
            id="asked of an outage nobody knows: an appeal",
        ),
        pytest.param(Case(address=HOME), Register, {"review": None, "call_first": None}, id="sure and placed"),
        pytest.param(Case(), Ask, {"kind": QuestionKind.ADDRESS, "want_house": False}, id="no address: one question"),
        pytest.param(
            Case(questions_asked=2), Register, {"review": None}, id="two questions are enough: registered as it is"
        ),
        pytest.param(
            Case(services=(("bills_meters-001", 0.9),)), Register, {"review": None}, id="nobody has to go anywhere"
        ),
        pytest.param(
            Case(services=(("waste-001", 0.5), ("house-001", 0.4)), address=HOME),
            Ask,
            {"kind": QuestionKind.SERVICE, "options": ("service:waste-001", "service:house-001", NONE_OF_THESE)},
            id="likely ones are offered",
        ),
        pytest.param(
            Case(services=(("waste-001", 0.2),), address=HOME),
            Register,
            {"review": Review.UNSURE_SERVICE},
            id="unsure: the inspector's",
        ),
        pytest.param(Case(services=(), address=HOME), Register, {"review": Review.UNSURE_SERVICE}, id="none likely"),
        pytest.param(
            Case(address=Address(candidates=("Киевская", "Киевский"))),
            Ask,
            {"kind": QuestionKind.WHICH_STREET, "titles": ("Киевская", "Киевский")},
            id="a name of two places",
        ),
        pytest.param(Case(address=Address(outside="Рудный")), Redirect, {"outside": "Рудный"}, id="outside the city"),
        pytest.param(
            Case(services=HOT_WATER, address=Address(street="Абая")),
            Ask,
            {"kind": QuestionKind.ADDRESS, "want_house": True},
            id="a dry tap has a house",
        ),
        pytest.param(Case(address=Address(street="Абая")), Register, {}, id="a street is enough for what lies in it"),
        pytest.param(
            Case(
                services=HOT_WATER,
                heard=(Heard(notice=OUTAGE, place=Place(street="Абая", house="28")),),
                notices=(OUTAGE,),
            ),
            Answer,
            {"place": Place(street="Абая", house="28")},
            id="of what was told before: the same place",
        ),
        pytest.param(Case(appeals=(appeal(),)), Repeat, {}, id="said before, now without the place"),
        pytest.param(
            Case(appeals=(appeal(updated_at=NOW - timedelta(days=2)),)), Ask, {}, id="without the place, long after"
        ),
        pytest.param(Case(address=HOME, appeals=(appeal(),)), Repeat, {}, id="said before"),
        pytest.param(
            Case(address=Address(street="Абая", house="30"), appeals=(appeal(),)), Register, {}, id="another house"
        ),
        pytest.param(
            Case(address=HOME, appeals=(appeal(state=AppealState.WITHDRAWN),)), Register, {}, id="withdrawn before"
        ),
    ],
)
def test_a_complaint(case: Case, kind: type, expected: dict[str, Any]) -> None:
    check(case, kind, expected)


@pytest.fixture
def danger() -> Emergency:
    return Emergency(number=EmergencyNumber.GAS, kind="gas_leak", words=("газ",))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, {"ask_address": True}, id="at once, the place is asked after"),
        pytest.param({"address": HOME}, {"ask_address": False}, id="placed"),
        pytest.param({"services": ()}, {}, id="whatever the confidence"),
        pytest.param({"notices": (OUTAGE,), "services": HOT_WATER, "address": HOME}, {}, id="over the digest"),
        pytest.param({"intent": Intent.THANKS}, {}, id="over the intent"),
        pytest.param(
            {"question": asked(QuestionKind.ADDRESS), "appeals": (DRAFT,), "services": (("waste-001", 0.9),)},
            {"draft": 7, "left": None},
            id="in the open draft",
        ),
        pytest.param(
            {
                "question": asked(QuestionKind.ADDRESS),
                "appeals": (DRAFT,),
                "services": (("waste-001", 0.5), ("civil_defence-001", 0.3)),
            },
            {"draft": None, "left": DRAFT},
            id="beside an open draft of another matter: that one is registered too",
        ),
    ],
)
def test_danger_short_circuits(danger: Emergency, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    case = replace(Case(emergency=danger), **changes)
    check(case, Register, {"call_first": "104", "review": Review.EMERGENCY, **expected})


def test_the_same_danger_again_is_no_second_appeal(danger: Emergency) -> None:
    first = appeal(emergency="104", place=Place())
    check(Case(emergency=danger, address=HOME, appeals=(first,)), Amend, {"appeal": first, "call_first": "104"})


@pytest.mark.parametrize(
    ("case", "kind", "expected"),
    [
        pytest.param(Case(intent=Intent.OPERATOR), HandOver, {"reason": Review.OPERATOR}, id="a person, please"),
        pytest.param(Case(intent=Intent.STATUS), Say, {"phrase": Phrase.NO_APPEALS}, id="status of nothing"),
        pytest.param(Case(intent=Intent.STATUS, appeals=(appeal(),)), TellStatus, {}, id="status"),
        pytest.param(
            Case(intent=Intent.STATUS, appeals=(appeal(),), numbers=("109-999-9990",)),
            Say,
            {"phrase": Phrase.NOT_YOURS},
            id="another's number",
        ),
        pytest.param(Case(intent=Intent.CANCEL, appeals=(appeal(),)), Withdraw, {}, id="cancel the only one"),
        pytest.param(
            Case(intent=Intent.CANCEL, appeals=(appeal(1), appeal(2, number="109-000-1244"))),
            Ask,
            {"kind": QuestionKind.WHICH_APPEAL, "titles": ("109-000-1236", "109-000-1244")},
            id="cancel which?",
        ),
        pytest.param(Case(intent=Intent.CANCEL), Say, {"phrase": Phrase.NOTHING_TO_CANCEL}, id="nothing to cancel"),
        pytest.param(Case(intent=Intent.THANKS), Say, {"phrase": Phrase.THANKS}, id="thanks"),
        pytest.param(Case(intent=Intent.SMALL_TALK), Say, {"phrase": Phrase.GREETING}, id="hello"),
        pytest.param(Case(intent=Intent.OUT_OF_SCOPE), Say, {"phrase": Phrase.OUT_OF_SCOPE}, id="not ours"),
        pytest.param(
            Case(
                intent=Intent.OUTAGE_QUESTION,
                services=(),
                heard=(Heard(notice=OUTAGE, place=Place(street="Абая", house="28")),),
            ),
            Answer,
            {"notices": (OUTAGE,)},
            id="until when? what was told",
        ),
        pytest.param(
            Case(intent=Intent.OUTAGE_QUESTION, services=(), appeals=(appeal(),)),
            TellStatus,
            {"appeals": (appeal(),)},
            id="until when? the appeal",
        ),
        pytest.param(
            Case(intent=Intent.OUTAGE_QUESTION, services=()), Ask, {"kind": QuestionKind.PROBLEM}, id="until when what?"
        ),
        pytest.param(Case(intent=Intent.FAQ, faq="exact_time"), AnswerFaq, {"faq_id": "exact_time"}, id="FAQ"),
        pytest.param(Case(intent=Intent.SUGGESTION), Register, {"review": Review.SUGGESTION}, id="a suggestion"),
        pytest.param(
            Case(intent=Intent.UNCLEAR, services=()), Ask, {"kind": QuestionKind.PROBLEM, "case": None}, id="what?"
        ),
        pytest.param(
            Case(intent=Intent.UNCLEAR, services=(), questions_asked=2),
            HandOver,
            {"reason": Review.UNCLEAR},
            id="asked twice: a person",
        ),
    ],
)
def test_requests(case: Case, kind: type, expected: dict[str, Any]) -> None:
    check(case, kind, expected)


@pytest.mark.parametrize(
    ("case", "kind", "expected"),
    [
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), address=HOME, services=()),
            Register,
            {"draft": 7, "review": Review.UNSURE_SERVICE},
            id="the address completes the draft",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), text="28а", services=(("waste-001", 0.9),)),
            Register,
            {"review": Review.NO_ADDRESS},
            id="a house without a street is none",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.ADDRESS),
                appeals=(replace(DRAFT, place=Place(street="Абая")),),
                text="28а",
            ),
            Register,
            {"review": None},
            id="the house to the street",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), intent=Intent.UNCLEAR, text="не знаю"),
            Register,
            {"review": Review.NO_ADDRESS},
            id="still none: registered and reviewed",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), message={"text": "", "button": NO_ADDRESS}),
            Register,
            {"review": Review.NO_ADDRESS},
            id="the button says so",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), intent=Intent.OUTAGE_QUESTION, services=()),
            Ask,
            {"kind": QuestionKind.ADDRESS, "draft": 7},
            id="a question back: once more",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), address=Address(outside="Рудный")),
            Redirect,
            {"draft": DRAFT},
            id="it is outside",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.WHICH_STREET, "place:Амангельды", "area:Амангельды ж.м."),
                appeals=(replace(DRAFT, place=Place(house="5")),),
                message={"text": "2"},
                intent=Intent.UNCLEAR,
            ),
            Register,
            {"case": CHOSEN_AREA},
            id="the chosen name is a district",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.SERVICE, "service:waste-001", NONE_OF_THESE),
                appeals=(replace(DRAFT, place=Place(street="Абая", house="28")),),
                message={"text": "", "button": NO_ADDRESS},
            ),
            Say,
            {"phrase": Phrase.PRESSED_LATE, "keeps_question": True},
            id="another question's button",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), intent=Intent.CANCEL),
            Withdraw,
            {"appeal": DRAFT},
            id="cancel drops the draft",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), intent=Intent.FAQ, faq="robot"),
            AnswerFaq,
            {},
            id="a question back is answered",
        ),
        pytest.param(
            Case(question=asked(QuestionKind.ADDRESS), appeals=(DRAFT,), intent=Intent.THANKS),
            Say,
            {"keeps_question": True},
            id="thanks leave the question open",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.SERVICE, "service:waste-001", "service:house-001", NONE_OF_THESE),
                appeals=(replace(DRAFT, place=Place(street="Абая", house="28")),),
                message={"text": "", "button": "service:house-001"},
            ),
            Register,
            {"review": None},
            id="the chosen service",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.SERVICE, "service:waste-001", "service:house-001", NONE_OF_THESE),
                appeals=(replace(DRAFT, place=Place(street="Абая", house="28")),),
                text="2",
                intent=Intent.UNCLEAR,
            ),
            Register,
            {"review": None},
            id="chosen by number",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.SERVICE, "service:waste-001", NONE_OF_THESE),
                appeals=(replace(DRAFT, place=Place(street="Абая", house="28")),),
                message={"text": "", "button": NONE_OF_THESE},
            ),
            Register,
            {"review": Review.UNSURE_SERVICE},
            id="none of these",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.WHICH_STREET, "place:Киевская", "place:Киевский"),
                appeals=(replace(DRAFT, place=Place(house="5")),),
                message={"text": "", "button": "place:Киевская"},
            ),
            Register,
            {},
            id="the chosen street",
        ),
        pytest.param(
            Case(
                question=asked(QuestionKind.WHICH_APPEAL, "cancel:109-000-1236"),
                appeals=(appeal(),),
                message={"text": "1"},
            ),
            Withdraw,
            {"appeal": appeal()},
            id="the chosen appeal",
        ),
    ],
)
def test_answers_to_a_question(case: Case, kind: type, expected: dict[str, Any]) -> None:
    check(case, kind, expected)


FLAT = Address(flat="5")
PLACED = appeal(place=Place(street="Абая", house="28"))


@pytest.mark.parametrize(
    ("last", "changes", "place"),
    [
        pytest.param(PLACED, {"details": FLAT}, Place(street="Абая", house="28", flat="5"), id="the flat"),
        pytest.param(
            PLACED,
            {"details": Address(house="30"), "corrects": True},
            Place(street="Абая", house="30"),
            id="another house",
        ),
        pytest.param(PLACED, {"details": Address(floor="3")}, PLACED.place, id="the floor"),
        pytest.param(
            replace(PLACED, place=Place()), {"address": HOME}, Place(street="Абая", house="28"), id="the place at last"
        ),
        pytest.param(
            PLACED, {"address": Address(street="Чехова"), "corrects": True}, Place(street="Чехова"), id="another street"
        ),
    ],
)
def test_a_few_words_more(last: Appeal, changes: dict[str, Any], place: Place) -> None:
    """They go to the appeal just made; the citizen is not asked "what happened?" again."""
    decision = replace(Case(intent=Intent.UNCLEAR, services=(), appeals=(last,)), **changes).decided()
    assert isinstance(decision, Amend)
    assert (decision.appeal, decision.case.place) == (last, place)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"details": Address(house="30")}, id="another house, and no word that it is corrected"),
        pytest.param({"address": Address(street="Чехова", house="5")}, id="another street"),
        pytest.param(
            {"details": FLAT, "appeals": (replace(PLACED, updated_at=NOW - timedelta(hours=2)),)}, id="long after"
        ),
        pytest.param(
            {"details": FLAT, "intent": Intent.PROBLEM, "services": (("house-001", 0.9),)}, id="another matter"
        ),
        pytest.param({"details": FLAT, "intent": Intent.PROBLEM}, id="another complaint, not understood"),
        pytest.param({"details": FLAT, "text": "в пятой квартире " * 3}, id="a story"),
    ],
)
def test_no_addition(changes: dict[str, Any]) -> None:
    """What may be of another matter changes no appeal."""
    case = replace(Case(intent=Intent.UNCLEAR, services=(), appeals=(PLACED,)), **changes)
    decision = case.decided()
    assert not isinstance(decision, Amend) or decision.case.place == PLACED.place


@pytest.mark.parametrize(
    ("case", "kind", "expected"),
    [
        pytest.param(Case(message=PHOTO), Ask, {"kind": QuestionKind.PROBLEM}, id="a photo alone: what is it?"),
        pytest.param(Case(message=PHOTO, appeals=(appeal(),)), Attach, {"appeal": appeal()}, id="after an appeal"),
        pytest.param(
            Case(message=PHOTO, appeals=(appeal(updated_at=NOW - timedelta(hours=2)),)),
            Ask,
            {"kind": QuestionKind.PROBLEM},
            id="long after one: another matter",
        ),
        pytest.param(
            Case(message={"text": "", "location": Location(lat=53.2, lon=63.6)}),
            Ask,
            {"kind": QuestionKind.PROBLEM},
            id="a pin alone",
        ),
        pytest.param(
            Case(message={"text": "", "contact": Contact(phone="+7", own=True)}),
            Say,
            {"phrase": Phrase.PHONE_KEPT},
            id="an own phone",
        ),
        pytest.param(
            Case(message={"text": "", "contact": Contact(phone="+7")}),
            Say,
            {"phrase": Phrase.PHONE_NOT_YOURS},
            id="another's phone",
        ),
        pytest.param(
            Case(message={"text": "", "unknown_type": "hologram"}), Say, {"phrase": Phrase.UNKNOWN_KIND}, id="unknown"
        ),
    ],
)
def test_without_words(case: Case, kind: type, expected: dict[str, Any]) -> None:
    check(case, kind, expected)


@pytest.mark.parametrize(
    ("button", "kind", "expected"),
    [
        ("operator", HandOver, {"reason": Review.OPERATOR}),
        ("status", TellStatus, {}),
        ("cancel:109-000-1236", Withdraw, {"appeal": appeal()}),
        ("cancel:109-999-9990", Say, {"phrase": Phrase.NOTHING_TO_CANCEL}),
        ("place:Абая", Say, {"phrase": Phrase.PRESSED_LATE}),
        (NO_ADDRESS, Say, {"phrase": Phrase.PRESSED_LATE}),
    ],
)
def test_buttons_work_long_after(button: str, kind: type, expected: dict[str, Any]) -> None:
    """Also when the question they stood under is no longer open."""
    check(Case(message={"text": "", "button": button}, appeals=(appeal(),)), kind, expected)


def check(case: Case, kind: type, expected: dict[str, Any]) -> None:
    decision = case.decided()
    assert isinstance(decision, kind), decision
    for name, value in expected.items():
        assert getattr(decision, name) == value, name


SEVERAL = ("waste-001", "heating-001")


@pytest.mark.parametrize(
    ("case", "first", "also", "notices"),
    [
        pytest.param(
            Case(problems=SEVERAL, address=HOME), "waste-001", ("heating-001",), (), id="each is an appeal of its own"
        ),
        pytest.param(
            Case(problems=SEVERAL, address=HOME, notices=(OUTAGE,)),
            "waste-001",
            (),
            (OUTAGE,),
            id="the digest explains the second",
        ),
        pytest.param(
            Case(problems=SEVERAL, address=HOME, notices=(OUTAGE,), services=HOT_WATER),
            "waste-001",
            (),
            (OUTAGE,),
            id="the digest explains the second, which the words as a whole are like: the first is not lost",
        ),
        pytest.param(
            Case(problems=SEVERAL[::-1], address=HOME, notices=(OUTAGE,)),
            "waste-001",
            (),
            (OUTAGE,),
            id="the digest explains the first: the second is the appeal",
        ),
        pytest.param(
            Case(problems=SEVERAL, address=HOME, services=(("house-001", 0.4),)),
            "waste-001",
            ("heating-001",),
            (),
            id="what the words as a whole are like does not matter then",
        ),
        pytest.param(
            Case(problems=(*SEVERAL, "house-001"), address=HOME, appeals=(appeal(service_code="heating-001"),)),
            "waste-001",
            ("house-001",),
            (),
            id="what the citizen has reported already is no second appeal",
        ),
        pytest.param(
            Case(
                problems=("gas-001", "waste-001"),
                address=HOME,
                emergency=Emergency(number=EmergencyNumber.GAS, kind="gas_leak", words=("газ",)),
                services=(("gas-001", 0.9),),
            ),
            "gas-001",
            ("waste-001",),
            (),
            id="danger first, and the other matter is not lost",
        ),
    ],
)
def test_several_problems_of_one_message(
    case: Case, first: str, also: tuple[str, ...], notices: tuple[Notice, ...]
) -> None:
    """Each goes to its own executor, or is answered from the digest; none waits for the other."""
    decision = case.decided()
    assert isinstance(decision, Register)
    assert decision.case.service_code == first
    assert tuple(one.service_code for one in decision.also) == also
    assert all(one.place == decision.case.place and one.emergency is None for one in decision.also)
    assert decision.notices == notices
    assert decision.review in {None, Review.EMERGENCY}


def test_several_problems_that_the_digest_explains() -> None:
    """Two utilities, two notices, no appeal."""
    other = replace(OUTAGE, id="n2", utility=Utility.COLD_WATER)
    services = {**SERVICES, "water-001": service("water-001", utility=Utility.COLD_WATER)}
    case = Case(problems=("heating-001", "water-001"), address=HOME, notices=(OUTAGE, other))
    decision = case.decided(services)
    assert isinstance(decision, Answer)
    assert {notice.id for notice in decision.notices} == {"n1", "n2"}


def test_several_problems_without_a_place_ask_once() -> None:
    decision = Case(problems=SEVERAL).decided()
    assert isinstance(decision, Ask)
    assert decision.kind is QuestionKind.ADDRESS
