"""A small Telegram: one bot, its citizens, and the Bot API over HTTP on a local port.

Clients run against it unpatched. That it behaves like the real one where we use it is checked with an independent
client in test_telegram_is_faithful.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fake_platforms.telegram_methods import Methods
from tests.fake_platforms.telegram_request import MAX_UPLOAD_BYTES, read_call
from tests.fake_platforms.telegram_state import ApiError, Chat, Fault, Faults, Files, StoredFile
from tests.fake_platforms.telegram_updates import Updates

TOKEN: Final = "700:AAFakeTokenOfTheFakeTelegram-0123456789"
START: Final = 1795400000  # Unix seconds; the clock of this Telegram


class FakeTelegram:
    """The server, and the hands of citizens and of fate upon it."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.me = {"id": 700, "is_bot": True, "first_name": "iKOMEK 109", "username": "ikomek_bot"}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.faults = Faults()
        self.updates = Updates()
        self.calls: list[str] = []  # the methods called, in lower case
        self.open_queries: set[str] = set()
        self.answered_queries: list[str] = []
        self.novelties: dict[str, Any] = {}  # fields that a future Telegram adds to what it says of a sent message
        self._methods = Methods(self)
        self._answered = asyncio.Condition()
        self._hanging: str | None = None
        self._going_on = asyncio.Event()
        self._clock = START
        self._numbers = 0
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[FakeTelegram]:
        """A Telegram on a free local port, at `url`."""
        telegram = cls()
        app = web.Application(client_max_size=12 * MAX_UPLOAD_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", telegram._answer)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", telegram._download)
        async with TestServer(app) as server:
            telegram.url = str(server.make_url("")).rstrip("/")
            try:
                yield telegram
            finally:
                await telegram.updates.close()

    # what the world does

    def citizen(self, chat_id: int, first_name: str = "Сергей", language_code: str = "ru") -> Chat:
        """A citizen who has started the bot."""
        return self.chats.setdefault(chat_id, Chat(chat_id, first_name, language_code))

    async def say(self, chat_id: int, text: str = "", *, photo: bytes | None = None, **contents: Any) -> dict[str, Any]:
        """A citizen writes. `contents`: further fields of the message, as Telegram spells them."""
        if photo is not None:
            contents["photo"] = self._photo_sizes(photo)
        if text:
            contents["caption" if {"photo", "video", "document"} & contents.keys() else "text"] = text
        chat = self.citizen(chat_id)
        message = self.keep(chat, chat.as_user(), contents)
        await self.updates.put("message", message)
        return message

    async def edit(self, chat_id: int, message_id: int, text: str) -> dict[str, Any]:
        """A citizen corrects a message."""
        message = self.chats[chat_id].messages[message_id]
        message |= {"text": text, "edit_date": self.tick()}
        await self.updates.put("edited_message", message)
        return message

    async def press(self, chat_id: int, message_id: int, data: str) -> str:
        """A citizen presses a button that stands under this message. Returns the id of the callback query."""
        chat = self.chats[chat_id]
        message = chat.messages[message_id]
        offered = [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]
        if data not in offered:
            raise AssertionError(f"no button {data!r} under this message, only {offered}")
        query = str(2147000 + self.next_number())
        self.open_queries.add(query)
        await self.updates.put(
            "callback_query",
            {"id": query, "from": chat.as_user(), "chat_instance": "-77", "data": data, "message": message},
        )
        return query

    async def block(self, chat_id: int) -> None:
        """A citizen blocks the bot: from now on 403."""
        await self._member(chat_id, "member", "kicked")

    async def unblock(self, chat_id: int) -> None:
        await self._member(chat_id, "kicked", "member")

    async def _member(self, chat_id: int, old: str, new: str) -> None:
        chat = self.citizen(chat_id)
        chat.is_blocked = new == "kicked"
        ends = {
            "old_chat_member": {"user": self.me, "status": old},
            "new_chat_member": {"user": self.me, "status": new},
        }
        if chat.is_blocked:
            ends["new_chat_member"]["until_date"] = 0
        changed = {"chat": chat.as_chat(), "from": chat.as_user(), "date": self.tick(), **ends}
        await self.updates.put("my_chat_member", changed)

    def flood(self, after: int, *, times: int = 1, method: str | None = None, spare: int = 0) -> None:
        """The next calls, but for the first `spare`, are too many: 429 with `retry_after`."""
        words = f"Too Many Requests: retry after {after}"
        self.faults.add(Fault(429, times, method, words, parameters={"retry_after": after}, spare=spare))

    def fail(self, status: int, times: int = 1, *, method: str | None = None, html: str | None = None) -> None:
        """The next calls, or downloads (`method="download"`), fail. Status 0 cuts the connection."""
        self.faults.add(Fault(status, times, method, html=html))

    def hang(self, method: str) -> None:
        """Calls of this method are not answered until `go_on`."""
        self._hanging = method.lower()

    def go_on(self) -> None:
        self._hanging = None
        self._going_on.set()

    def expire_queries(self) -> None:
        """Every pressed button is too old to be answered."""
        self.open_queries.clear()

    def replace_token(self) -> None:
        """The bot has a new token; whoever uses the old one hears 401."""
        self.token = TOKEN[:-1] + "X"

    # what became of it

    def sent(self, chat_id: int) -> list[dict[str, Any]]:
        """What the bot sent to this chat, in order."""
        return self.chats[chat_id].sent if chat_id in self.chats else []

    def sent_texts(self, chat_id: int) -> list[str]:
        return [str(message["text"]) for message in self.sent(chat_id) if "text" in message]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds; it is looked at after each call that was answered."""
        async with asyncio.timeout(10), self._answered:
            await self._answered.wait_for(condition)

    # what the server needs

    def tick(self) -> int:
        self._clock += 1
        return self._clock

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def keep(self, chat: Chat, sender: dict[str, Any], contents: dict[str, Any]) -> dict[str, Any]:
        """A new message in a chat."""
        message = {
            "message_id": max(chat.messages, default=10) + 1,
            "from": sender,
            "chat": chat.as_chat(),
            "date": self.tick(),
            **contents,
        }
        chat.messages[message["message_id"]] = message
        return message

    def _photo_sizes(self, photo: bytes) -> list[dict[str, Any]]:
        small, large = self.files.add(photo[:64], "thumbs"), self.files.add(photo, "photos")
        return [small.as_file() | {"width": 90, "height": 67}, large.as_file() | {"width": 1280, "height": 960}]

    def document(self, content: bytes, mime_type: str, *, size_bytes: int | None = None) -> dict[str, Any]:
        """A document to `say`; `size_bytes` pretends a size."""
        return self.files.add(content, "documents", size_bytes=size_bytes).as_file() | {"mime_type": mime_type}

    def lose(self, file_id: str) -> StoredFile:
        """The file cannot be downloaded any more."""
        file = self.files.get(file_id)
        assert file is not None
        file.is_lost = True
        return file

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        self.calls.append(method)
        try:
            self._check_token(request)
            if fault := self.faults.take(method):
                return _broken(request, fault)
            if method == self._hanging:
                await self._going_on.wait()
            result = await self._methods.call(method, await read_call(request))
        except ApiError as error:
            return _refusal(error)
        async with self._answered:
            self._answered.notify_all()
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
            if fault := self.faults.take("download"):
                return _broken(request, fault)
        except ApiError as error:
            return _refusal(error)
        file = self.files.at(request.match_info["path"])
        if file is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")


def _broken(request: web.Request, fault: Fault) -> web.Response:
    if fault.status == 0:
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    if fault.html is not None:
        return web.Response(status=fault.status, text=fault.html, content_type="text/html")
    return _refusal(ApiError(fault.status, fault.description, **fault.parameters))


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
