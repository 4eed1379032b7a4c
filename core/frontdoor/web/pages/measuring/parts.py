"""The parts of the dashboard: what each is about, its chart and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from frontdoor.compare.bars import Bar, bars
from frontdoor.compare.flowcharts.drawing import Chart
from frontdoor.compare.tables import Row, Table
from frontdoor.services.dashboard import Figures
from frontdoor.web.pages.measuring.tables import SHARE

MOST_BARS: Final = 30
"""Weeks that are drawn one by one; of longer periods several together."""


class Headline(NamedTuple):
    """A number at the head of the page, what it is of, and what stands beside it."""

    much: str
    says: str
    beside: str = ""


class Part(NamedTuple):
    """A part of the page; `chart` is there where the first of its tables is drawn."""

    id: str
    title: str
    about: str
    chart: Chart | None
    tables: tuple[Table, ...]


def headlines(found: Figures) -> list[Headline]:
    """The numbers that come first; what is open is of now, whatever the period."""
    contacts, again = found.contacts, len(found.again)
    done = sum(one.tasks for one in found.by_rule if one.state == "in_time")
    late = sum(one.tasks for one in found.by_rule if one.state in ("late", "overdue"))
    open_now = sum(one.contacts for one in found.in_hand)
    overdue = sum(one.overdue for one in found.in_hand)
    return [
        Headline(f"{contacts:,}", "contacts received"),
        Headline(f"{again:,}", "repeat contacts within 12 months", _share(again, contacts)),
        Headline(f"{done:,}", "timescales kept", _share(done, done + late)),
        Headline(f"{open_now:,}", "contacts open now", f"{overdue:,} overdue"),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of {whole:,}" if whole else ""


def parts(made: Mapping[str, Table]) -> list[Part]:
    """The parts of the page, from its tables by name."""
    audits = tuple(table for name, table in made.items() if name.startswith("audit_"))
    found = [
        Part(
            "volumes",
            "What came in",
            "By the week in which a contact was received, Monday to Sunday. A repeat contact is "
            "about a child who had another within the 12 months before. Each child of a call is a "
            "contact, and so is a copy made for another child.",
            _by_week(made["weeks"]),
            (made["weeks"], made["weeks_referrer"]),
        ),
        Part(
            "sources",
            "Who made contact, how, and what for",
            "As each contact’s facts are now.",
            _by_share(made["referrer"], "Contacts by who made them."),
            (made["referrer"], made["channel"], made["purpose"]),
        ),
        Part(
            "outcomes",
            "What became of them",
            "Contacts received in the period, as they stand now. The most that was decided is the "
            "greatest of all that was ever decided on a contact.",
            _by_share(made["meanings"], "Contacts by the most that was decided."),
            (made["meanings"], made["conversion"], made["outcomes"]),
        ),
        Part(
            "timeliness",
            "In what time",
            "Tasks with a deadline that began in the period, by when they began. The share in "
            "time is of those that were done or late, or are overdue. What was waived, or ended "
            "with the contact before it was due, is neither. Deadlines missed on a duplicate that "
            "was deleted count.",
            _in_time(made["timescales"]),
            (made["timescales"], made["timeliness_weeks"], made["timeliness_teams"]),
        ),
        Part(
            "in-hand",
            "Work in hand",
            "Contacts that are open now, whenever they were received.",
            None,
            (made["in_hand"], made["teams"]),
        ),
        Part(
            "audits",
            "Audits",
            "How many contacts of each sample were audited, by when they were received.",
            None,
            audits,
        ),
    ]
    return [part for part in found if part.tables]


def _by_week(table: Table) -> Chart:
    weeks = table.rows[:-1]
    together = -(-len(weeks) // MOST_BARS)
    groups = [weeks[n : n + together] for n in range(0, len(weeks), together)]
    sums = [(group[0].heading, sum(_number(row, 0) for row in group)) for group in groups]
    several = f", {together} weeks together" if together > 1 else ""
    about = f"Contacts received, by the Monday of their week{several}."
    return bars(table, [Bar(name, many, f"{many:,.0f}") for name, many in sums], about)


def _by_share(table: Table, about: str) -> Chart:
    """Bars of a table whose rows have contacts and their share in per cent."""
    shown = [
        Bar(row.heading, _number(row, 0), f"{_number(row, 0):,.0f} ({_number(row, 1):g}%)")
        for row in table.rows
    ]
    return bars(table, shown, about)


def _in_time(table: Table) -> Chart:
    share = table.columns.index(SHARE) - 1
    shown = []
    for row in table.rows:
        if row.cells[share]:
            done, late, _, _, overdue = (_number(row, n) for n in range(1, 6))
            kept = _number(row, share)
            says = f"{kept:g}%: {done:,.0f} of {done + late + overdue:,.0f}"
            shown.append(Bar(row.heading, kept, says))
    about = "The share of tasks done in time, of those done or late, or overdue."
    return bars(table, shown, about, most=100)


def _number(row: Row, cell: int) -> float:
    """The number in a cell, 0 where there is none."""
    says = row.cells[cell][0].says if row.cells[cell] else 0
    return says if isinstance(says, int | float) else 0
