"""The methods of the Bot API that the fake Telegram speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.fake_platforms import telegram_checks as checks
from tests.fake_platforms.telegram_request import Call
from tests.fake_platforms.telegram_state import ApiError, Chat, StoredFile, bad_request

if TYPE_CHECKING:
    from tests.fake_platforms.telegram import FakeTelegram

MAX_DOWNLOAD_BYTES: Final = 20 * 1024 * 1024


class Methods:
    """One coroutine for each method, named as Telegram names it, in lower case (method names are caseless)."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    async def call(self, name: str, call: Call) -> object:
        method = getattr(self, f"do_{name}", None)
        if method is None:
            raise ApiError(404, "Not Found")
        return await method(call)

    async def do_getme(self, _call: Call) -> object:
        return self._telegram.me | {"can_join_groups": True, "can_read_all_group_messages": False,
                                    "supports_inline_queries": False}  # fmt: skip

    # updates

    async def do_getupdates(self, call: Call) -> object:
        return await self._telegram.updates.get(
            offset=call.integer("offset", 0),
            limit=call.integer("limit", 100),
            timeout=call.integer("timeout", 0),
            allowed=call.get("allowed_updates"),
        )

    async def do_setwebhook(self, call: Call) -> object:
        await self._telegram.updates.set_webhook(
            url=call.text("url"),
            secret=call.text("secret_token"),
            allowed=call.get("allowed_updates"),
            drop_pending=call.flag("drop_pending_updates"),
        )
        return True

    async def do_deletewebhook(self, call: Call) -> object:
        await self._telegram.updates.set_webhook(
            url="", secret="", allowed=None, drop_pending=call.flag("drop_pending_updates")
        )
        return True

    async def do_getwebhookinfo(self, _call: Call) -> object:
        return self._telegram.updates.info()

    # sending

    async def do_sendmessage(self, call: Call) -> object:
        chat = self._chat(call)
        return self._send(chat, call, {"text": checks.check_text(call.text("text"))})

    async def do_sendphoto(self, call: Call) -> object:
        chat = self._chat(call)
        return self._send(
            chat, call, self._with_caption(call.values) | self._medium("photo", call.values["photo"], call)
        )

    async def do_sendvideo(self, call: Call) -> object:
        chat = self._chat(call)
        return self._send(
            chat, call, self._with_caption(call.values) | self._medium("video", call.values["video"], call)
        )

    async def do_senddocument(self, call: Call) -> object:
        chat = self._chat(call)
        contents = self._medium("document", call.values["document"], call)
        return self._send(chat, call, self._with_caption(call.values) | contents)

    async def do_sendmediagroup(self, call: Call) -> object:
        chat = self._chat(call)
        media = call.get("media")
        if not isinstance(media, list) or not 2 <= len(media) <= 10:
            raise bad_request("group must have from 2 to 10 items")
        kinds = {item["type"] for item in media}
        if not kinds <= {"photo", "video"} and len(kinds) > 1:
            raise bad_request("documents and audio can't be mixed with other media types")
        album = {"media_group_id": f"album-{self._telegram.next_number()}"}
        contents = [self._with_caption(item) | self._medium(item["type"], item["media"], call) for item in media]
        return [self._send(chat, call, album | each) for each in contents]

    async def do_sendchataction(self, call: Call) -> object:
        self._chat(call)
        if call.text("action") not in checks.ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    async def do_editmessagetext(self, call: Call) -> object:
        chat = self._chat(call)
        message = chat.messages.get(call.integer("message_id", 0))
        if message is None:
            raise bad_request("message to edit not found")
        if not message["from"]["is_bot"]:
            raise bad_request("message can't be edited")
        new = {"text": checks.check_text(call.text("text"))} | self._markup(call)
        if all(message.get(key) == new.get(key) for key in ("text", "reply_markup")):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        message.pop("reply_markup", None)
        message |= new | {"edit_date": self._telegram.tick()}
        return message

    async def do_answercallbackquery(self, call: Call) -> object:
        query = call.text("callback_query_id")
        if query not in self._telegram.open_queries:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self._telegram.open_queries.discard(query)
        self._telegram.answered_queries.append(query)
        return True

    async def do_getfile(self, call: Call) -> object:
        file = self._telegram.files.get(call.text("file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if file.size_bytes > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file.as_file() | {"file_path": file.path}

    # what they share

    def _chat(self, call: Call) -> Chat:
        wanted = call.text("chat_id")
        if not wanted:
            raise bad_request("chat_id is empty")
        chat = next((one for one in self._telegram.chats.values() if str(one.id) == wanted), None)
        if chat is None:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if chat.is_blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _send(self, chat: Chat, call: Call, contents: dict[str, Any]) -> dict[str, Any]:
        markup = self._markup(call)
        if "keyboard" in markup.get("reply_markup", {}):  # shown at the chat, not part of the message
            chat.keyboard = markup.pop("reply_markup")
        message = self._telegram.keep(chat, self._telegram.me, contents | markup | self._reply(chat, call))
        return message | self._telegram.novelties

    def _markup(self, call: Call) -> dict[str, Any]:
        markup = call.get("reply_markup")
        if markup is None:
            return {}
        checks.check_markup(markup)
        return {"reply_markup": markup}

    def _reply(self, chat: Chat, call: Call) -> dict[str, Any]:
        wanted = call.get("reply_parameters")
        if wanted is None:
            return {}
        original = chat.messages.get(int(wanted["message_id"]))
        if original is None and not wanted.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return {"reply_to_message": original} if original else {}

    def _with_caption(self, values: dict[str, Any]) -> dict[str, Any]:
        caption = checks.check_caption(str(values.get("caption") or ""))
        return {"caption": caption} if caption else {}

    def _medium(self, kind: str, reference: object, call: Call) -> dict[str, Any]:
        """A file that comes with the call, or one that Telegram has already."""
        file = self._file(kind, reference, call)
        if kind == "photo":
            width, height = checks.photo_size(file.content)
            return {"photo": [file.as_file() | {"width": width, "height": height}]}
        if kind == "video":
            return {"video": file.as_file() | {"width": 320, "height": 240, "duration": 1, "mime_type": "video/mp4"}}
        return {kind: file.as_file()}

    def _file(self, kind: str, reference: object, call: Call) -> StoredFile:
        content = call.upload(reference)
        if content is not None:
            if not content:
                raise bad_request("file must be non-empty")
            return self._telegram.files.add(content, f"{kind}s")
        known = self._telegram.files.get(str(reference))
        if known is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        return known
