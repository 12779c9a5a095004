"""What a Telegram message holds besides its words: files, a place, a phone number."""

from __future__ import annotations

from collections.abc import Iterator

from bots.telegram.wire import File, Message, Point, SharedContact, read
from intake_core.messages import Attachment, AttachmentKind, Contact, Location, clean_text


def words(message: Message) -> str:
    """What the citizen wrote. A venue that comes without words speaks by its name and address."""
    if written := message.text or message.caption:
        return clean_text(written)
    if message.venue is not None:
        return clean_text(", ".join(filter(None, (message.venue.title, message.venue.address))))
    return ""


def attachments(message: Message) -> tuple[Attachment, ...]:
    """The files of a message: at most one, for an album comes as a message for each file."""
    return tuple(_attachment(kind, file) for kind, file in _files(message))


def _files(message: Message) -> Iterator[tuple[AttachmentKind, File]]:
    if photo := _largest(message.photo):
        yield AttachmentKind.PHOTO, photo
    for kind, file in (
        (AttachmentKind.VIDEO, message.video or message.video_note or message.animation),
        (AttachmentKind.VOICE, message.voice),
        (AttachmentKind.AUDIO, message.audio),
        (AttachmentKind.STICKER, message.sticker),
    ):
        if file is not None:
            yield kind, file
    # An animation is repeated as a document for old clients (Bot API, Message.animation).
    if message.document is not None and message.animation is None:
        yield _document_kind(message.document), message.document


def _largest(sizes: list[object]) -> File | None:
    """A photo comes in several sizes, the largest is the evidence."""
    readable = [size for size in (read(File, raw) for raw in sizes) if size is not None]
    return max(readable, key=lambda size: (size.width * size.height, size.file_size or 0), default=None)


def _document_kind(document: File) -> AttachmentKind:
    """A photo sent "as a file" is a photo still, and the better one: it keeps its EXIF."""
    match document.mime_type.partition("/")[0]:
        case "image":
            return AttachmentKind.PHOTO
        case "video":
            return AttachmentKind.VIDEO
        case _:
            return AttachmentKind.DOCUMENT


def _attachment(kind: AttachmentKind, file: File) -> Attachment:
    return Attachment(
        kind=kind,
        ref=clean_text(file.file_id),
        unique_id=clean_text(file.file_unique_id),
        content_type=clean_text(file.mime_type),
        file_name=clean_text(file.file_name),
        size_bytes=file.file_size,
        duration_seconds=file.duration,
    )


def place(message: Message) -> Location | None:
    """Where the citizen points; a point that is not on Earth is no place."""
    point = message.location or (message.venue.location if message.venue else None)
    return _location(point) if point is not None else None


def _location(point: Point) -> Location | None:
    try:
        return Location(lat=point.latitude, lon=point.longitude)
    except ValueError:
        return None


def phone(message: Message) -> Contact | None:
    """A shared phone number. Anybody can share a neighbour's: it is own only if Telegram says it is the sender's."""
    contact: SharedContact | None = message.contact
    if contact is None:
        return None
    own = message.from_ is not None and contact.user_id == message.from_.id
    return Contact(phone=clean_text(contact.phone_number), own=own)
