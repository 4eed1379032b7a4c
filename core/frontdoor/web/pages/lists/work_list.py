"""The lists that people work from: overdue first, mine, my teams' or everyone's, by stage."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.domain.commands import Line as TextLine
from frontdoor.domain.commands import Word
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.meetings import is_meeting
from frontdoor.services.ports import Query, Workload
from frontdoor.services.work_list import Whose, work_page
from frontdoor.web.api.lists import Page, after_of, page_of, pairs_of, unknown
from frontdoor.web.api.lists import page as cut
from frontdoor.web.bodies import asked
from frontdoor.web.pages.lists.board import page_of_list
from frontdoor.web.pages.lists.rows import rows
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.taking.start import begun_of
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At

WHOSE: Final[dict[Whose, str]] = {"mine": "Mine", "team": "My team’s", "all": "Everyone’s"}
STATES: Final = {"owing": "Closed, still to do", "closed": "Closed"}


class Filters(Page):
    """What of the work to show: all of it stands in the address, and nobody's name does.

    `owing` are closed contacts of which something is still to be done; with `late` only those of
    which something is overdue; `worker` is a user's name.
    """

    whose: Whose = "all"
    state: Literal["open", "owing", "closed"] = "open"
    stage: Word | None = None
    late: Literal["yes"] | None = None
    worker: TextLine | None = None


class Tab(NamedTuple):
    """A way to another list; `many` and `late` are how many are there, where that is counted."""

    name: str
    href: str
    current: bool
    many: int | None = None
    late: int = 0


@get("/", sync_to_thread=True)
def show_contacts(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show what there is to work on, narrowed as the address says."""
    filters = asked(Filters, pairs_of(request), frozenset())
    if filters.stage is not None and filters.stage not in at.book.stages:
        wrong = unknown("stage", filters.stage, at.book.stages)
        raise Problem(422, "invalid", "The query string cannot be used.", [wrong])
    moment = now()
    latest_first = filters.state == "closed"
    query = Query(
        stages=frozenset([filters.stage] if filters.stage else []),
        state="open" if filters.state == "open" else "closed",
        owing=filters.state == "owing",
        due_before=moment if filters.late else None,
        assigned_to=filters.worker,
        latest_first=latest_first,
        after=after_of(filters.after),
        limit=filters.limit,
    )
    found = work_page(at, asks.user, query, filters.whose)
    shown = cut(found.lines, query.limit, latest_first=latest_first)
    w = Wording(at.book)
    return page(
        request,
        "lists/work_list",
        menu="/",
        title=_title(w, filters),
        rows=rows(w, shown.contacts, moment, found.away, found.notes),
        begun=begun_of(at, found.begun),
        first=_link(filters) if filters.after else "",
        next=_link(filters, after=shown.next) if shown.next else "",
        tabs=_tabs(at, filters, found.load),
        stages=_stages(w, filters, found.load),
        late=_late(filters, found.load),
        filters=filters,
        everything=_link(filters, stage=None, late=None, worker=None),
        standing_in=found.stands_in_for,
        ticking=True,
        lists=[_list(at, one) for one in at.work_lists],
    )


@get("/lists/{work_list:str}", sync_to_thread=True)
def show_work_list(
    request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]
) -> Response[str] | Redirect:
    """Show a work list of the authority's own; boards, meetings and audits have their own pages."""
    own = next((one for one in at.work_lists if one.id == work_list), None)
    if own is None:
        raise Problem(404, "not-found", "There is no such work list here.")
    if own.shows or own.audit or is_meeting(own):
        return Redirect(page_of_list(at.name, own), status_code=303)
    query = page_of(request)
    found = work_page(at, asks.user, query, work_list=work_list)
    shown = cut(found.lines, query.limit)
    w = Wording(at.book)
    return page(
        request,
        "lists/work_list",
        menu="/",
        title=own.title,
        cites=own.cites,
        rows=rows(w, shown.contacts, now(), found.away, found.notes),
        first="?" if query.after else "",
        next=f"?after={shown.next}" if shown.next else "",
        tabs=_tabs(at, None, found.load),
        standing_in=found.stands_in_for,
        ticking=True,
        lists=[_list(at, one, current=one is own) for one in at.work_lists],
    )


def _title(w: Wording, filters: Filters) -> str:
    if filters.state != "open":
        whole = f"{STATES[filters.state]} contacts" if filters.state == "closed" else "Still to do"
        return w.stage(filters.stage) if filters.stage else whole
    if filters.stage:
        return w.stage(filters.stage)
    return {
        "mine": "My contacts",
        "team": "My team’s contacts",
        "all": "Contacts to work on",
    }[filters.whose]


def _link(filters: Filters, **changed: str | None) -> str:
    """The address of the same list, changed; from its beginning unless that says where."""
    said = {**filters.model_dump(exclude={"after"}), **changed}
    kept = {
        name: value
        for name, value in said.items()
        if value is not None and (name == "after" or value != Filters.model_fields[name].default)
    }
    return f"?{urlencode(kept)}"


def _tabs(at: Authority, filters: Filters | None, load: list[Workload]) -> list[Tab]:
    """Whose work; and what is closed. Without filters none of them is where one is."""
    plain, base = Filters(), f"/{at.name}/"
    is_open = filters is not None and filters.state == "open"
    found = [
        Tab(
            name,
            base + _link(plain, whose=whose),
            current=is_open and filters is not None and filters.whose == whose,
            many=sum(getattr(one, whose) for one in load),
            late=sum(getattr(one, f"{whose}_late") for one in load),
        )
        for whose, name in WHOSE.items()
    ]
    return found + [
        Tab(
            name, base + _link(plain, state=state), current=bool(filters and filters.state == state)
        )
        for state, name in STATES.items()
    ]


def _stages(w: Wording, filters: Filters, load: list[Workload]) -> list[Tab]:
    """The stages at which there is something, in the procedure's order, and the one chosen."""
    if filters.state != "open":
        return []
    many = {one.stage: one for one in load if getattr(one, filters.whose)}
    order = [*w.book.stages, *(stage for stage in many if stage not in w.book.stages)]
    return [
        Tab(
            w.stage(stage),
            _link(filters, stage=stage, late=None),
            current=stage == filters.stage,
            many=getattr(many[stage], filters.whose) if stage in many else 0,
            late=getattr(many[stage], f"{filters.whose}_late") if stage in many else 0,
        )
        for stage in order
        if stage in many or stage == filters.stage
    ]


def _late(filters: Filters, load: list[Workload]) -> Tab | None:
    """The way to what is overdue of what is shown, where there is anything."""
    if filters.state != "open" or filters.worker:
        return None
    of = [one for one in load if filters.stage in (None, one.stage)]
    many = sum(getattr(one, f"{filters.whose}_late") for one in of)
    if not many and not filters.late:
        return None
    return Tab("overdue", _link(filters, late="yes"), current=bool(filters.late), many=many)


def _list(at: Authority, one: WorkList, *, current: bool = False) -> Tab:
    """The way to a work list of the authority's own: as a list, a board, or a sample to audit."""
    return Tab(one.title, page_of_list(at.name, one), current)


HANDLERS: Final = (show_contacts, show_work_list)
