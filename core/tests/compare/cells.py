"""What procedures say side by side, a table, a row or a cell at a time."""

from __future__ import annotations

from frontdoor.compare.side_by_side.tables import side_by_side
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.procedure.rulebook import Rulebook

UNSAID = """
removes:
  - rule: nothing_else
    because: nobody has looked whether there is more
"""
"""Of the fictional authority, which says of all else that its source is silent."""


def table(name: str, *books: Rulebook) -> Table:
    """One table of these authorities."""
    (found,) = side_by_side(books, (name,))
    return found


def row(name: str, heading: str, *books: Rulebook) -> Row:
    """One row of one table."""
    (found,) = (one for one in table(name, *books).rows if one.heading == heading)
    return found


def cell(name: str, heading: str, book: Rulebook) -> tuple[Entry, ...]:
    """What one authority says in a row."""
    return row(name, heading, book).cells[0]


def said(name: str, heading: str, book: Rulebook) -> list[str | int | float]:
    """The same in words alone."""
    return [entry.says for entry in cell(name, heading, book)]
