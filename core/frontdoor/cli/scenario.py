"""The command `scenario`: plays scenarios in memory and says what came otherwise than expected."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

from frontdoor.cli import (
    COULD_NOT_RUN,
    FOUND_SOMETHING,
    examples,
    in_format,
    print_json,
    procedures_of,
)
from frontdoor.composition import practice
from frontdoor.domain.practice import Practice
from frontdoor.domain.scenarios.reading import read_scenario
from frontdoor.domain.scenarios.running import Difference, run_scenario
from frontdoor.layers import compose, compose_folder
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.phrases import listed
from frontdoor.procedure.source import Source, read_file
from frontdoor.settings import Settings


@click.command(
    epilog=examples(
        "frontdoor scenario",
        "frontdoor scenario my-scenario.yaml",
        "frontdoor scenario my-council/scenarios --format json",
    )
)
@click.argument("what", metavar="[FILE or FOLDER]...", nargs=-1, type=click.Path(path_type=Path))
@in_format
@click.pass_obj
def scenario(config: Path | None, what: tuple[Path, ...], form: str) -> None:
    """Play scenarios in memory and show what came otherwise than expected.

    Plays the files named and those in folders; without either, every scenario of the authorities
    that are switched on. Each is played under the procedure in force, the council's own choices
    included. Nothing is stored.
    """
    settings = procedures_of(config)
    problems: list[str] = []
    files = list(_files(what, problems) if what else _of_authorities(settings, problems))
    play = _player(settings)
    results = [play(file) for file in dict.fromkeys(files)]
    if form == "json":
        print_json([_plain(result) for result in results])
    else:
        _print(results)
    for problem in problems:
        click.echo(problem, err=True)
    if problems or any(result["mistakes"] or result["problem"] for result in results):
        sys.exit(COULD_NOT_RUN)
    if any(result["differences"] for result in results):
        sys.exit(FOUND_SOMETHING)


def claims(files: Iterable[Path], kept: Path) -> dict[str, list[str]]:
    """For each clause the scenario files that claim to show it; `kept` is where parsed files are.

    Raises `MistakesFound` for a file that is not YAML.
    """
    claimed: dict[str, list[str]] = {}
    for file in files:
        data = read_file(file, cache=kept).data
        for clause in listed(data.get("shows", "")) if isinstance(data, dict) else ():
            claimed.setdefault(str(clause), []).append(str(file))
    return claimed


def _files(what: Iterable[Path], problems: list[str]) -> Iterator[Path]:
    """The files named, and the scenarios of each folder, or of the procedure that lies in it."""
    for path in what:
        if not path.is_dir():
            yield path
            continue
        folder = path / "scenarios" if (path / "procedure.yaml").exists() else path
        inside = sorted(folder.glob("*.yaml"))
        if not inside:
            problems.append(f"{folder}: there is no scenario here (a file that ends in .yaml).")
        yield from inside


def _of_authorities(settings: Settings, problems: list[str]) -> Iterator[Path]:
    for name in settings.authorities:
        try:
            yield from compose(name, settings.config, settings.var / "cache").scenarios
        except (MistakesFound, PluginFault) as problem:
            problems.append(f"{name}: {problem}")


def _player(settings: Settings) -> Any:
    """A function that plays one file; each authority's procedure is read once."""
    kept = settings.var / "cache"

    @cache
    def installed(authority: str) -> Practice:
        composed = compose(authority, settings.config, kept)
        return practice(composed.rulebook(), composed.plugins)

    @cache
    def beside(folder: Path) -> Practice:
        composed = compose_folder(folder, settings.config, kept)
        return practice(composed.rulebook(), composed.plugins)

    def practice_for(source: Source, file: Path) -> Practice | None:
        authority = source.data.get("authority") if isinstance(source.data, dict) else None
        if not isinstance(authority, str) or not authority:
            return None
        try:
            return installed(authority)
        except PluginFault as fault:
            folder = file.resolve().parent.parent
            # A procedure that is still being written need not be installed.
            if (folder / "procedure.yaml").exists():
                found = beside(folder)
                if found.book.authority == authority:
                    return found
            wrong = source.mistake(
                ("authority",), f"'{authority}'", "an authority that is installed", str(fault)
            )
            raise MistakesFound([wrong]) from fault

    def play(file: Path) -> dict[str, Any]:
        result: dict[str, Any] = {
            "file": str(file),
            "scenario": None,
            "authority": None,
            "shows": [],
            "steps": 0,
            "mistakes": [],
            "differences": [],
            "problem": None,
        }
        try:
            source = read_file(file, cache=kept)
            asked = practice_for(source, file)
            read = read_scenario(source, asked, lambda path: read_file(file.parent / path))
            result |= {
                "scenario": read.title,
                "authority": read.authority,
                "shows": list(read.shows),
                "steps": len(read.steps),
            }
            if asked is not None:
                result["differences"] = list(run_scenario(read, asked))
        except MistakesFound as found:
            result["mistakes"] = list(found.mistakes)
        except PluginFault as fault:
            result["problem"] = str(fault)
        return result

    return play


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    def difference(one: Difference) -> dict[str, Any]:
        return {
            "line": one.place.line,
            "step": one.step,
            "said": one.said,
            "key": one.key,
            "expected": one.expected,
            "came": one.came,
        }

    return {
        **result,
        "mistakes": [mistake.as_json() for mistake in result["mistakes"]],
        "differences": [difference(one) for one in result["differences"]],
    }


def _print(results: list[dict[str, Any]]) -> None:
    for result in results:
        wrong = [*result["mistakes"], *result["differences"]]
        if result["problem"]:
            click.echo(f"{result['file']}: {result['problem']}")
        elif result["mistakes"]:
            click.echo(f"{result['file']}: cannot be played.")
        elif result["differences"]:
            click.echo(f"{result['file']}: {result['scenario']}: not as expected.")
        else:
            click.echo(f"{result['file']}: {result['scenario']}: as expected.")
        for one in wrong:
            click.echo(f"  {str(one).replace(chr(10), chr(10) + '  ')}")
    held = sum(not (r["mistakes"] or r["differences"] or r["problem"]) for r in results)
    click.echo(f"{held} of {len(results)} as expected.")
