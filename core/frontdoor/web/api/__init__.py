"""The JSON API: everything under `/api/{authority}`, by feature."""

from __future__ import annotations

from litestar import Router

from frontdoor.web.api import contacts, procedure, sessions, work_lists

ROUTER = Router(
    "/api/{authority:str}",
    route_handlers=[
        *procedure.HANDLERS,
        *sessions.HANDLERS,
        *contacts.HANDLERS,
        *work_lists.HANDLERS,
    ],
)
