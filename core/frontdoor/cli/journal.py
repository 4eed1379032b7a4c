"""The command `journal`: whether the record is as it was written."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from frontdoor.cli import FOUND_SOMETHING, end, examples, in_format, print_json
from frontdoor.cli.files import whole
from frontdoor.cli.users import opened_authority
from frontdoor.domain.clocks import describe
from frontdoor.services.administering.verify_journal import (
    Anchor,
    NotAnAnchor,
    anchor_now,
    read_anchor,
    verify_journal,
)


@click.group(
    epilog=examples(
        "frontdoor journal anchor generic -o /media/elsewhere/generic.json",
        "frontdoor journal verify generic --anchor /media/elsewhere/generic.json",
    )
)
def journal() -> None:
    """See that the record is as it was written.

    Each entry is chained to the one before it, so a change shows. That the end was cut off, or all
    built anew, shows only against an anchor: a file that is kept where the database's keepers
    cannot write.
    """


@journal.command(epilog=examples("frontdoor journal anchor generic -o generic-anchor.json"))
@click.argument("authority")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write the anchor.",
)
@click.pass_obj
def anchor(config: Path | None, authority: str, output: Path) -> None:
    """Note where each contact's journal ends. Names nobody: ids and digests alone."""
    with opened_authority(config, authority) as opened, whole(output) as unfinished:
        noted = anchor_now(opened, "")
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(noted)))
    click.echo(f"The journals of {len(noted.heads)} contacts are anchored in {output}.")


@journal.command(
    epilog=examples(
        "frontdoor journal verify generic",
        "frontdoor journal verify generic --anchor generic-anchor.json --format json",
    )
)
@click.argument("authority")
@click.option(
    "--anchor",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Also compare with what was noted earlier.",
)
@in_format
@click.pass_obj
def verify(config: Path | None, authority: str, file: Path | None, form: str) -> None:
    """Find every entry that is not as it was written."""
    anchored = _read(authority, file) if file else None
    with opened_authority(config, authority) as opened:
        run, faults = verify_journal(opened, "", anchored)
    if form == "json":
        print_json(msgspec.to_builtins(faults))
    elif faults:
        click.echo(f"{len(faults)} found in the journals of {authority}.")
        for fault in faults:
            click.echo(f"  {fault.contact}, entry {fault.sequence}: {fault.says}.")
    else:
        since = f", and hold what was anchored on {describe(anchored.at)}" if anchored else ""
        click.echo(f"The journals of {run.contacts} contacts are as they were written{since}.")
    if faults:
        sys.exit(FOUND_SOMETHING)


def _read(authority: str, file: Path) -> Anchor:
    try:
        return read_anchor(file.read_bytes(), authority)
    except OSError as error:
        end(f"{file} cannot be read: {error.strerror}.")
    except NotAnAnchor as error:
        end(f"{file} is {error}.")
