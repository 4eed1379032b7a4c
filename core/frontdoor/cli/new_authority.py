"""The command `new-authority`: the folder of a plugin, to start from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from frontdoor.cli import COULD_NOT_RUN, examples

TEMPLATE = Path(__file__).parents[1] / "authoring" / "template"


@click.command(
    epilog=examples(
        "frontdoor new-authority borchester --title 'Borchester City Council'",
        "frontdoor new-authority borchester --from procedure.txt -o plugins/borchester",
    )
)
@click.argument("name")
@click.option("--title", help="The authority's name as people know it.")
@click.option("--edition", help="The date or version of its published procedure.")
@click.option("--prefix", help="Capital letters for the ids of its clauses (2 to 6).")
@click.option(
    "--from",
    "published",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The published procedure as plain text: its clauses are drafted from it.",
)
@click.option(
    "--template",
    help="A git repository with the template, from which `copier update` brings newer ones later.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make (default: frontdoor-NAME here); it must not hold anything yet.",
)
def new_authority(
    name: str,
    title: str | None,
    edition: str | None,
    prefix: str | None,
    published: Path | None,
    template: str | None,
    output: Path | None,
) -> None:
    """Make the folder of a plugin for the authority NAME.

    It builds on the generic procedure, and lists every slot that has to be answered before it can
    be switched on. NAME is its short name: small letters, digits and dashes.
    """
    folder = output or Path(f"frontdoor-{name}")
    if folder.exists() and any(folder.iterdir()):
        _end(f"{folder} holds something already. Name another folder with -o.")
    said = {"name": name, "title": title, "edition": edition, "prefix": prefix}
    answers = _copy(template or str(TEMPLATE), folder, {k: v for k, v in said.items() if v})
    package = folder / f"frontdoor_{name.replace('-', '_')}"
    if published is not None:
        _draft(published, package, answers)
    click.echo(f"{folder} is a plugin for {answers['title']}. What to do next:")
    for line in (
        f"cd {folder}",
        "pip install -e .",
        "pytest                       # what it does not promise yet, and how far you are",
        f"frontdoor check {package.name}",
    ):
        click.echo(f"  {line}")


def _copy(template: str, folder: Path, said: dict[str, str]) -> dict[str, Any]:
    """Fill in the template; its answers, with what was not said as it has it."""
    try:
        from copier import run_copy
        from copier.errors import CopierError
    except ImportError:
        _end("This needs copier: pip install 'frontdoor-core[authoring]'.")
    try:
        with run_copy(template, folder, data=said, defaults=True, quiet=True, unsafe=False) as made:
            return dict(made.answers.combined)
    except (CopierError, ValueError) as error:
        _end(f"{folder} cannot be made: {error}")


def _draft(published: Path, package: Path, answers: dict[str, Any]) -> None:
    """Draft clauses in the place of the one that the template begins with."""
    from frontdoor.authoring.clauses import draft_clauses
    from frontdoor.authoring.worksheet import clauses_yaml, worksheet
    from frontdoor.cli.clauses import read_published

    found = draft_clauses(read_published(published), answers["prefix"])
    title = published.stem.replace("_", " ").replace("-", " ")
    drafted = clauses_yaml(found, answers["prefix"], title, answers["edition"])
    (package / "clauses.yaml").write_text(drafted, encoding="utf-8")
    (package.parent / "worksheet.md").write_text(worksheet(found, title), encoding="utf-8")
    click.echo(f"{len(found)} clauses are drafted; worksheet.md says what each may need.")


def _end(says: str) -> NoReturn:
    click.echo(says, err=True)
    sys.exit(COULD_NOT_RUN)
