"""The access log: who asked for what, and who looked at a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get

from frontdoor.compare.exports import FORMATS
from frontdoor.domain.clocks import LONDON
from frontdoor.services.administering.access_log import (
    MOST_EXPORTED,
    LookedPage,
    NoSuchReference,
    everyone_who_looked,
    who_looked,
)
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.oversight import AccessQuery
from frontdoor.web.pages.administering.access_words import access_table, operation_in_words
from frontdoor.web.pages.forms import Form, form_of
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

LONGEST: Final = 80
"""Characters of a reference or a user name that is asked for."""

_NOTHING: Final = LookedPage((), None, False)


@dataclass(frozen=True)
class Search:
    """What is looked for: the query, the reference, and both as they stand in an address."""

    query: AccessQuery
    reference: str
    address: str


@get("/administration/access", sync_to_thread=True)
def show_access(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show lines of the access log, the latest first."""
    return _page(request, at, asks)


@get("/administration/access.csv", sync_to_thread=True)
def export_access(request: AnyRequest, at: At, asks: Asks) -> Response[bytes] | Response[str]:
    """The same as a file for a spreadsheet, as far as one may be."""
    search = _search(form_of(list(request.query_params.multi_items())))
    if search is None:
        return _page(request, at, asks)
    try:
        lines = everyone_who_looked(at, asks.user, search.query, search.reference)
    except NoSuchReference:
        return _page(request, at, asks)
    csv = FORMATS["csv"]
    return Response(
        csv.write([access_table(lines)]),
        media_type=csv.media_type,
        headers={"Content-Disposition": f'attachment; filename="{at.name}-access.csv"'},
    )


def _page(request: AnyRequest, at: Authority, asks: SignedIn) -> Response[str]:
    """Lines of the log, or what is wrong with what is looked for."""
    form = form_of(list(request.query_params.multi_items()))
    search = _search(form)
    found = _NOTHING
    if search is not None:
        try:
            found = who_looked(at, asks.user, search.query, search.reference)
        except NoSuchReference:
            form.add("reference", "No contact here has this reference")
    return page(
        request,
        "administering/access",
        422 if form.wrong else 200,
        menu="/administration",
        form=form,
        found=found,
        operation=operation_in_words,
        address=search.address if search else "",
        after=_after_text(found.after),
        reference=search.reference if search and not form.wrong else "",
        most=MOST_EXPORTED,
    )


def _search(form: Form) -> Search | None:
    """What a form looks for, or None where something is wrong with it."""
    reference, user = form.text("reference").upper(), form.text("user")
    for name, text in (("reference", reference), ("user", user)):
        if len(text) > LONGEST:
            form.add(name, f"This must be {LONGEST} characters or fewer")
    since, until = form.day("since"), form.day("until")
    if since and until and until < since:
        form.add("until", "The last day must not be before the first")
    if form.wrong:
        return None
    query = AccessQuery(
        user=user or None,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        after=_after(form.value("after")),
    )
    kept = {
        name: form.text(name)
        for name in form.values
        if name not in ("after", "go") and form.text(name)
    }
    return Search(query, reference, urlencode(kept))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _after(text: str) -> tuple[datetime, int] | None:
    """Where the page before ended; the beginning where it is not to be read."""
    at, _, id = text.rpartition("_")
    try:
        moment, number = datetime.fromisoformat(at), int(id)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo and 0 <= number < 2**63 else None


def _after_text(after: tuple[datetime, int] | None) -> str:
    return urlencode({"after": f"{after[0].isoformat()}_{after[1]}"}) if after else ""


HANDLERS: Final = (show_access, export_access)
