"""The dashboard: numbers of a chosen period, drawn and in tables, and each table to take away."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.compare.tables import STANDINGS, Table
from frontdoor.services.authority import Authority
from frontdoor.services.dashboard import Figures, dashboard, last_weeks
from frontdoor.services.measures import Span
from frontdoor.web.pages.measuring.parts import headlines, parts
from frontdoor.web.pages.measuring.period import PRESETS, address_of, span_of
from frontdoor.web.pages.measuring.tables import tables
from frontdoor.web.pages.published.comparing import ALL, SUFFIXES, form_of_suffix
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At


@get("/dashboard", sync_to_thread=True)
def show_dashboard(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show the numbers of a period, `?weeks=` or from a first to a last day, and of a team."""
    span, form = span_of(request, at)
    found = dashboard(at, asks.user, span)
    made = _tables(at, found)
    return page(
        request,
        "measuring/dashboard",
        422 if form.wrong else 200,
        form=form,
        span=span,
        headlines=headlines(found),
        parts=parts(made),
        presets=[
            (weeks, address_of(Span(chosen.first, chosen.last, span.team)))
            for weeks in PRESETS
            for chosen in (last_weeks(weeks),)
        ],
        query=address_of(span),
        teams=[(id, one.name) for id, one in at.book.destinations.items()],
        standings=STANDINGS,
        suffixes=SUFFIXES,
        all=ALL,
        menu="/dashboard",
    )


@get("/dashboard/{file:str}", sync_to_thread=True)
def download_figures(
    request: AnyRequest, at: At, asks: Asks, file: FromPath[str]
) -> Response[bytes]:
    """Give a table of the dashboard as a file: `weeks.csv`, or `all.xlsx` for every one."""
    span, form = span_of(request, at)
    if form.wrong:
        raise Problem(422, "invalid", f"{'. '.join(wrong.says for wrong in form.wrong)}.")
    try:
        name, written = form_of_suffix(file)
    except LookupError:
        raise _nothing() from None
    made = _tables(at, dashboard(at, asks.user, span))
    wanted = [table for table in made.values() if name in (table.name, ALL)]
    if not wanted:
        raise _nothing()
    called = f"{at.name}-{span.first}-{span.last}-{file}"
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    return Response(written.write(wanted), media_type=written.media_type, headers=headers)


def _tables(at: Authority, found: Figures) -> dict[str, Table]:
    titles = {one.id: one.title for one in at.work_lists if one.id in found.audits}
    return tables(found, Wording(at.book), titles)


def _nothing() -> Problem:
    return Problem(404, "not-found", "There is no such table, or not in such a form.")


HANDLERS: Final = (show_dashboard, download_figures)
