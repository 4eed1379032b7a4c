"""The command `route`: what procedures advise for a contact in a case file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from frontdoor.cli import (
    COULD_NOT_RUN,
    end_with_mistakes,
    examples,
    in_format,
    print_json,
    procedures_of,
)
from frontdoor.cli.answers import plain, print_answer
from frontdoor.cli.case_files import ask_case_file
from frontdoor.domain.clocks import describe
from frontdoor.procedure.mistakes import MistakesFound


@click.command(
    epilog=examples(
        "frontdoor route examples/cases/case-study-a.yaml",
        "frontdoor route my-case.yaml --authority generic --format json",
    )
)
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--authority",
    "-a",
    "names",
    multiple=True,
    metavar="A",
    help="Ask this authority; may be given again. All that are switched on without it.",
)
@click.option("--why", is_flag=True, help="Say of each route before it why it was not taken.")
@in_format
@click.pass_obj
def route(config: Path | None, case: Path, names: tuple[str, ...], why: bool, form: str) -> None:
    """Say what procedures advise for the contact in the case file CASE, by when and why.

    A fact that one authority asks and another does not know is left out for the other, which is
    said on standard error.
    """
    settings = procedures_of(config)
    try:
        answers = ask_case_file(settings, names, case)
    except MistakesFound as found:
        end_with_mistakes(found)
    if form == "json":
        print_json([plain(one) for one in answers.asked])
    elif answers.asked:
        click.echo(f"{answers.case.title}\nreceived {describe(answers.case.received)}")
        for one in answers.asked:
            click.echo()
            for each in one.children:
                child = each.child if len(one.children) > 1 else ""
                print_answer(one.practice, child, each.answer, why)
    answers.warn()
    if answers.problems:
        sys.exit(COULD_NOT_RUN)
