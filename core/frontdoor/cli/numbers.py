"""Tables of numbers for a terminal: in columns, of which those that do not fit come below."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

import click

from frontdoor.cli import WIDTH
from frontdoor.compare.tables import Row, Table

GAP = "  "


class _Column(NamedTuple):
    heading: list[str]
    cells: list[str]
    width: int
    is_number: bool


def print_numbers(table: Table) -> None:
    """Print a table of one number or word in each cell, on lines of at most `WIDTH`."""
    click.echo(click.style(table.title, bold=True))
    longest = max((len(row.heading) for row in table.rows), default=0)
    first = _column(table.columns[0], [row.heading for row in table.rows], max(longest, 12))
    for columns in _fitting(table, WIDTH - first.width):
        click.echo()
        for line in _lines([first, *columns]):
            click.echo(line.rstrip())


def _fitting(table: Table, room: int) -> Iterator[list[_Column]]:
    """The columns after the first, as many together as there is room for."""
    columns: list[_Column] = []
    for number, heading in enumerate(table.columns[1:]):
        cells = [_said(row, number) for row in table.rows]
        is_number = all(not isinstance(row.cells[number][0].says, str) for row in table.rows)
        width = max(len(word) for word in (*heading.split(), *cells))
        column = _column(heading, cells, width, is_number)
        taken = sum(len(GAP) + one.width for one in (*columns, column))
        if columns and taken > room:
            yield columns
            columns = []
        columns.append(column)
    yield columns


def _column(heading: str, cells: list[str], width: int, is_number: bool = False) -> _Column:
    return _Column(wrap(heading, width, break_on_hyphens=False), cells, width, is_number)


def _said(row: Row, number: int) -> str:
    says = row.cells[number][0].says
    return says if isinstance(says, str) else f"{says:,}"


def _lines(columns: list[_Column]) -> Iterator[str]:
    deepest = max(len(one.heading) for one in columns)
    for number in range(deepest):
        yield GAP.join(
            _aligned(one, ([""] * (deepest - len(one.heading)) + one.heading)[number])
            for one in columns
        )
    for number in range(len(columns[0].cells)):
        yield GAP.join(_aligned(one, one.cells[number]) for one in columns)


def _aligned(column: _Column, text: str) -> str:
    return text.rjust(column.width) if column.is_number else text.ljust(column.width)
