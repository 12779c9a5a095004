"""A decision in the citizen's words. Pure: the decision, what came of it, and the city's texts in; messages out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from intake_core.appeals.appeal import Appeal, Case
from intake_core.appeals.place import Place
from intake_core.appeals.states import AppealState
from intake_core.choices import AREA, NO_ADDRESS, NONE_OF_THESE, PLACE, SERVICE
from intake_core.city import City
from intake_core.conversations.conversation import Language, QuestionKind
from intake_core.decisions import (
    Amend,
    Answer,
    AnswerFaq,
    Ask,
    Attach,
    Decision,
    HandOver,
    Redirect,
    Register,
    Repeat,
    Review,
    Say,
    TellStatus,
    Withdraw,
)
from intake_core.digest.notices import Notice
from intake_core.messages import Choice, OutboundMessage, Purpose
from intake_core.replies import moment_text
from intake_core.understanding.addresses import Address, format_kk, format_ru
from intake_core.understanding.personal_data import redact

EXCERPT = 60
"""Characters of the citizen's own words that stand for a service that is not known."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words decisions for one citizen. `now` makes "today" of today."""

    city: City
    language: Language
    chat_id: str
    now: datetime

    def messages(self, decision: Decision, appeals: Sequence[Appeal]) -> list[OutboundMessage]:
        """The reply to a turn. `appeals`: those that the decision made or changed, as they are now."""
        purpose = _purpose_of(decision)
        text = "\n".join(part for part in self._parts(decision, appeals) if part)
        choices = self._choices(decision)
        return [OutboundMessage(chat_id=self.chat_id, text=text, purpose=purpose, choices=choices)]

    def set_aside(self) -> OutboundMessage:
        """What a citizen hears whose message no worker could handle."""
        return self._message(self._say("set-aside"), Purpose.ANSWER)

    def restored(self, notice: Notice, place: Place) -> OutboundMessage:
        """What a citizen hears who was answered from a notice, when it is over."""
        text = self._say("restored", place=self.place(place), what=self._say(f"on-{notice.utility}"))
        return self._message(text, Purpose.CASE_UPDATE)

    def unanswered(self, appeal: Appeal) -> OutboundMessage:
        """What a citizen hears whose question ran out: the appeal is registered as it is."""
        key = "registered-review" if appeal.place.is_known else "registered-no-address"
        return self._message(self._registered(key, appeal), Purpose.REGISTERED)

    # -- parts -------------------------------------------------------------------------------------------------

    def _parts(self, decision: Decision, appeals: Sequence[Appeal]) -> Iterator[str]:
        match decision:
            case Answer():
                yield from (self.notice(notice, decision.place) for notice in decision.notices)
                yield self._say("notice-helps")
            case AnswerFaq():
                yield self._faq(decision.faq_id)
            case Ask():
                yield self._question(decision)
            case Register():
                yield from self._register_parts(decision, appeals)
            case Amend():
                if decision.call_first:
                    yield self._say(f"emergency-{decision.call_first}")
                yield self._amended(decision.appeal, appeals[0])
            case Repeat():
                yield self._say("repeat", **self._values(appeals[0]))
            case Attach():
                numbered = appeals[0].number is not None
                yield self._say("attached", number=appeals[0].number or "") if numbered else self._say("attached-draft")
            case TellStatus():
                yield from (self._status(appeal) for appeal in appeals)
            case Withdraw():
                draft = appeals[0].number is None
                yield self._say("question-dropped") if draft else self._say("withdrawn", number=appeals[0].number or "")
            case Redirect():
                neighbour = self.city.neighbours[decision.outside]
                yield self._say(
                    "redirect", place=neighbour.name.in_(self.language), ask=neighbour.ask.in_(self.language)
                )
            case HandOver():
                yield self._say("hand-over")
            case Say():
                yield self._phrase(decision.phrase)
            case _:
                assert_never(decision)

    def _register_parts(self, decision: Register, appeals: Sequence[Appeal]) -> Iterator[str]:
        appeal, *others = appeals
        if decision.call_first:
            yield self._say(f"emergency-{decision.call_first}")
        if decision.review is Review.SUGGESTION:
            yield self._say("suggestion-registered", number=appeal.number or "")
            return
        keys = {
            Review.NO_ADDRESS: "registered-no-address",
            Review.UNSURE_SERVICE: "registered-review",
        }
        unrouted = appeal.service_code is None
        key = (
            keys.get(decision.review, "registered-review" if unrouted else "registered")
            if decision.review
            else "registered"
        )
        yield self._registered(key, appeal)
        yield from (self._registered("registered-also", other) for other in others[: len(decision.also)])
        yield from (self.notice(notice, decision.case.place) for notice in decision.notices)
        if decision.ask_address:
            yield self._say("ask-address-plain")

    def _registered(self, key: str, appeal: Appeal) -> str:
        return self._say(key, **self._values(appeal))

    def _amended(self, before: Appeal, after: Appeal) -> str:
        if not before.place.is_known and after.place.is_known:
            place = self.place(after.place) or self._say("on-the-map")
            return self._say("amended-place", number=after.number or "", place=place)
        values = self._values(after)
        return self._say("amended", number=values["number"], summary=values["summary"], due=values["due"])

    def _status(self, appeal: Appeal) -> str:
        values = self._values(appeal)
        if appeal.state in {AppealState.CLOSED, AppealState.WITHDRAWN}:
            return self._say(
                "status-line-closed", number=values["number"], summary=values["summary"], state=values["state"]
            )
        return self._say("status-line", **values)

    def _question(self, decision: Ask) -> str:
        match decision.kind:
            case QuestionKind.ADDRESS:
                return self._address_question(decision)
            case QuestionKind.WHICH_STREET:
                return self._say("ask-which-street")
            case QuestionKind.SERVICE:
                return self._say("ask-service")
            case QuestionKind.PROBLEM:
                return self._say("ask-problem")
            case QuestionKind.WHICH_APPEAL:
                return self._say("ask-which-appeal")
            case _:
                assert_never(decision.kind)

    def _address_question(self, decision: Ask) -> str:
        case = decision.case
        if case is None or case.service_code is None:
            return self._say("ask-address-plain")
        problem = self.service_name(case.service_code)
        if decision.want_house:
            return self._say("ask-house", problem=problem, place=self.place(case.place))
        return self._say("ask-address", problem=problem)

    def _choices(self, decision: Decision) -> tuple[Choice, ...]:
        if not isinstance(decision, Ask):
            return ()
        if decision.kind is QuestionKind.ADDRESS:
            return (Choice(title=self._say("choice-no-address"), value=NO_ADDRESS),)
        return tuple(
            Choice(title=self._choice_title(value, title), value=value)
            for value, title in zip(decision.options, decision.titles, strict=True)
        )

    def _choice_title(self, value: str, title: str) -> str:
        if value == NONE_OF_THESE:
            return self._say("choice-none")
        if value.startswith(SERVICE):
            return self.city.services[title].name.in_(self.language)
        if value.startswith((PLACE, AREA)) and self.language is Language.KK:
            return self.city.kazakh_places.get(title, title)
        return title

    # -- words ---------------------------------------------------------------------------------------------------

    def notice(self, notice: Notice, place: Place) -> str:
        """What is off, until when and why, for this place."""
        kazakh = self.language is Language.KK
        reason = (notice.reason_kk or notice.reason) if kazakh else notice.reason
        return self._say(
            "notice",
            place=self.place(place),
            what=self._say(f"off-{notice.utility}"),
            when=self._when(notice),
            why=" " + self._say("notice-why", reason=reason) if reason else "",
        )

    def _when(self, notice: Notice) -> str:
        starts, ends = notice.starts_at, notice.ends_at
        approx = "-approx" if notice.approx and ends is not None else ""
        if starts is not None and ends is not None and not (notice.starts_on_date or notice.ends_on_date):
            zone = self.city.zone
            start, end = starts.astimezone(zone), ends.astimezone(zone)
            if start.date() == end.date():
                day = capitalised(self._moment(start, date_only=True))
                key = f"notice-when-same-day{approx}"
                return self._say(key, day=day, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
        values = {}
        if starts is not None:
            values["start"] = self._moment(starts, date_only=notice.starts_on_date)
        if ends is not None:
            values["end"] = self._moment(ends, date_only=notice.ends_on_date)
        known = "both" if len(values) == 2 else next(iter(values), "unknown")
        return self._say(f"notice-when-{known}{approx}", **values)

    def _values(self, appeal: Appeal) -> dict[str, str]:
        executor = self.city.executors.get(appeal.executor_code or "")
        return {
            "number": appeal.number or "",
            "summary": self.summary(appeal),
            "executor": executor.name.in_(self.language) if executor else self.city.centre.name.in_(self.language),
            "due": self._moment(appeal.due_at, date_only=False) if appeal.due_at else "",
            "state": self._say(f"state-{appeal.state}"),
        }

    def summary(self, appeal: Appeal | Case) -> str:
        """Where and what, in a few words; the citizen's own where no service is known."""
        if appeal.service_code in self.city.services:
            what = self.service_name(appeal.service_code or "")
        else:
            what = _excerpt(appeal.description)
        return capitalised(", ".join(part for part in (self.place(appeal.place), what) if part))

    def service_name(self, code: str) -> str:
        """A service's name as it stands inside a sentence."""
        name = self.city.services[code].name.in_(self.language)
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    def place(self, place: Place) -> str:
        """A place in short, or nothing if none is known."""
        address = Address(
            street=place.street,
            house=place.house,
            entrance=place.entrance,
            flat=place.flat,
            microdistrict=place.microdistrict,
            landmark=place.landmark,
        )
        if self.language is Language.KK:
            return format_kk(address, self.city.gazetteer)
        return format_ru(address, self.city.gazetteer)

    def _moment(self, at: datetime, *, date_only: bool) -> str:
        return moment_text(self.city.replies, self.language, at, self.now, self.city.zone, date_only=date_only)

    def _faq(self, faq_id: str) -> str:
        answer = self.city.faq[faq_id].answer.in_(self.language)
        values = {
            "time": f"{self.now.astimezone(self.city.zone):%H:%M}",
            "centre_phone": self.city.centre.phone,
            "whatsapp": self.city.centre.whatsapp,
            "instagram": self.city.centre.instagram,
        }
        for name, value in values.items():
            answer = answer.replace(f"{{${name}}}", value)
        return answer

    def _phrase(self, key: str) -> str:
        values = {"greeting": {"centre": self.city.centre.name.in_(self.language)}}
        values["out-of-scope"] = {"phone": self.city.centre.phone}
        return self._say(key, **values.get(key, {}))

    def _say(self, key: str, **values: str) -> str:
        return self.city.replies.say(self.language, key, **values)

    def _message(self, text: str, purpose: Purpose) -> OutboundMessage:
        return OutboundMessage(chat_id=self.chat_id, text=text, purpose=purpose)


def _purpose_of(decision: Decision) -> Purpose:
    match decision:
        case Ask():
            return Purpose.QUESTION
        case Register():
            return Purpose.REGISTERED
        case _:
            return Purpose.ANSWER


def capitalised(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def _excerpt(text: str) -> str:
    words = " ".join(redact(text).split())
    if not words:
        return ""
    return f"«{words}»" if len(words) <= EXCERPT else f"«{words[:EXCERPT].rsplit(' ', 1)[0]}…»"
