"""Commands that make files of contacts to be replayed: a made-up year, or an authority's own."""

from __future__ import annotations

from pathlib import Path

import click

from frontdoor.cli import end, examples, settings_of, wrapped
from frontdoor.cli.files import whole
from frontdoor.cli.practices import practices_of
from frontdoor.cli.users import opened_authority
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.services.export_facts import export_facts

SMALL_NUMBERS = (
    "There are no names in it, but whoever knows of a contact may still find it among few: keep "
    "the file as you keep the contacts themselves, and publish no small numbers that come of it."
)


def _contact_file(ctx: click.Context, parameter: click.Parameter, path: Path) -> Path:
    from frontdoor.compare.replay.writing import KINDS

    del ctx, parameter
    if path.suffix not in KINDS:
        raise click.BadParameter(f"'{path}' does not end with {' or '.join(KINDS)}.")
    return path


_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_contact_file,
    required=True,
    metavar="FILE",
    help="Write them here: .parquet, which is smaller and quicker, or .csv.",
)


@click.command(
    epilog=examples(
        "frontdoor year -o year.parquet", "frontdoor year --contacts 20000 --seed 7 -o year.csv"
    )
)
@click.option(
    "--contacts",
    type=click.IntRange(1, 20_000_000),
    help="How many. As many as there are in England in a year without it: 3,000,000.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="For chance.")
@click.option(
    "--ending",
    type=click.IntRange(2000, 2100),
    default=2025,
    show_default=True,
    help="The year that ends on 31 March of this one.",
)
@_output
@click.pass_obj
def year(config: Path | None, contacts: int | None, seed: int, ending: int, output: Path) -> None:
    """Make up a year of contacts as like a real one as published national figures allow.

    Each figure, with its source or that it is assumed, stands in the package's figures.csv, and in
    docs/replay.md. The same seed makes the same contacts. Facts that an authority adds to those of
    every authority are not known.
    """
    from frontdoor.compare.replay.writing import write_contacts
    from frontdoor.compare.replay.year import SOURCE, contacts_in_a_year
    from frontdoor.compare.replay.year import year as made_up

    settings = settings_of(config)
    practices = list(practices_of(settings, settings.authorities).values())
    many = contacts or contacts_in_a_year()
    try:
        made = made_up(
            [one.book for one in practices], practices[0].calendar, many, ending=ending, seed=seed
        )
    except BeyondCalendar as problem:
        end(str(problem))
    with whole(output) as unfinished:
        write_contacts(made.drop(SOURCE), unfinished, output.suffix)
    click.echo(f"{many:,} made-up contacts are in {output}.", err=True)


@click.command(
    epilog=examples(
        'frontdoor export generic --reason "Comparing with a draft procedure" -o contacts.parquet'
    )
)
@click.argument("authority")
@click.option("--reason", required=True, help="Why; it stands in the access log.")
@_output
@click.pass_obj
def export(config: Path | None, authority: str, reason: str, output: Path) -> None:
    """Take the facts and times of receipt of AUTHORITY's contacts, to replay them.

    Nothing else of them: no names, references, dates of birth or free text; times to the minute.
    Facts are those that a contact has now. Deleted duplicates are left out.
    """
    import polars as pl

    from frontdoor.compare.replay.routing import RECEIVED
    from frontdoor.compare.replay.writing import write_contacts

    with opened_authority(config, authority) as opened:
        facts = {fact.fact: fact.values for fact in opened.book.facts.values() if not fact.derived}
        taken = export_facts(opened, reason)
    received = pl.Series(
        RECEIVED, [contact.received for contact in taken], pl.Datetime("ms", "UTC")
    )
    columns = [received.dt.truncate("1m")]
    unknown = []
    for fact, values in facts.items():
        said = pl.Series(fact, [contact.facts.get(fact) for contact in taken], pl.String)
        columns.append(said.cast(pl.Enum(values), strict=False))
        if columns[-1].null_count() > said.null_count():
            unknown.append(fact)
    with whole(output) as unfinished:
        write_contacts(pl.DataFrame(columns), unfinished, output.suffix)
    click.echo(f"The facts and times of {len(taken):,} contacts are in {output}.", err=True)
    if unknown:
        click.echo(f"Values of older editions are left out: {', '.join(unknown)}.", err=True)
    click.echo(wrapped("", SMALL_NUMBERS), err=True)
