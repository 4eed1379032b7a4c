"""A table of a comparison, as every page, export and command shows it."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Standing = Literal["said", "as_generic", "silent", "safeguard", "none", "not_modelled"]
"""Where something comes from: its authority's own source says it; it is taken as the procedure
that it builds on has it; its source is silent, which somebody has seen to; it is a safeguard that
no authority may drop; there is none, in a list that is whole; or it is not modelled, so nothing
follows from it."""

STANDINGS: Final[dict[Standing, str]] = {
    "said": "",
    "as_generic": "as generic",
    "silent": "source silent",
    "safeguard": "safeguard",
    "none": "none",
    "not_modelled": "not modelled",
}
"""Each standing in words for people; what a source says needs none."""


class Entry(msgspec.Struct, frozen=True):
    """One thing that a cell says, with the clauses behind it and the rule that says it.

    `note` is what stands beside it: when it applies, why the source is silent, what the common
    word for it does not carry.
    """

    says: str | float
    cites: tuple[str, ...] = ()
    rule: str = ""
    standing: Standing = "said"
    note: str = ""


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
