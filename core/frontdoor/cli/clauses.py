"""The command `clauses`: what the sources say and what became of it, and a draft to start from."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from frontdoor.cli import (
    COULD_NOT_RUN,
    cannot_be_used,
    end,
    examples,
    in_format,
    print_json,
    procedures_of,
    wrapped,
)
from frontdoor.cli.files import make_folder, whole
from frontdoor.cli.procedures import clauses_of
from frontdoor.cli.scenario import claims
from frontdoor.layers import compose
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound

LARGEST = 2_000_000
"""Bytes of a published procedure; a longer one is no procedure."""


class ListUnlessNamed(click.Group):
    """A group that lists, unless its first word is one of its other commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` first where no command is named."""
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=ListUnlessNamed,
    epilog=examples(
        "frontdoor clauses generic",
        "frontdoor clauses --format json",
        "frontdoor clauses draft procedure.txt --prefix BOR -o borchester",
    ),
)
def clauses() -> None:
    """List what sources say and what became of it, or draft clauses from a published text."""


@clauses.command("list", epilog=examples("frontdoor clauses generic"))
@click.argument("authority", required=False)
@in_format
@click.pass_obj
def list_clauses(config: Path | None, authority: str | None, form: str) -> None:
    """List every clause of the sources: what it says, what cites it and what shows it at work."""
    settings = procedures_of(config)
    listed: list[dict[str, Any]] = []
    problems = []
    for name in [authority] if authority else settings.authorities:
        try:
            composed = compose(name, settings.config, settings.var / "cache")
            shown = claims(composed.scenarios, settings.var / "cache")
            listed += [
                {"authority": name, **clause} for clause in clauses_of(composed.rulebook(), shown)
            ]
        except (MistakesFound, PluginFault) as problem:
            problems.append(cannot_be_used(name, problem))
    if form == "json":
        print_json(listed)
    else:
        for clause in listed:
            _print(clause)
    for text in problems:
        click.echo(text, err=True)
    if problems:
        sys.exit(COULD_NOT_RUN)


def _print(clause: dict[str, Any]) -> None:
    click.echo(f"{clause['id']} ({clause['source']} {clause['where']}, {clause['status']})")
    click.echo(wrapped("    ", clause["says"]))
    if clause["why"]:
        click.echo(wrapped("    why: ", clause["why"]))
    if clause["rules"]:
        click.echo(wrapped("    rules: ", ", ".join(clause["rules"])))
    if clause["scenarios"]:
        names = ", ".join(Path(one).stem for one in clause["scenarios"])
        click.echo(wrapped("    scenarios: ", names))


@clauses.command(
    epilog=examples("frontdoor clauses draft procedure.txt --prefix BOR -o borchester")
)
@click.argument("procedure", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--prefix", help="Capital letters for ids and source: BOR for BOR-01 (2 to 6).")
@click.option("--title", help="The title of the document (default: the file's name).")
@click.option("--edition", default="undated", show_default=True, help="Its date or version.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Write clauses.yaml and worksheet.md here; nothing is written over.",
)
def draft(
    procedure: Path, prefix: str | None, title: str | None, edition: str, output: Path
) -> None:
    """Split a published procedure into numbered clauses, with a worksheet of what each may need.

    PROCEDURE is plain text in UTF-8. Each clause is a draft until you say what becomes of it; the
    worksheet proposes by the words it finds, and lists the slots that every procedure answers.
    """
    from frontdoor.authoring.worksheet import start_from

    prefix = prefix or re.sub(r"[^A-Z]", "", procedure.stem.upper())[:3]
    if not re.fullmatch(r"[A-Z]{2,6}", prefix):
        end(f"'{prefix}' is no prefix for ids. Give one of 2 to 6 capital letters: --prefix BOR.")
    text = read_published(procedure)
    start = start_from(text, prefix, title or title_of(procedure), edition)
    files = {output / "clauses.yaml": start.clauses, output / "worksheet.md": start.worksheet}
    if there := [str(file) for file in files if file.exists()]:
        end(f"{' and '.join(there)} would be written over. Name another folder, or move it away.")
    make_folder(output)
    for file, text in files.items():
        with whole(file) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    click.echo(f"{start.many} clauses are in {output / 'clauses.yaml'}, each still a draft.")
    click.echo(f"What each may need, and the slots: {output / 'worksheet.md'}")


def title_of(procedure: Path) -> str:
    """A title for a published procedure of which only the file's name is known."""
    return procedure.stem.replace("_", " ").replace("-", " ")


def read_published(procedure: Path) -> str:
    """The text of a published procedure; where it cannot be read, the command ends with why."""
    try:
        if procedure.stat().st_size > LARGEST:
            end(f"{procedure} is longer than {LARGEST:,} bytes: cut out the procedure itself.")
        text = procedure.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        end(f"{procedure} is not text in UTF-8 (byte {error.start}). Save it as plain text first.")
    except OSError as error:
        end(f"{procedure} cannot be read: {error.strerror}.")
    if not text.strip():
        end(f"{procedure}: there is no text in it.")
    return text
