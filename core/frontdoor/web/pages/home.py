"""The first page: which authorities are served here."""

from __future__ import annotations

from litestar import Response, get

from frontdoor.services.authority import Authority
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Serves


@get("/", sync_to_thread=True, include_in_schema=False)
def home(request: AnyRequest, served: Serves) -> Response[str]:
    """Show every authority, and whether it can be worked with."""
    authorities = [
        (name, found.book if isinstance(found, Authority) and not found.fault else None)
        for name, found in served.authorities.items()
    ]
    return page(request, "home", authorities=authorities)
