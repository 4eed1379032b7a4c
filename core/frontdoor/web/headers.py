"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.routes import HTTPRoute
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

EVERY: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

HSTS: Final = "max-age=31536000; includeSubDomains"


def headers_for(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook that adds the headers to whatever is sent.

    Nothing is kept by a cache unless its handler says so; with `secure` only https is used.
    """

    async def add_headers(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        message.setdefault("headers", [])
        headers = MutableScopeHeaders.from_message(message)
        for name, value in EVERY.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        if scope.get("method") == "OPTIONS" and message["status"] == 204:
            headers["Allow"] = _allowed(scope)
        if secure:
            headers.setdefault("Strict-Transport-Security", HSTS)

    return add_headers


def _allowed(scope: Scope) -> str:
    """Every method of a route; Litestar's own answer to OPTIONS names those it knew first."""
    methods = {
        method
        for route in scope["litestar_app"].routes
        if isinstance(route, HTTPRoute) and route.path_format == scope.get("path_template")
        for method in route.methods
    }
    return ", ".join(sorted(methods))
