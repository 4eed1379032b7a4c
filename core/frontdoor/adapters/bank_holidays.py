"""The bank holidays of England and Wales, from the data that `govuk-bank-holidays` carries.

The data file is read as it lies in the package. The package's own class would do the same, but
importing it brings in a client for the network, which nothing here may use, and takes a third of a
second.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from frontdoor.domain.clocks import Calendar

FULL_YEAR = 8
"""Bank holidays that every year has in England and Wales; a year with fewer is not complete."""


def england_and_wales(extra: Mapping[date, str] | None = None) -> Calendar:
    """The calendar of England and Wales, from the first to the last year known in full.

    `extra` are bank holidays announced since, each with its name. They add to the known years and
    do not lengthen the calendar.
    """
    return _calendar(tuple(sorted((extra or {}).items())))


@cache
def _calendar(extra: tuple[tuple[date, str], ...]) -> Calendar:
    text = resources.files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text("utf-8")
    holidays: dict[date, str] = {}
    for event in json.loads(text)["england-and-wales"]["events"]:
        substitute = " (substitute day)" if event["notes"] == "Substitute day" else ""
        holidays[date.fromisoformat(event["date"])] = event["title"] + substitute
    years = Counter(day.year for day in holidays)
    first = last = max(year for year, days in years.items() if days >= FULL_YEAR)
    while years[first - 1] >= FULL_YEAR:
        first -= 1
    return Calendar(holidays | dict(extra), date(first, 1, 1), date(last, 12, 31))
