"""How the authority is: plugin, procedure, database, calendar, journal; of others names alone."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.response import Redirect

from frontdoor.services.administering.health import health
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import EVEN_BROKEN, Asks, At, Serves


@get("/administration", sync_to_thread=False)
def show_administration(at: At) -> Redirect:
    """Lead to the people, whom administration is about most days."""
    return Redirect(f"/{at.name}/administration/people", status_code=303)


@get("/administration/health", sync_to_thread=True, opt={EVEN_BROKEN: True})
def show_health(request: AnyRequest, at: At, asks: Asks, served: Serves) -> Response[str]:
    """Show how the authority is now, and what its plugin did where that has failed."""
    others = {name: served.is_ready(name) for name in served.authorities if name != at.name}
    return page(
        request,
        "administering/health",
        menu="/administration",
        health=health(at, asks.user),
        others=others,
        megabyte=1_000_000,
    )


HANDLERS: Final = (show_administration, show_health)
