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
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",  # blob: a preview of a file that is not uploaded yet
    "media-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",  # the browser itself refuses innerHTML
)

PAGE: Final = COMMON | {
    "Content-Security-Policy": "; ".join(_PAGE_MAY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

API: Final = COMMON | {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}

FILE: Final = COMMON | {
    # A stranger's file on our origin: even if a browser takes it for a page, it is one that can do nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=3600",
}
