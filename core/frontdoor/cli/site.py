"""`frontdoor site`: procedures and comparisons as a folder of pages that need no service."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frontdoor.cli import (
    FOUND_SOMETHING,
    cannot_be_used,
    end,
    examples,
    procedures_of,
)
from frontdoor.composition import practice
from frontdoor.layers import compose
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound


@click.command(epilog=examples("frontdoor site -o public", "frontdoor site generic -o one"))
@click.argument("authorities", metavar="[AUTHORITY]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the site; an earlier site there is replaced, anything else is left alone.",
)
@click.pass_obj
def site(config: Path | None, authorities: tuple[str, ...], output: Path) -> None:
    """Write all procedures and comparisons as pages in a folder, with their tables as files.

    The pages need no service and no network: open index.html, or put the folder on a web server.
    An authority whose procedure cannot be used is named and left out.
    """
    from frontdoor.web.site import NotOurs, site_of, write_site
    from frontdoor.web.volumes import volumes_of

    settings = procedures_of(config)
    practices, problems = [], []
    for name in dict.fromkeys(authorities or settings.authorities):
        try:
            composed = compose(name, settings.config, settings.var / "cache")
            practices.append((name, practice(composed.rulebook(), composed.plugins)))
        except (MistakesFound, PluginFault) as problem:
            problems.append(cannot_be_used(name, problem))
    for text in problems:
        click.echo(text, err=True)
    if not practices:
        end("There is nothing to publish.")
    files = site_of(volumes_of(practices))
    try:
        with click.progressbar(length=len(files), label="Pages", file=sys.stderr) as bar:
            write_site(files, output, lambda _: bar.update(1))
    except NotOurs:
        end(
            f"{output} holds something that is no site of ours, and is left as it is. "
            "Choose another folder, or one that is empty.",
        )
    except OSError as error:
        end(f"{output} cannot be written: {error.strerror}. Choose another folder.")
    click.echo(f"{len(files)} files are in {output}: open {output / 'index.html'}")
    if problems:
        sys.exit(FOUND_SOMETHING)
