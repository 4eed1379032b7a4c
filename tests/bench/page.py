"""The table of what was measured, and the page docs/performance.md around it."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.measuring import Measure

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"

TEXT = """\
# Performance

Measured side by side with others, in one run on one machine; the ratios are what matters. They say
how many times as long the other takes: 2 means that Front Door is twice as fast.

{results}

## Comparing over every contact

Measured in processor time, one after another in one process, rulebooks in memory; memory is what
the whole process held at most until then. Beside each pair stands how many combinations there are
of the facts that either of the two asks for: at a microsecond each, 10^16 take three hundred years.

{compared}

## Pages over ten years of contacts

A database in SQLite with as many contacts as an average authority has in ten years (200,000), or as
fifteen of them have; one in 250 is open. Lists are measured in processor time, without the line in
the access log that each request writes; beside them stand the same queries asked of the database's
driver alone, fetched and thrown away. Pages are measured on the clock, from the request to the last
byte of the answer, with the session looked up and the access log written to the disk.

{pages}

## What is measured

- **Full answer**: from the facts of a contact as plain values to the whole answer: outcome,
  destination, who decides, every task with its deadline, clauses, notices, readings that differ,
  and for each route before the one taken why it was not. zen-engine answers with the rule alone. It
  runs with its static loader, its fast path, on the same routes and the same facts; as it takes
  longer the more facts it gets, it is measured again with *fewer facts*, those of its table alone.
- **Bare table**: the rule alone, against zen-engine's and against the same rules written as one
  if/elif chain over a dict.
- **Start-up**: from the start of the process to the first answer, all authorities opened, against
  an app with one table, one database and one route on the same server. Both have been started
  before.
- **Replay**: `frontdoor replay` of a made-up national year under all authorities, the whole process
  from its start to the last table, against a process in which polars reads the same file and groups
  its rows once.
- **Every aspect exactly**: which answers of the one meet which other answers of the other, for how
  many combinations of facts, and the nearest example of each. **Told**: the statements that the
  page and the command show. **Edits**: each a procedure with five routes left out, moved
  or changed.

No contact is asked twice, so nothing is gained by remembering answers. Before anything is timed,
each is asked about 500 contacts to see that all take the same rule. Everything takes its turn in
every round, each round has contacts of its own, and the median of the rounds counts; routing is
measured in processor time, starting in time on the clock.

To repeat: `make bench`; with `.venv/bin/python -m tests.bench --large --write` this page is written
anew.
"""


def results(measures: Sequence[Measure], help_takes: float) -> str:
    """The measures as a table in Markdown, with the machine and the date."""
    rows = [("what", "Front Door", "the other", "ratio", "wanted", "against")]
    rows += [
        (one.what, _time(one.ours), _time(one.peer), f"{one.ratio:.2f}", one.wanted, one.against)
        for one in measures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    lines += ["", f"`frontdoor --help` answers within {_time(help_takes)}.", "", _machine()]
    return "\n".join(lines)


def write(results: str, compared: str, pages: str) -> None:
    """Write the page."""
    text = TEXT.format(results=results, compared=compared, pages=pages)
    PAGE.write_text(text, encoding="utf-8")


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.2f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.0f} ms"


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (info.read_text().splitlines() if info.exists() else [])
        if line.startswith("model name")
    ]
    processor = names[0] if names else platform.processor() or platform.machine()
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y}: {processor}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, zen-engine {version('zen-engine')}, "
        f"Litestar {version('litestar')}, SQLAlchemy {version('sqlalchemy')}."
    )
