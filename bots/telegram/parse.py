"""A webhook update of Telegram → the shapes that all channels share. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bots.adapter import Parsed
from bots.telegram import wire
from bots.telegram.contents import attachments, phone, place, words
from bots.telegram.events import EPOCH, Found, brief, ignored, member_changed, moment, reacted
from bots.telegram.fields import ABOUT_FIELDS, SERVICE_FIELDS
from bots.telegram.platform_ids import id_of_edit, id_of_message, id_of_press
from intake_core.messages import ChannelName, InboundMessage, clean_text


def parse(body: bytes, now: datetime | None = None) -> Parsed:
    """One webhook body, read. Raises Unreadable if it is no JSON object, and nothing else.

    `now` dates what Telegram does not date: a pressed button, and a message whose date cannot be read. Without it
    the press takes the date of the message that carried the button (too early, but always the same: what a
    command line wants), and what has no date at all that of 1 January 1970. An edit has the date of the edit.
    """
    return parse_update(wire.decode(body), now)


def parse_update(update: Mapping[str, Any], now: datetime | None = None) -> Parsed:
    """The same for an update that is decoded already, as `getUpdates` gives it. Raises nothing."""
    found = [_read(kind, raw, now) for kind, raw in update.items() if kind != "update_id"]
    found = found or [ignored("empty update")]
    return Parsed(
        messages=tuple(one for one in found if isinstance(one, InboundMessage)),
        events=tuple(one for one in found if not isinstance(one, InboundMessage)),
    )


def _read(kind: str, raw: object, now: datetime | None) -> Found:
    match kind:
        case "message" | "edited_message":
            return _message(kind, raw, now)
        case "callback_query":
            return _pressed(raw, now)
        case "my_chat_member":
            return member_changed(raw)
        case "message_reaction":
            return reacted(raw)
        case _:
            return ignored(brief(kind))


def _message(kind: str, raw: object, now: datetime | None) -> Found:
    message = wire.read(wire.Message, raw)
    if message is None or not isinstance(raw, dict):
        return ignored(f"{kind} without a chat or an id")
    inbound = _inbound(message, now, edited=kind == "edited_message")
    if not message.chat.is_private:
        return ignored(f"message in a {brief(message.chat.type) or 'group'}", inbound)
    if message.from_ is not None and message.from_.is_bot:
        return ignored("message from a bot", inbound)
    if inbound.text or inbound.attachments or inbound.location or inbound.contact:
        return inbound
    return _without_contents(raw, inbound)


def _inbound(message: wire.Message, now: datetime | None, *, edited: bool) -> InboundMessage:
    original = id_of_message(message.chat.id, message.message_id)
    sent_at = (moment(message.edit_date) if edited else None) or moment(message.date) or now or EPOCH
    replied = message.reply_to_message
    return InboundMessage(
        channel=ChannelName.TELEGRAM,
        chat_id=str(message.chat.id),
        platform_id=id_of_edit(original, int(sent_at.timestamp())) if edited else original,
        sent_at=sent_at,
        sender_name=_name(message.from_),
        language_hint=_language(message.from_),
        text=words(message),
        attachments=attachments(message),
        location=place(message),
        contact=phone(message),
        reply_to=id_of_message(message.chat.id, replied.message_id) if replied else None,
        edits=original if edited else None,
        album_id=clean_text(message.media_group_id) if message.media_group_id else None,
    )


def _without_contents(raw: Mapping[str, Any], inbound: InboundMessage) -> Found:
    """A notice of Telegram's own, or something a citizen sent and we cannot read: a person will look at that."""
    service = next((key for key in raw if key in SERVICE_FIELDS), None)
    if service is not None:
        return ignored(f"service message: {service}", inbound)
    unknown = next((key for key in raw if key not in ABOUT_FIELDS), "empty")
    return replace(inbound, unknown_type=brief(unknown))


def _pressed(raw: object, now: datetime | None) -> Found:
    """A pressed button. The message that carried it may be gone or too old to be shown: then it has no date."""
    query = wire.read(wire.CallbackQuery, raw)
    if query is None:
        return ignored("callback query without an id")
    carrier = query.message
    chat = _chat_of_press(query)
    if chat is None or not chat.is_private or not query.data:
        return ignored("callback query outside a private chat or without data")
    return InboundMessage(
        channel=ChannelName.TELEGRAM,
        chat_id=str(chat.id),
        platform_id=id_of_press(clean_text(query.id)),
        sent_at=now or (moment(carrier.date) if carrier else None) or EPOCH,
        sender_name=_name(query.from_),
        language_hint=_language(query.from_),
        button=clean_text(query.data),
        reply_to=id_of_message(chat.id, carrier.message_id) if carrier else None,
    )


def _chat_of_press(query: wire.CallbackQuery) -> wire.Chat | None:
    if query.message is not None and query.message.chat is not None:
        return query.message.chat
    # A button of an inline message stands in no chat of ours; a citizen's private chat has the citizen's own id.
    return wire.Chat(id=query.from_.id, type="private") if query.from_ is not None else None


def _name(sender: wire.User | None) -> str:
    return clean_text(f"{sender.first_name} {sender.last_name}".strip()) if sender else ""


def _language(sender: wire.User | None) -> str:
    return clean_text(sender.language_code) if sender else ""
