"""The buttons under a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from intake_core.messages import Choice, OutboundMessage

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup

SHORT_TITLE: Final = 14  # characters: two such buttons fit beside each other on a narrow phone
SHORT_PER_ROW: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLabels:
    """What stands on the buttons that share a phone number or a place. Words in the city's languages are settings."""

    contact: str = "📱"
    location: str = "📍"


def keyboard(message: OutboundMessage, labels: ShareLabels) -> Keyboard | None:
    """The keyboard of a message, if it has one. Telegram takes one a message: choices come before sharing."""
    if message.choices:
        return InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in row] for row in _rows(message.choices)])
    if rows := [[button] for button in _share_buttons(message, labels)]:
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    return None


def _rows(choices: Sequence[Choice]) -> Iterator[Sequence[Choice]]:
    per_row = SHORT_PER_ROW if all(len(one.title) <= SHORT_TITLE for one in choices) else 1
    for start in range(0, len(choices), per_row):
        yield choices[start : start + per_row]


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=choice.title, callback_data=choice.value)


def _share_buttons(message: OutboundMessage, labels: ShareLabels) -> Iterable[KeyboardButton]:
    if message.ask_contact:
        yield KeyboardButton(text=labels.contact, request_contact=True)
    if message.ask_location:
        yield KeyboardButton(text=labels.location, request_location=True)
