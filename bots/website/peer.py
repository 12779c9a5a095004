"""Where a request comes from: which address, by which scheme, from whose page."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web


def is_https(request: web.Request, *, behind_proxy: bool) -> bool:
    """Whether the browser came by https, perhaps only as far as our proxy."""
    return request.secure or (behind_proxy and request.headers.get("X-Forwarded-Proto") == "https")


def address(request: web.Request, *, behind_proxy: bool) -> str:
    """The visitor's address. Our proxy adds the last entry of X-Forwarded-For; those before are hearsay."""
    forwarded = request.headers.get("X-Forwarded-For", "") if behind_proxy else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.remote or ""


def is_same_origin(request: web.Request, *, behind_proxy: bool) -> bool:
    """Whether the request comes from a page of ours (against cross-site request forgery).

    Browsers send `Sec-Fetch-Site` over https and on localhost, and `Origin` with every POST. No page can forge
    either. A request with neither comes from no browser that we know, and is refused. Where both stand, the first
    decides: it does not depend on what proxies do to `Host`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    host = (request.headers.get("X-Forwarded-Host") if behind_proxy else None) or request.host
    return origin is not None and urlsplit(origin).netloc.lower() == host.lower()
