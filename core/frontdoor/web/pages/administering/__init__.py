"""Looking after an authority: its people, its procedure, its plugin, its journal and its logs."""

from __future__ import annotations

from typing import Final

from litestar.response import Redirect

from frontdoor.services.authority import SignedIn
from frontdoor.web.pages.administering import (
    access,
    journal,
    people,
    preview,
    procedure,
    state,
)
from frontdoor.web.problems import AnyRequest


def way_of_administrator(request: AnyRequest) -> Redirect | None:
    """Where an administrator with no role is led from the first page; None for others."""
    signed_in: SignedIn | None = request.scope.get("user")
    authority = request.path_params.get("authority", "")
    at_first = request.method == "GET" and request.scope["path"].strip("/") == authority
    if not at_first or signed_in is None or not signed_in.user.administers:
        return None
    return Redirect(f"/{authority}/administration", status_code=303)


HANDLERS: Final = (
    *state.HANDLERS,
    *people.HANDLERS,
    *access.HANDLERS,
    *journal.HANDLERS,
    *procedure.HANDLERS,
    *preview.HANDLERS,
)
