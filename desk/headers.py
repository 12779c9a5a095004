"""The headers that tell a browser what our answers may do."""

from __future__ import annotations

from typing import Final

COMMON: Final = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a form's POST carries `Origin: null`, and the check for our own origin would refuse it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_PAGE_MAY: Final = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)

PAGE: Final = COMMON | {
    "Content-Security-Policy": "; ".join(_PAGE_MAY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    # Asked for by htmx the same address gives a part of the page.
    "Vary": "HX-Request, Cookie",
}

FILE: Final = COMMON | {
    # A stranger's file on our origin: even if a browser takes it for a page, it is one that can do nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, max-age=3600",
}
