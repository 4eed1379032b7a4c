"""`frontdoor flowchart`: a procedure drawn from its rules, as a picture or in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontdoor.cli import examples, procedures_of
from frontdoor.cli.practices import practice_of
from frontdoor.cli.tables import print_table, save

if TYPE_CHECKING:
    from frontdoor.compare.flowcharts.drawing import Chart
    from frontdoor.procedure.rulebook import Rulebook


@click.command(
    epilog=examples(
        "frontdoor flowchart generic -o generic.svg",
        "frontdoor flowchart generic --stage received -o first-response.svg",
        "frontdoor flowchart generic --against generic@plugin",
    )
)
@click.argument("what", metavar="AUTHORITY or PATH")
@click.option("--stage", help="Draw what is advised at this stage, rule by rule.")
@click.option(
    "--against",
    metavar="AUTHORITY or PATH",
    help="Draw what became of this one: an earlier edition, or what the other builds on.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File for the picture, an SVG; - for standard output. Without it, it is told in words.",
)
@click.pass_obj
def flowchart(
    config: Path | None, what: str, stage: str | None, against: str | None, output: Path | None
) -> None:
    """Draw a procedure from its rules: the way of a contact, or what is advised at a stage.

    An authority's name is its procedure as it is in force, with what the council chooses;
    NAME@plugin, without that; NAME@DIGEST, an edition that was in force; the folder of a
    procedure.yaml is that procedure alone.
    """
    from frontdoor.compare.flowcharts.difference import way_between
    from frontdoor.compare.flowcharts.way import way_of_a_contact

    if stage and against:
        raise click.UsageError("Use --stage or --against, not both.")
    settings = procedures_of(config)
    book = practice_of(settings, what).book
    if stage:
        _show(_response(book, stage), output)
    elif against:
        _show(way_between(practice_of(settings, against).book, book), output)
    else:
        _show(way_of_a_contact(book), output)


def _response(book: Rulebook, stage: str) -> Chart:
    from frontdoor.compare.flowcharts.response import response_at, stages_with_routes
    from frontdoor.procedure.mistakes import nearest

    known = stages_with_routes(book)
    if stage not in known:
        says = f"{book.authority} advises nothing at '{stage}', only at {', '.join(known)}."
        raise click.UsageError(f"{says} {nearest(stage, known)}".strip())
    return response_at(book, stage)


def _show(chart: Chart, output: Path | None) -> None:
    """Write the picture to a file, or tell it in words."""
    if output is None:
        for number, table in enumerate(chart.tables):
            if number:
                click.echo()
            print_table(table)
            if not table.rows:
                click.echo("\nNothing.")
        return
    save(chart.svg.encode(), None if str(output) == "-" else output, chart.title)
