"""The JSON API: everything under `/api/{authority}`, by feature, and how authorities compare."""

from __future__ import annotations

from litestar import Router

from frontdoor.web.api import comparisons, contacts, procedure, sessions, work_lists

ROUTER = Router(
    "/api/{authority:str}",
    route_handlers=[
        *procedure.HANDLERS,
        *sessions.HANDLERS,
        *contacts.HANDLERS,
        *work_lists.HANDLERS,
    ],
)

HANDLERS = (ROUTER, *comparisons.HANDLERS)
"""Everything that the API answers."""
