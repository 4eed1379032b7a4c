"""Pages for people: the routers of the app, and how a problem is shown."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Response, Router

from frontdoor.web.problems import AnyRequest, Problem

ROUTERS: tuple[Router, ...] = ()
"""The routers of all pages; each route needs a line in `web/policies.py`."""


def error_page(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Show a problem to people; for `NotSignedIn`, lead to where they sign in."""
    del request
    return Response(
        f"{problem.title}\n{problem.detail}\n",
        status_code=problem.status,
        media_type=MediaType.TEXT,
        headers=problem.headers,
    )
