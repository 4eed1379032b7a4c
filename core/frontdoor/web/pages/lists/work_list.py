"""The lists that people work from: contacts due first first, by stage, by name or reference."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import TypeAdapter, ValidationError

from frontdoor.domain.commands import Line as TextLine
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.meetings import is_meeting
from frontdoor.services.ports import Query
from frontdoor.services.read_contact import overview
from frontdoor.web.api.lists import page as cut
from frontdoor.web.api.lists import page_of, query_of
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At

MOST_FOUND: Final = 100
"""How many contacts a search shows; whoever finds more searches more closely."""

_TEXT = TypeAdapter(TextLine)


@get("/", sync_to_thread=True)
def show_contacts(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show the contacts that are open, or those at one stage."""
    query = query_of(request, at)
    return _listed(request, at, asks, query, tab="closed" if query.state == "closed" else "open")


@get("/lists/{work_list:str}", sync_to_thread=True)
def show_work_list(
    request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]
) -> Response[str]:
    """Show a work list of the authority's own."""
    if work_list not in {listed.id for listed in at.work_lists}:
        raise Problem(404, "not-found", "There is no such work list here.")
    return _listed(request, at, asks, page_of(request), tab=work_list, work_list=work_list)


@post("/search", sync_to_thread=True, status_code=200)
def search(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str]:
    """Find contacts by reference or by a child's name, which never stands in an address."""
    try:
        text = _TEXT.validate_python(form.value("text"))
    except ValidationError:
        form.add("text", "Enter a reference or part of a name, 200 characters at most")
        text = ""
    if not text and not form.wrong:
        form.add("text", "Enter a reference, or part of a child's name")
    if form.wrong:
        return _listed(request, at, asks, Query(), tab="open", form=form, status=422)
    query = Query(text=text, state="all", limit=MOST_FOUND)
    return _listed(request, at, asks, query, tab="", form=form, searched=text)


def _listed(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    query: Query,
    *,
    tab: str,
    work_list: str | None = None,
    form: Form | None = None,
    status: int = 200,
    **shown: Any,
) -> Response[str]:
    lines, counts = overview(at, asks.user, query, work_list)
    shown_page = cut(lines, query.limit)
    own = next((one for one in at.work_lists if one.id == work_list), None)
    return page(
        request,
        "work_list",
        status,
        form=form or Form(),
        lines=shown_page.contacts,
        next=shown_page.next,
        counts=counts,
        tab=tab,
        menu="/",
        title=own.title if own else "",
        meeting=own is not None and is_meeting(own),
        stage=next(iter(query.stages)) if len(query.stages) == 1 and not work_list else "",
        state=query.state,
        work_lists=at.work_lists,
        **shown,
    )


HANDLERS: Final = (show_contacts, show_work_list, search)
