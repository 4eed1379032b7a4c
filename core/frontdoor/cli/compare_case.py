"""`frontdoor compare --case`: one case under several authorities, with a picture of deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from frontdoor.cli import COULD_NOT_RUN, print_json
from frontdoor.cli.case_files import Answers, ask_case_file
from frontdoor.cli.tables import print_table
from frontdoor.compare.one_case.comparing import CaseComparison, compare_case
from frontdoor.domain.clocks import LONDON, describe
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.settings import Settings


def show_case(
    settings: Settings, names: Sequence[str], file: Path, form: str, picture: Path | None = None
) -> int:
    """Print what authorities do about the case in a file, side by side; give the exit code.

    `names` are those asked, all that are switched on where it is empty; `form` is `text` or
    `json`. `picture` is where the deadlines are drawn as SVG; of several children each has its own,
    with a number after the name. What is wrong is printed on standard error.
    """
    try:
        answers = ask_case_file(settings, names, file)
    except MistakesFound as found:
        click.echo(str(found), err=True)
        return COULD_NOT_RUN
    children = compare_case(answers.asked, answers.case.received)
    if form == "json":
        print_json(_plain(answers, children))
    else:
        click.echo(f"{answers.case.title}\nreceived {describe(answers.case.received)}")
        for one in children:
            for table in one.tables:
                click.echo()
                print_table(table)
    answers.warn()
    drawn = picture is None or _draw(answers, len(children), picture)
    return 0 if drawn and not answers.problems else COULD_NOT_RUN


def _plain(answers: Answers, children: Sequence[CaseComparison]) -> dict[str, object]:
    """The comparison as plain values."""
    from msgspec import to_builtins

    return {
        "case": answers.case.title,
        "received": answers.case.received.astimezone(LONDON).isoformat(),
        "authorities": [one.practice.book.authority for one in answers.asked],
        "left_out": {one.practice.book.authority: list(one.left_out) for one in answers.asked},
        "children": to_builtins(children),
    }


def _draw(answers: Answers, children: int, picture: Path) -> bool:
    """Write the pictures; whether that could be done."""
    from frontdoor.compare.one_case.timeline import timeline

    for child in range(children):
        file = picture.with_stem(f"{picture.stem}-{child + 1}") if children > 1 else picture
        try:
            file.write_text(timeline(answers.asked, answers.case.received, child), "utf-8")
        except OSError as error:
            click.echo(f"{file} cannot be written: {error.strerror}.", err=True)
            return False
        click.echo(f"The deadlines are drawn in {file}.", err=True)
    return True
