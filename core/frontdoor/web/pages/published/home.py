"""The first page: which authorities there are, and how they can be compared."""

from __future__ import annotations

from collections.abc import Iterable

from litestar import MediaType, Response, get

from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.authority import Authority
from frontdoor.web.pages.rendering import HERE, Links, render
from frontdoor.web.providers import Serves


@get("/", sync_to_thread=True)
def home(served: Serves) -> Response[str]:
    """Show every authority, and whether it can be worked with."""
    authorities = [
        (name, found.book if isinstance(found, Authority) and not found.fault else None)
        for name, found in served.authorities.items()
    ]
    return Response(home_page(authorities, HERE), media_type=MediaType.HTML)


def home_page(authorities: Iterable[tuple[str, Rulebook | None]], links: Links) -> str:
    """The start as HTML: each authority by name with its procedure, None where out of service."""
    return render("home", links, public=True, authorities=authorities)
