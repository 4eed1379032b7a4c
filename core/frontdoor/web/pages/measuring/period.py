"""Which period, and whose contacts, an address asks for."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

from frontdoor.services.authority import Authority
from frontdoor.services.dashboard import last_weeks
from frontdoor.services.measures import Span
from frontdoor.web.pages.forms import Form, form_of
from frontdoor.web.problems import AnyRequest

PRESETS: Final = (4, 12, 26, 52)
"""Weeks that can be chosen with one click."""

LONGEST: Final = 10
"""Years that can be counted at once."""


def span_of(request: AnyRequest, at: Authority) -> tuple[Span, Form]:
    """The period of an address (else the last weeks), and its form with what is wrong.

    Where something is, the numbers are those of the last weeks, and what was typed stays.
    """
    form = form_of(list(request.query_params.multi_items()))
    team = form.text("team") or None
    if team is not None and team not in at.book.destinations:
        form.add("team", "Choose a team of this authority")
        team = None
    span = _chosen(form)
    if form.wrong:
        return last_weeks(), form
    span = Span(span.first, span.last, team)
    form.put_day("first_day", span.first)
    form.put_day("last_day", span.last)
    return span, form


def _chosen(form: Form) -> Span:
    weeks = form.text("weeks")
    if weeks.isascii() and weeks.isdecimal() and 0 < int(weeks[:4]) <= 52 * LONGEST:
        return last_weeks(int(weeks[:4]))
    first, last = form.day("first_day"), form.day("last_day")
    if first is None and last is None:
        return last_weeks()
    for name, found in (("first_day", first), ("last_day", last)):
        if found is None and not any(wrong.name == name for wrong in form.wrong):
            form.add(name, f"Enter the {name.replace('_', ' ')}")
    if first is None or last is None:
        return last_weeks()
    if last < first:
        form.add("last_day", "Last day must be the same as or after the first day")
    elif last > _years_after(first):
        form.add("last_day", f"Last day must be within {LONGEST} years of the first day")
    return Span(first, last)


def _years_after(day: date) -> date:
    return date(day.year + LONGEST, day.month, 28 if day.month == 2 else day.day)


def address_of(span: Span) -> str:
    """The query of an address for a period, from the question mark on."""
    days = {
        f"{name}.{part}": getattr(day, part)
        for name, day in (("first_day", span.first), ("last_day", span.last))
        for part in ("day", "month", "year")
    }
    return f"?{urlencode({**days, **({'team': span.team} if span.team else {})})}"
