"""The command `check`: proves procedures, and shows a contact for which one does not hold."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from frontdoor.cli import (
    COULD_NOT_RUN,
    FOUND_SOMETHING,
    end,
    examples,
    in_format,
    name_strays,
    print_json,
    procedures_of,
)
from frontdoor.cli.procedures import procedures_named
from frontdoor.compare.side_by_side.slots import unanswered
from frontdoor.composition import practice
from frontdoor.contract.subject import Subject
from frontdoor.contract.trial import Trial, try_unproved
from frontdoor.domain.case_files import case_file
from frontdoor.domain.practice import Practice
from frontdoor.layers import Composed
from frontdoor.plugins import PluginFault
from frontdoor.procedure.blame import prove_layers
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.mistakes import Mistake, MistakesFound, read_more
from frontdoor.settings import Settings


class Shown(msgspec.Struct, frozen=True):
    """A finding with the case file of a contact that shows it, None where no one contact does."""

    finding: Finding
    case: str | None


class Checked(msgspec.Struct, frozen=True):
    """What was found of one procedure; `trial` of what no proof shows, where that was asked for."""

    name: str
    mistakes: Sequence[Mistake] = ()
    findings: Sequence[Shown] = ()
    problem: str | None = None
    trial: Trial = Trial(())


@click.command(
    epilog=examples(
        "frontdoor check",
        "frontdoor check generic --examples counter-examples",
        "frontdoor check plugins/generic/frontdoor_generic --format json",
        "frontdoor check generic --whole",
    )
)
@click.argument("what", metavar="[AUTHORITY or PATH]...", nargs=-1)
@click.option(
    "--examples",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the case file of each finding into this folder.",
)
@click.option(
    "--whole",
    is_flag=True,
    help="Try clauses, scenarios and hooks too: all that pytest tries in its folder but its pages.",
)
@in_format
@click.pass_obj
def check(
    config: Path | None, what: tuple[str, ...], folder: Path | None, whole: bool, form: str
) -> None:
    """Prove that procedures hold for every possible contact.

    Checks the authority named, or the procedure.yaml in a folder; all authorities that are
    switched on where neither is given. Mistakes are told with file, line and key; what does not
    hold, with a case file that the command route takes.
    """
    settings = procedures_of(config)
    if not what:
        name_strays(settings)
    results = [
        _checked(name, composed, settings if whole else None)
        for asked in dict.fromkeys(what or settings.authorities)
        for name, composed in procedures_named(settings, asked)
    ]
    if form == "json":
        print_json([_plain(result) for result in results])
    for result in results:
        _print(result, form)
    if folder is not None:
        _write(folder, results)
    if any(result.problem for result in results):
        sys.exit(COULD_NOT_RUN)
    if any(result.mistakes or result.findings or not result.trial.sound for result in results):
        sys.exit(FOUND_SOMETHING)


def _checked(name: str, composed: Composed | Exception, whole: Settings | None) -> Checked:
    try:
        if isinstance(composed, Exception):
            raise composed
        asked = practice(composed.rulebook(), composed.plugins)
        findings = [*prove_layers(composed.layers), *unanswered(asked.book)]
        shown = [_shown(asked, finding) for finding in findings]
        if whole is None:
            return Checked(name, findings=shown)
        subject = Subject(composed.folder, whole.config, whole.var / "cache")
        return Checked(name, findings=shown, trial=try_unproved(subject))
    except MistakesFound as found:
        return Checked(name, mistakes=found.mistakes)
    except PluginFault as fault:
        return Checked(name, problem=str(fault))


def _shown(asked: Practice, finding: Finding) -> Shown:
    if finding.facts is None:
        return Shown(finding, None)
    title = f"{asked.book.name}, {finding.rule}: {finding.says.partition('. ')[0].rstrip('.')}"
    return Shown(finding, case_file(asked, title, finding.facts))


def _plain(result: Checked) -> dict[str, object]:
    return {
        "checked": result.name,
        "mistakes": [mistake.as_json() for mistake in result.mistakes],
        "findings": [{**one.finding.as_json(), "case": one.case} for one in result.findings],
        "problem": result.problem,
        "progress": msgspec.to_builtins(result.trial.progress),
        "tried": msgspec.to_builtins(result.trial.tried),
    }


def _print(result: Checked, form: str) -> None:
    if result.problem:
        click.echo(f"{result.name}: {result.problem}", err=True)
    if result.problem or form == "json":
        return
    found = len(result.mistakes) + len(result.findings)
    all_well = "holds for every possible contact"
    click.echo(f"{result.name}: {f'{found} found' if found else all_well}.")
    for mistake in result.mistakes:
        click.echo(f"  {mistake}")
    if more := read_more(result.mistakes):
        click.echo(f"  More on this: {', '.join(more)}")
    for one in result.findings:
        click.echo(f"  {one.finding.text}")
        if one.case is not None:
            click.echo("".join(f"    {line}\n" for line in one.case.splitlines()))
    for tried in result.trial.broken:
        for says in tried.found:
            click.echo(f"  {tried.name}: {says}")
    if result.trial.progress:
        click.echo(f"  {result.trial.progress}")


def _write(folder: Path, results: Sequence[Checked]) -> None:
    """Write every case file, named by procedure and rule, into a folder."""
    cases: dict[str, str] = {}
    for result in results:
        for one in result.findings:
            if one.case is not None:
                stem = f"{Path(result.name).name}-{one.finding.rule}"
                others = sum(name.startswith(f"{stem}.") for name in cases)
                cases[f"{stem}.{others + 1}.yaml"] = one.case
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in cases.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        end(f"{folder} cannot be written: {error.strerror}.")
    click.echo(f"{len(cases)} case files are in {folder}.", err=True)
