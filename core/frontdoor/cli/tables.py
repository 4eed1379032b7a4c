"""Tables of comparisons in words, for a terminal."""

from __future__ import annotations

from functools import partial
from typing import TextIO

import click

from frontdoor.cli import wrapped
from frontdoor.compare.tables import STANDINGS, Entry, Table


def print_table(table: Table, file: TextIO | None = None) -> None:
    """Print a table: each row's heading, whether it differs, and under it what each column says.

    On standard output, or into `file`.
    """
    say = partial(click.echo, file=file)
    say(click.style(table.title, bold=True))
    for row in table.rows:
        say(f"\n{row.heading}{' (differs)' if row.differs else ''}")
        for column, cell in zip(table.columns[1:], row.cells, strict=True):
            say(f"  {column}")
            for entry in cell:
                say(wrapped("    - ", _said(entry)))
                if entry.note:
                    say(wrapped("      ", entry.note))
            if not cell:
                say("    - nothing")


def _said(entry: Entry) -> str:
    behind = "; ".join(filter(None, (STANDINGS[entry.standing], ", ".join(entry.cites))))
    return f"{entry.says} ({behind})" if behind else str(entry.says)
