"""The lists that people of an authority work from."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority
from frontdoor.services.read_contact import list_contacts
from frontdoor.services.sheets import Agenda, agenda
from frontdoor.web.api.lists import Lines, Page, page, page_of
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At


@get("/work-lists", sync_to_thread=False, summary="The work lists there are")
def all_work_lists(at: At) -> list[WorkList]:
    """Show which lists people here work from."""
    return list(at.work_lists)


@get("/work-lists/{work_list:str}", sync_to_thread=True, summary="A work list", opt={"query": Page})
def one_work_list(
    at: At,
    asks: Asks,
    work_list: FromPath[str],
    request: AnyRequest,
) -> Lines:
    """Show the contacts of a work list, those due first first."""
    query = page_of(request)
    listed = _named(at, work_list)
    return page(list_contacts(at, asks.user, query, listed.id), query.limit)


@get("/work-lists/{work_list:str}/sheets", sync_to_thread=True, summary="A work list's sheets")
def work_list_sheets(at: At, asks: Asks, work_list: FromPath[str]) -> Agenda:
    """Show who presents each contact of a work list, what its sheet says and what it lacks."""
    return agenda(at, asks.user, _named(at, work_list))


def _named(at: Authority, work_list: str) -> WorkList:
    for listed in at.work_lists:
        if listed.id == work_list:
            return listed
    raise Problem(404, "not-found", "There is no such work list here.")


HANDLERS = (all_work_lists, one_work_list, work_list_sheets)
