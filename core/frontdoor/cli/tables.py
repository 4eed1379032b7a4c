"""Tables of comparisons: in words for a terminal, or as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import click

from frontdoor.cli import wrapped
from frontdoor.cli.files import whole
from frontdoor.compare.exports import FORMATS
from frontdoor.compare.tables import STANDINGS, Entry, Table


def written(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --format (`form`) and -o (`output`) of a command whose answer is tables."""
    output = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_not_printed,
        metavar="FILE",
        help="Write it to this file.",
    )
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["text", *FORMATS]),
        default="text",
        show_default=True,
        is_eager=True,
        help="How the comparison is written.",
    )
    return form(output(command))


def _not_printed(ctx: click.Context, _: click.Parameter, output: Path | None) -> Path | None:
    if output is None and ctx.params["form"] == "xlsx":
        raise click.UsageError("A workbook cannot be printed: give the file with -o.")
    return output


def save(text: bytes, output: Path | None, what: str = "The comparison") -> None:
    """Print what was written, or put it into a file, whole or not at all, and say so."""
    if output is None:
        click.echo(text, nl=False)
        return
    with whole(output) as unfinished:
        unfinished.write_bytes(text)
    click.echo(f"{what} is in {output}.", err=True)


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
