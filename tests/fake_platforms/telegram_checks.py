"""What Telegram refuses in a message to be sent (Bot API, sendMessage and its neighbours)."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from tests.fake_platforms.telegram_state import bad_request

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_BUTTONS: Final = 100
MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024
ACTIONS: Final = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
     "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)  # fmt: skip


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_text(text: str) -> str:
    """The text as Telegram keeps it: without white space at its ends."""
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_units(text.strip()) > MAX_TEXT:
        raise bad_request("message is too long")
    return text.strip()


def check_caption(caption: str) -> str:
    if utf16_units(caption.strip()) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return caption.strip()


def check_markup(markup: object) -> None:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        buttons = [button for row in markup["inline_keyboard"] for button in row]
        if len(buttons) > MAX_BUTTONS:
            raise bad_request("reply markup is too long")
        for button in buttons:
            check_inline_button(button)
    elif "keyboard" in markup:
        for button in (button for row in markup["keyboard"] for button in row):
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("can't parse keyboard button: text of the button is empty")


def check_inline_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    actions = [key for key in ("callback_data", "url", "web_app", "switch_inline_query", "pay") if button.get(key)]
    if len(actions) != 1:
        raise bad_request("inline keyboard button must have exactly one action")
    if actions == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a photo that Telegram takes as one."""
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        width, height = Image.open(io.BytesIO(content)).size
    except (UnidentifiedImageError, OSError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
