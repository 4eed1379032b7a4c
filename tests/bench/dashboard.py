"""The dashboard over ten years of contacts, against its raw queries."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from frontdoor.services.dashboard import dashboard, last_weeks
from frontdoor.web.pages.measuring.parts import parts
from frontdoor.web.pages.measuring.tables import tables
from frontdoor.web.pages.wording import Wording
from tests.bench.driver import raw
from tests.bench.ten_years import TenYears

CONTACTS = 200_000
PERIODS = {"12 weeks": 12, "a year": 52, "ten years": 520}
ROUNDS = 5

MEASURE = """
INSERT INTO measure
SELECT id, date(received), 0,
    substr('professionalfamily      public      ', abs(random()) % 3 * 12 + 1, 12), 'telephone',
    iif(abs(random()) % 2, 'concern', 'advice'), 'p-' || abs(random()) % 120000,
    iif(abs(random()) % 2, 'advice_team', 'assessment_team'),
    iif(closed, 'information_and_advice', NULL), 3
FROM contact WHERE id NOT IN (SELECT contact FROM measure)
"""
DECIDED = """
INSERT INTO decided SELECT contact, outcome, NULL FROM measure
WHERE outcome IS NOT NULL
"""
TASK = """
WITH RECURSIVE
    rule(number, name) AS (VALUES (1, 'police'), (2, 'decision'), (3, 'feedback'), (4, 'summary'),
        (5, 'plan'), (6, 'broker'))
INSERT INTO task
SELECT id, name, name, 'other', date(received), datetime(received, '+1 day') || '.000000',
    CASE WHEN NOT closed THEN NULL WHEN abs(random()) % 4 THEN 'in_time' ELSE 'late' END,
    iif(closed, abs(random()) % 200000, NULL)
FROM contact, rule WHERE id NOT IN (SELECT contact FROM task)
"""
"""Six tasks for each contact, one in four of them late."""


def table() -> str:
    """What was measured, as a table in Markdown."""
    lines = [
        "| what | Front Door | raw queries | ratio | page and charts | wanted |",
        "|---" * 6 + "|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += _measured(TenYears(Path(folder), CONTACTS))
    return "\n".join(lines)


def _measured(years: TenYears) -> Iterator[str]:
    at, user = years.authority, years.user
    with closing(sqlite3.connect(years.file, isolation_level=None)) as database:
        for statement in (MEASURE, DECIDED, TASK, "ANALYZE"):
            database.execute(statement)
        for name, weeks in PERIODS.items():
            span = last_weeks(weeks)
            work = partial(dashboard, at, user, span)
            found = work()
            reading, showing = raw(database, work), partial(_shown, years, found)
            ours, read, shown = _by_turns(work, reading, showing)
            yield (
                f"| dashboard of {name}, {found.contacts:,} of {CONTACTS:,} contacts "
                f"| {_ms(ours)} | {_ms(read)} | {ours / read:.2f} | {_ms(shown)} "
                f"| {'less than 1 s' if weeks == 12 else ''} |"
            )


def _shown(years: TenYears, found: Any) -> None:
    """The tables and the charts of a page, without its HTML."""
    titles = {one.id: one.title for one in years.authority.work_lists if one.audit}
    parts(tables(found, Wording(years.authority.book), titles))


def _by_turns(*works: Callable[[], object]) -> list[float]:
    """Seconds on the clock for each work, by turns: the median of rounds."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, times in zip(works, taken, strict=True):
            began = perf_counter()
            work()
            times.append(perf_counter() - began)
    return [median(times) for times in taken]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


if __name__ == "__main__":
    print(table())
