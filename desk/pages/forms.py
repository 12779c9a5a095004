"""Reading what forms and addresses say."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from desk import session
from intake_core.inspecting.faults import NotThere
from intake_core.staff.account import Account

MAX_ID: Final = 2**63 - 1


def number_in_path(request: web.Request, name: str = "id") -> int:
    """The row that an address names. Raises NotThere for what is none."""
    return _row(request.match_info[name])


def _row(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_ID):
        raise NotThere
    return int(text)


async def field(request: web.Request, name: str) -> str:
    """A field of the posted form; empty where it is missing or a file."""
    value = (await request.post()).get(name, "")
    return value if isinstance(value, str) else ""


async def optional(request: web.Request, name: str) -> str | None:
    """A field without its outer blanks, or None where it is empty."""
    return " ".join((await field(request, name)).split()) or None


def me(request: web.Request) -> Account:
    """Who asks; only for handlers behind `for_staff`."""
    return request[session.ACCOUNT]


def see_other(target: str) -> web.Response:
    """After a form: a page that a reload does not post again."""
    return web.Response(status=303, headers={"Location": target})


def own_page(target: str, otherwise: str = "/desk") -> str:
    """An address to go on to, if it is one of the desk's: nobody is sent elsewhere by a link to us."""
    inside = target == "/desk" or target.startswith(("/desk/", "/desk?"))
    clean = "\\" not in target and not any(ord(sign) < 33 for sign in target)
    return target if inside and clean else otherwise
