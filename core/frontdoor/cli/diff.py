"""The command `diff`: for which contacts two procedures differ, and which rules changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from frontdoor.cli import FOUND_SOMETHING, examples, procedures_of, wrapped
from frontdoor.cli.files import make_folder, whole
from frontdoor.cli.practices import practice_of
from frontdoor.cli.tables import save, written
from frontdoor.compare.editions import Change, called, changes, changes_table, title_of
from frontdoor.compare.every_contact.differences import (
    ASPECTS,
    Aspect,
    Difference,
    Statement,
    differences,
)
from frontdoor.compare.every_contact.telling import (
    difference_table,
    example_text,
    share_text,
    statement_text,
    value_text,
)
from frontdoor.compare.exports import FORMATS
from frontdoor.compare.tables import Table
from frontdoor.domain.case_files import case_file
from frontdoor.domain.practice import Practice
from frontdoor.procedure.rulebook import Rulebook


@click.command(
    epilog=examples(
        "frontdoor diff generic my/procedure",
        "frontdoor diff generic@plugin generic",
        "frontdoor diff generic my/procedure --aspect deadline --examples differing-cases",
    )
)
@click.argument("first", metavar="AUTHORITY or PATH")
@click.argument("second", metavar="AUTHORITY or PATH")
@click.option(
    "--aspect",
    "wanted",
    multiple=True,
    type=click.Choice([aspect.id for aspect in ASPECTS]),
    help="Only this aspect; may be given again.",
)
@click.option("--rules", is_flag=True, help="Also list the rules that were added or changed.")
@click.option(
    "--examples",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a case file that shows each difference into this folder.",
)
@written
@click.pass_obj
def diff(
    config: Path | None,
    first: str,
    second: str,
    wanted: tuple[str, ...],
    rules: bool,
    folder: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Say for which contacts two procedures differ: all of them, in few statements.

    A procedure is an authority by its name, with what its council chooses; NAME@plugin, without
    that; NAME@DIGEST, an edition that was in force (see the command editions); or a folder with a
    procedure.yaml. Of two editions of one authority, and of a procedure and one that it builds on,
    the rules that changed are listed too.
    """
    settings = procedures_of(config)
    a, b = practice_of(settings, first), practice_of(settings, second)
    rules = rules or _kin(a.book, b.book)
    changed = [changes_table(a.book, b.book)] if rules else []
    aspects = [aspect for aspect in ASPECTS if not wanted or aspect.id in wanted]
    found = list(_worked_out(a, b, aspects))
    if form == "text" and output is None:
        for difference in found:
            _print(a, b, difference)
        if rules:
            _print_changes(a.book, b.book)
    elif form == "json":
        save(_json(a, b, changed, found), output)
    else:
        tables = (*changed, *(difference_table(a.book, b.book, one) for one in found))
        save(FORMATS["markdown" if form == "text" else form].write(tables), output)
    if folder is not None:
        _write_examples(a, b, found, folder)
    if any(one.statements for one in found) or any(table.rows for table in changed):
        sys.exit(FOUND_SOMETHING)


def _kin(a: Rulebook, b: Rulebook) -> bool:
    """Whether one is an edition of the other, or builds on it."""
    return a.authority in b.layers or b.authority in a.layers


def _worked_out(a: Practice, b: Practice, aspects: Sequence[Aspect]) -> Iterator[Difference]:
    """The differences, with a bar while they are worked out where somebody looks on."""
    with click.progressbar(
        differences(a.book, b.book, aspects),
        length=len(aspects),
        label="Comparing",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield from bar


def _print(a: Practice, b: Practice, difference: Difference) -> None:
    click.echo(click.style(difference.title, bold=True))
    if not difference.statements:
        click.echo("  They do not differ.\n")
        return
    click.echo(f"  They differ for {share_text(difference.share)} of all combinations of facts.\n")
    for number, one in enumerate(difference.statements, 1):
        click.echo(wrapped(f"  {number}. ", statement_text(a.book, b.book, one)))
        for procedure, said in ((a, one.a), (b, one.b)):
            cites = ", ".join(said.cites) or "no clause"
            click.echo(
                wrapped(f"     {procedure.book.name}: ", f"{value_text(said.value)} ({cites})")
            )
        example = example_text((a.book, b.book), one)
        click.echo(wrapped("     For example: ", f"{example} ({share_text(one.share)})"))
    click.echo()


_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}


def _print_changes(before: Rulebook, after: Rulebook) -> None:
    """The rules that came, went or changed, each with its reason and where it stands."""
    click.echo(click.style(f"From {called(before)} to {called(after)}", bold=True))
    every = changes(before, after)
    if not every:
        click.echo("  No rule changed.")
    for change in every:
        if change.section not in ("sources", "clauses"):
            _print_change(change)
    for what in ("added", "removed", "changed"):
        ids = [one.id for one in every if one.section == "clauses" and one.what == what]
        if ids:
            click.echo(wrapped(f"  {_SIGNS[what]} ", f"{len(ids)} clauses: {', '.join(ids)}"))


def _print_change(change: Change) -> None:
    side = change.after or change.before
    said = f": {side.says}" if side and not change.keys else ""
    click.echo(
        wrapped(f"  {_SIGNS[change.what]} ", f"{title_of(change.section)} {change.id}{said}")
    )
    for key in change.keys:
        click.echo(
            wrapped("      ", f"{key.key}: {key.before or '(none)'} → {key.after or '(none)'}")
        )
    for because in change.because:
        click.echo(wrapped("      because: ", because))
    if side and side.places:
        click.echo(click.style(f"      {side.places[-1]}", dim=True))


def _json(a: Practice, b: Practice, changed: Sequence[Table], found: Sequence[Difference]) -> bytes:
    """The rules that changed and the statements as they are, with ids in the place of words."""
    said = {
        "a": a.book.authority,
        "b": b.book.authority,
        "changes": msgspec.to_builtins(changed),
        "aspects": msgspec.to_builtins(found),
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"


def _write_examples(a: Practice, b: Practice, found: Sequence[Difference], folder: Path) -> None:
    """A case file for each statement; facts that only one of the two knows are in it as well."""
    make_folder(folder)
    for difference in found:
        for number, one in enumerate(difference.statements, 1):
            with whole(folder / f"{difference.aspect}-{number:03}.yaml") as unfinished:
                unfinished.write_text(_case(a, b, difference, one), encoding="utf-8")
    click.echo(f"A case file for each statement is in {folder}.", err=True)


def _case(a: Practice, b: Practice, difference: Difference, one: Statement) -> str:
    title = f"{difference.title}: {value_text(one.a.value)}, or {value_text(one.b.value)}"
    return case_file(a, title, one.example, b)
