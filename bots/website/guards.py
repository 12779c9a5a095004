"""What every request that changes something must pass first."""

from __future__ import annotations

from aiohttp import web

from bots.website.pace import Pace, network_of
from bots.website.peer import address, is_same_origin
from bots.website.problems import Problem
from bots.website.site import SITE
from bots.website.visitor import Visitor, visitor_of


def check_origin(request: web.Request) -> None:
    """Raises Problem for a request that another site's page made."""
    if not is_same_origin(request, behind_proxy=request.app[SITE].settings.behind_proxy):
        raise Problem(403, "error_foreign")


def check_pace(request: web.Request, visitor: Visitor, of_chat: Pace, of_address: Pace) -> None:
    """Raises Problem if this chat, or everybody at this address together, sends too often."""
    key = network_of(address(request, behind_proxy=request.app[SITE].settings.behind_proxy))
    # The address first: whoever throws the cookie away is a new chat each time, and leaves no trace in the other.
    wait = of_address.wait_seconds(key) or of_chat.wait_seconds(visitor.chat_id)
    if wait:
        raise Problem(429, "error_too_often", retry_after_seconds=wait)


def sender_of_message(request: web.Request) -> Visitor:
    """Who sends a message, if they may. Raises Problem."""
    check_origin(request)
    visitor = visitor_of(request)
    paces = request.app[SITE].paces
    check_pace(request, visitor, paces.messages, paces.messages_of_address)
    return visitor


def sender_of_upload(request: web.Request) -> Visitor:
    """Who sends a file, if they may. Raises Problem."""
    check_origin(request)
    visitor = visitor_of(request)
    paces = request.app[SITE].paces
    check_pace(request, visitor, paces.uploads, paces.uploads_of_address)
    return visitor
