"""A table of a comparison, as every page, export and command shows it."""

from __future__ import annotations

from typing import Literal

import msgspec

Standing = Literal["said", "as_generic", "silent", "safeguard", "not_modelled"]
"""Where something comes from: its authority's own source says it; it is taken as the procedure
that it builds on has it; its source is silent, which somebody has seen to; it is a safeguard that
no authority may drop; or it is not modelled, so nothing follows from it."""


class Entry(msgspec.Struct, frozen=True):
    """One thing that a cell says, with the clauses behind it and the rule that says it."""

    says: str | int | float
    cites: tuple[str, ...] = ()
    rule: str = ""
    standing: Standing = "said"


class Row(msgspec.Struct, frozen=True):
    """A heading with a cell for each column after the first; `differs` where cells do."""

    heading: str
    cells: tuple[tuple[Entry, ...], ...]
    differs: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table with a name for files and addresses (`timescales`), and a title for people.

    `columns` has one heading more than a row has cells: the first is that of the row headings.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def differences(self) -> Table:
        """The same with only the rows that differ."""
        return Table(self.name, self.title, self.columns, tuple(r for r in self.rows if r.differs))
