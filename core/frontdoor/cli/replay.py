"""The command `replay`: past contacts routed under several procedures, and what would change."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from frontdoor.cli import (
    end,
    end_with_mistakes,
    examples,
    procedures_of,
)
from frontdoor.cli.files import make_folder, whole
from frontdoor.cli.numbers import print_numbers
from frontdoor.cli.practices import practices_of
from frontdoor.compare.exports import FORMATS
from frontdoor.compare.replay.counting import BY_DAY
from frontdoor.compare.replay.counting import replay as counted
from frontdoor.compare.replay.reading import read_contacts
from frontdoor.compare.tables import Table
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound


@click.command(
    epilog=examples(
        "frontdoor replay year.parquet",
        "frontdoor replay contacts.csv --under generic,my/procedure --ignore team -o replayed",
    )
)
@click.argument("contacts", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--under",
    metavar="A,B",
    help="Authorities, or folders with a procedure.yaml; the others are compared with the first. "
    "All that are switched on without it.",
)
@click.option("--ignore", default="", metavar="COLUMN,…", help="Columns that are passed over.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the tables are printed.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write all tables (CSV, JSON, XLSX) and charts (SVG) into this folder.",
)
@click.pass_obj
def replay(
    config: Path | None,
    contacts: Path,
    under: str | None,
    ignore: str,
    form: str,
    output: Path | None,
) -> None:
    """Route the past contacts in the file CONTACTS under each procedure, and say what would change.

    CONTACTS is CSV or Parquet, a row for each contact: `received`, the local time or one with its
    offset, and a column for each fact, with the values of the procedures; empty is not known. A
    fact that only some of the authorities ask is left out for the others, which is said on standard
    error. `frontdoor year` makes such a file up, `frontdoor export` takes it from a database.
    """
    settings = procedures_of(config)
    practices = practices_of(settings, _listed(under) if under else settings.authorities)
    books = [one.book for one in practices.values()]
    calendar = next(iter(practices.values())).calendar
    steps = 2 * len(practices) + 1
    try:
        with click.progressbar(
            length=steps, label="Contacts", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            past = read_contacts(contacts, books, calendar, _listed(ignore))
            bar.update(1)
            tables = counted(past.contacts, practices, lambda: bar.update(1))
    except MistakesFound as found:
        end_with_mistakes(found)
    except OSError as error:
        end(f"{contacts} cannot be read: {error.strerror or error}.")
    except (BeyondCalendar, PluginFault) as problem:
        end(str(problem))
    for name, left_out in zip(practices, past.left_out, strict=True):
        if left_out:
            asks_no = f"{name} does not ask about {', '.join(left_out)}: left out there."
            click.echo(asks_no, err=True)
    if form == "json":
        click.echo(FORMATS["json"].write(tables), nl=False)
    else:
        _print(tables)
    if output is not None:
        _write(tables, output)


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _print(tables: Iterable[Table]) -> None:
    for number, table in enumerate(one for one in tables if not one.name.startswith(BY_DAY)):
        if number:
            click.echo("\n")
        print_numbers(table)


def _write(tables: Sequence[Table], folder: Path) -> None:
    """Write each table as CSV, all of them as JSON and as a workbook, and the charts."""
    from frontdoor.compare.replay.charts import charts

    files = {f"{table.name}.csv": FORMATS["csv"].write([table]) for table in tables}
    for form in ("json", "xlsx"):
        files[f"tables{FORMATS[form].suffix}"] = FORMATS[form].write(tables)
    files |= {f"{chart.name}.svg": chart.svg.encode() for chart in charts(tables)}
    make_folder(folder)
    for name, content in files.items():
        with whole(folder / name) as unfinished:
            unfinished.write_bytes(content)
    click.echo(f"{len(files)} files, tables and charts, are in {folder}.", err=True)
