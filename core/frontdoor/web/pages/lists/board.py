"""A work list as a board: what is in hand, in groups, with what is owed on each and by when."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.compare.words.kinds import TASKS_FOR
from frontdoor.domain.urgency import SAYS
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority
from frontdoor.services.boards import board
from frontdoor.services.meetings import is_meeting
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At


@get("/boards/{work_list:str}", sync_to_thread=True)
def show_board(request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]) -> Response[str]:
    """Show a board of the authority's own."""
    listed = _named(at, work_list)
    return page(
        request,
        "lists/board",
        board=board(at, asks.user, listed),
        purposes=TASKS_FOR,
        presses=SAYS,
        menu="/",
    )


def page_of_list(authority: str, listed: WorkList) -> str:
    """The path at which a work list of an authority's own is worked from."""
    kind = "boards" if listed.shows else "audits" if listed.audit else "lists"
    kind = "meetings" if is_meeting(listed) else kind
    return f"/{authority}/{kind}/{listed.id}"


def _named(at: Authority, work_list: str) -> WorkList:
    for listed in at.work_lists:
        if listed.id == work_list and listed.shows:
            return listed
    raise Problem(404, "not-found", "There is no such board here.")


HANDLERS: Final[tuple[Any, ...]] = (show_board,)
