"""The command `new-authority`: the folder of a plugin, or of a procedure alone, to start from."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click

from frontdoor.cli import end, examples
from frontdoor.cli.clauses import read_published, title_of

TEMPLATE = Path(__file__).parents[1] / "authoring" / "template"
PROCEDURE: Final = ("procedure.yaml", "clauses.yaml", "scenarios")
"""What a procedure is made of; all else is for a plugin in Python."""


@click.command(
    epilog=examples(
        "frontdoor new-authority borchester --title 'Borchester City Council'",
        "frontdoor new-authority borchester --from procedure.txt -o plugins/borchester",
        "frontdoor new-authority borchester --no-code --from procedure.txt",
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
    "--no-code", is_flag=True, help="Make the procedure alone, in config/authorities/NAME."
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
@click.pass_obj
def new_authority(
    config: Path | None,
    name: str,
    title: str | None,
    edition: str | None,
    prefix: str | None,
    published: Path | None,
    no_code: bool,
    template: str | None,
    output: Path | None,
) -> None:
    """Make the folder of a plugin for the authority NAME; with --no-code, of a procedure alone.

    It builds on the generic procedure, and lists every slot that has to be answered before it can
    be switched on. NAME is its short name: small letters, digits and dashes.
    """
    from frontdoor.authoring.worksheet import start_from
    from frontdoor.layers import AUTHORITIES

    settled = config or Path("config")
    folder = output or (settled / AUTHORITIES / name if no_code else Path(f"frontdoor-{name}"))
    if folder.exists() and any(folder.iterdir()):
        end(f"{folder} holds something already. Name another folder with -o.")
    text = read_published(published) if published else ""
    told = {"name": name, "title": title, "edition": edition, "prefix": prefix}
    said = {key: value for key, value in told.items() if value}
    make = _procedure_alone if no_code else _copy
    answers = make(template or str(TEMPLATE), folder, said)
    package = folder if no_code else folder / _package(name)
    if published:
        start = start_from(text, answers["prefix"], title_of(published), answers["edition"])
        (package / "clauses.yaml").write_text(start.clauses, encoding="utf-8")
        (folder / "worksheet.md").write_text(start.worksheet, encoding="utf-8")
        click.echo(f"{start.many} clauses are drafted.")
        click.echo(f"What each may need: {folder / 'worksheet.md'}")
    if guessed := [key for key in ("title", "edition", "prefix") if key not in said]:
        words = ", ".join(f"{key} {answers[key]!r}" for key in guessed)
        click.echo(f"Taken for want of better: {words}. Put it right in the files.")
    if no_code:
        click.echo(f"{folder} is the procedure of {answers['title']}. What to do next:")
        click.echo(f"  frontdoor dev {folder}")
        click.echo(f"  Name {name} under `authorities:` in {settled / 'frontdoor.yaml'}.")
        return
    click.echo(f"{folder} is a plugin for {answers['title']}. What to do next:")
    for line in (
        f"cd {folder}",
        "pip install -e .",
        "pytest                       # what it does not promise yet, and how far you are",
        f"frontdoor check {package.name}",
    ):
        click.echo(f"  {line}")


def _package(name: str) -> str:
    return f"frontdoor_{name.replace('-', '_')}"


def _procedure_alone(template: str, folder: Path, said: dict[str, str]) -> dict[str, Any]:
    """Fill in the template, and keep of it what is no Python; its answers."""
    with TemporaryDirectory(prefix="frontdoor-") as made:
        answers = _copy(template, Path(made), said)
        folder.mkdir(parents=True, exist_ok=True)
        for part in PROCEDURE:
            shutil.move(Path(made) / _package(said["name"]) / part, folder / part)
    return answers


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
        end(f"The folder cannot be made: {error}")
