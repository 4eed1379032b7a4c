"""The lists that people of an authority work from."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from frontdoor.hookspecs import WorkList
from frontdoor.services.read_contact import list_contacts
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
    if work_list not in {listed.id for listed in at.work_lists}:
        raise Problem(404, "not-found", "There is no such work list here.")
    query = page_of(request)
    return page(list_contacts(at, asks.user, query, work_list), query.limit)


HANDLERS = (all_work_lists, one_work_list)
