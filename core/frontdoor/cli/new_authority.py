"""The command `new-authority`: the folder of a plugin, to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from frontdoor.cli import end, examples
from frontdoor.cli.clauses import read_published, title_of

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
    from frontdoor.authoring.worksheet import start_from

    folder = output or Path(f"frontdoor-{name}")
    if folder.exists() and any(folder.iterdir()):
        end(f"{folder} holds something already. Name another folder with -o.")
    text = read_published(published) if published else ""
    said = {"name": name, "title": title, "edition": edition, "prefix": prefix}
    answers = _copy(template or str(TEMPLATE), folder, {k: v for k, v in said.items() if v})
    package = folder / f"frontdoor_{name.replace('-', '_')}"
    if published:
        start = start_from(text, answers["prefix"], title_of(published), answers["edition"])
        (package / "clauses.yaml").write_text(start.clauses, encoding="utf-8")
        (folder / "worksheet.md").write_text(start.worksheet, encoding="utf-8")
        click.echo(f"{start.many} clauses are drafted; worksheet.md says what each may need.")
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
        end("This needs copier: pip install 'frontdoor-core[authoring]'.")
    try:
        with run_copy(template, folder, data=said, defaults=True, quiet=True, unsafe=False) as made:
            return dict(made.answers.combined)
    except (CopierError, ValueError) as error:
        end(f"{folder} cannot be made: {error}")
