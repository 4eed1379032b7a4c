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
from frontdoor.contract.trial import Trial, Tried, try_all
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
    """What was found of one procedure; `trial` where everything was tried that `pytest` tries."""

    name: str
    mistakes: Sequence[Mistake] = ()
    findings: Sequence[Shown] = ()
    problem: str | None = None
    trial: Trial | None = None


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
    help="Try clauses, scenarios and hooks too: all that pytest tries in its folder.",
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
    if any(result.mistakes or result.findings or _broken(result) for result in results):
        sys.exit(FOUND_SOMETHING)


def _broken(result: Checked) -> list[Tried]:
    """What is not kept, beside the proofs, of which all that is found is told already."""
    told = ("loads", "complete", "holds")
    tried = result.trial.tried if result.trial else ()
    return [one for one in tried if one.found and one.name not in told]


def _checked(name: str, composed: Composed | Exception, whole: Settings | None) -> Checked:
    try:
        if isinstance(composed, Exception):
            raise composed
        asked = practice(composed.rulebook(), composed.plugins)
        findings = [*prove_layers(composed.layers), *unanswered(asked.book)]
        trial = None
        if whole is not None:
            subject = Subject(composed.folder, whole.config, whole.var / "cache")
            trial = try_all(subject)
        shown = [_shown(asked, finding) for finding in findings]
        return Checked(name, findings=shown, trial=trial)
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
        "tried": msgspec.to_builtins(result.trial.tried) if result.trial else None,
    }


def _print(result: Checked, form: str) -> None:
    found = len(result.mistakes) + len(result.findings)
    if result.problem:
        click.echo(f"{result.name}: {result.problem}", err=True)
    elif form == "json":
        return
    elif not found:
        click.echo(f"{result.name}: holds for every possible contact.")
        for tried in _broken(result):
            for says in tried.found:
                click.echo(f"  {tried.name}: {says}")
        if result.trial is not None:
            click.echo(f"  {result.trial.progress}")
    else:
        click.echo(f"{result.name}: {found} found.")
        for mistake in result.mistakes:
            click.echo(f"  {mistake}")
        if more := read_more(result.mistakes):
            click.echo(f"  More on this: {', '.join(more)}")
        for one in result.findings:
            click.echo(f"  {one.finding.text}")
            if one.case is not None:
                click.echo("".join(f"    {line}\n" for line in one.case.splitlines()))


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
        click.echo(f"{folder} cannot be written: {error.strerror}.", err=True)
        sys.exit(COULD_NOT_RUN)
    click.echo(f"{len(cases)} case files are in {folder}.", err=True)
