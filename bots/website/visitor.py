"""Who writes: an anonymous visitor, known by a random secret in a cookie.

The chat's id is a digest of the secret. So the database, its backups and the logs never hold what would open a
stranger's conversation.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiohttp import web

from bots.website.peer import is_https

COOKIE: Final = "chat"
LASTS: Final = timedelta(days=365)
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits; shorter ones could be guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One browser. `secret` goes back into its cookie and nowhere else."""

    secret: str
    is_new: bool

    @property
    def chat_id(self) -> str:
        """The conversation, as the rest of the service knows it."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:32]

    def remember(self, response: web.StreamResponse, *, https: bool) -> None:
        """Let the browser keep the secret for another year. To be called before the response begins."""
        response.set_cookie(
            COOKIE,
            self.secret,
            max_age=int(LASTS.total_seconds()),
            path="/",
            secure=https,
            httponly=True,
            samesite="Lax",
        )


def visitor_of(request: web.Request) -> Visitor:
    """Who asks; a new visitor if the cookie is missing or not one of ours."""
    secret = request.cookies.get(COOKIE, "")
    if _SHAPE.fullmatch(secret):
        return Visitor(secret=secret, is_new=False)
    return Visitor(secret=secrets.token_urlsafe(32), is_new=True)


def remember(request: web.Request, visitor: Visitor, response: web.Response, *, behind_proxy: bool) -> web.Response:
    """The response, with the cookie on it if the browser does not have it yet."""
    if visitor.is_new:
        visitor.remember(response, https=is_https(request, behind_proxy=behind_proxy))
    return response
