"""The command `compare`: procedures side by side, or one case under each of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import TextIO

import click

from frontdoor.cli import COULD_NOT_RUN, cannot_be_used, examples, procedures_of
from frontdoor.cli.practices import practices_named
from frontdoor.cli.tables import print_table, save, written
from frontdoor.compare.exports import FORMATS
from frontdoor.compare.side_by_side.tables import NAMES, side_by_side
from frontdoor.compare.tables import Table
from frontdoor.procedure.mistakes import nearest


@click.command(
    epilog=f"Aspects: {', '.join(NAMES)}.\n\n"
    + examples(
        "frontdoor compare",
        "frontdoor compare --aspect timescales --differences",
        "frontdoor compare generic my/procedure --format xlsx -o compared.xlsx",
        "frontdoor compare --case examples/cases/case-study-a.yaml",
    )
)
@click.argument("what", metavar="[AUTHORITY or PATH]...", nargs=-1)
@click.option("--differences", is_flag=True, help="Only rows in which the authorities differ.")
@click.option(
    "--aspect",
    "aspects",
    multiple=True,
    metavar="NAME",
    help="Only this aspect; may be given again. The names are below.",
)
@click.option(
    "--case",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Compare what each does for the contact in this case file, in the place of aspects.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With --case: draw the deadlines here, as SVG.",
)
@written
@click.pass_obj
def compare(
    config: Path | None,
    what: tuple[str, ...],
    differences: bool,
    aspects: tuple[str, ...],
    case: Path | None,
    picture: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Show procedures side by side, aspect by aspect, each with its clauses.

    Compares the authorities named, or the procedure.yaml in a folder; all authorities that are
    switched on where none is given. Where a source is silent, where it is as generic, and where
    nothing is modelled are told apart.
    """
    settings = procedures_of(config)
    if case is not None:
        if differences or aspects or output or form not in ("text", "json"):
            raise click.UsageError("--case goes with authorities, --picture and text or json only.")
        from frontdoor.cli.compare_case import show_case

        sys.exit(show_case(settings, what, case, form, picture))
    if picture is not None:
        raise click.UsageError("--picture goes with --case: it draws the deadlines of a case.")
    _known(aspects)
    practices, problems = practices_named(settings, what or settings.authorities)
    if practices:
        books = [one.book for one in practices.values()]
        tables = side_by_side(books, tuple(dict.fromkeys(aspects)) or NAMES)
        if differences:
            tables = tuple(left for one in tables if (left := one.differences()).rows)
        _write(tables, form, output)
    for name, problem in problems.items():
        click.echo(cannot_be_used(name, problem), err=True)
    if problems:
        sys.exit(COULD_NOT_RUN)


def _known(aspects: Iterable[str]) -> None:
    """End with a word on each aspect that there is not."""
    wrong = [
        f"No aspect '{one}'. {nearest(one, NAMES)}".strip() for one in aspects if one not in NAMES
    ]
    if wrong:
        raise click.UsageError("\n".join((*wrong, f"Known: {', '.join(NAMES)}.")))


def _write(tables: Sequence[Table], form: str, output: Path | None) -> None:
    if form != "text":
        save(FORMATS[form].write(tables), output)
    elif output is None:
        _print(tables)
    else:
        text = StringIO()
        _print(tables, text)
        save(text.getvalue().encode(), output)


def _print(tables: Sequence[Table], file: TextIO | None = None) -> None:
    if not tables:
        click.echo("They do not differ.", file=file)
    for number, table in enumerate(tables):
        if number:
            click.echo("\n", file=file)
        print_table(table, file)
