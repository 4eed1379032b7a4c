"""A sample of contacts to audit: those of a month, what each audit found, and room to write."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.domain.clocks import LONDON
from frontdoor.hookspecs import WorkList
from frontdoor.services.audits import month_after, month_before, sample
from frontdoor.services.authority import Authority, now
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At


@get("/audits/{work_list:str}", sync_to_thread=True)
def show_sample(request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]) -> Response[str]:
    """Show the contacts of a sample that were received in `?month=` (this month)."""
    listed = _named(at, work_list)
    this_month = now().astimezone(LONDON).date().replace(day=1)
    month = _month(request.query_params.get("month", ""), this_month)
    found = sample(at, asks.user, listed, month)
    done = request.query_params.get("done", "")
    return page(
        request,
        "measuring/audit",
        sample=found,
        done=next((one for one in found.contacts if one.contact.id == done), None),
        before=month_before(month),
        after=month_after(month) if month < this_month else None,
        base=f"/{at.name}/audits/{work_list}",
        menu="/",
    )


def _month(asked: str, this_month: date) -> date:
    """The first day of the month that is asked for. Raises `Problem` for one that cannot be."""
    if not asked:
        return this_month
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        month = date.min
    if not 1900 <= month.year < 2200:
        says = "There is no such month; write it as 2026-03, or leave it out."
        raise Problem(404, "not-found", says)
    return month


def _named(at: Authority, work_list: str) -> WorkList:
    for listed in at.work_lists:
        if listed.id == work_list and listed.audit:
            return listed
    raise Problem(404, "not-found", "There is no such sample to audit here.")


HANDLERS: Final[tuple[Any, ...]] = (show_sample,)
