"""Commands about procedures: which there are, whether they hold, what their sources say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from frontdoor.cli import FOUND_SOMETHING, in_format, print_json, settings_of
from frontdoor.composition import Composed, compose, compose_folder
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.proofs import prove
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.settings import Settings


@click.command()
@in_format
@click.pass_obj
def authorities(config: Path | None, form: str) -> None:
    r"""List the authorities that are switched on and the state of their procedures.

    \b
    Example:
      frontdoor authorities --format json
    """
    settings = settings_of(config)
    listed = []
    for name in settings.authorities:
        try:
            book = compose(name, settings.config, settings.var / "cache").rulebook()
            listed.append(
                {
                    "authority": name,
                    "name": book.name,
                    "edition": book.edition,
                    "layers": list(book.layers),
                    "clauses": len(book.clauses),
                    "rules": sum(
                        len(book.section(s)) for s in ("routes", "steps", "bars", "tasks")
                    ),
                    "digest": book.digest,
                    "problem": None,
                }
            )
        except (MistakesFound, PluginFault) as problem:
            listed.append({"authority": name, "problem": str(problem)})
    if form == "json":
        print_json(listed)
    else:
        for one in listed:
            if one["problem"]:
                click.echo(f"{one['authority']}: cannot be used\n{one['problem']}")
            else:
                click.echo(
                    f"{one['authority']}: {one['name']}, {one['edition']} "
                    f"({one['clauses']} clauses, {one['rules']} rules)"
                )
    if any(one["problem"] for one in listed):
        sys.exit(FOUND_SOMETHING)


def _composed(settings: Settings, what: str) -> Composed:
    """The procedure of an authority by name, or of a folder."""
    path = Path(what)
    if path.is_dir() or path.suffix in (".yaml", ".yml"):
        folder = path if path.is_dir() else path.parent
        if (folder / "procedure.yaml").exists() or not folder.is_dir():
            return compose_folder(folder.resolve(), settings.var / "cache")
        inside = sorted(folder.glob("*/procedure.yaml"))
        if inside:
            return compose_folder(inside[0].parent.resolve(), settings.var / "cache")
        return compose_folder(folder.resolve(), settings.var / "cache")
    return compose(what, settings.config, settings.var / "cache")


@click.command()
@click.argument("what", metavar="[AUTHORITY or PATH]...", nargs=-1)
@in_format
@click.pass_obj
def check(config: Path | None, what: tuple[str, ...], form: str) -> None:
    r"""Prove that procedures hold for every possible contact.

    WHAT is an authority that is switched on, or a folder with a procedure.yaml; all authorities
    without it. Mistakes are told with file, line and key; what does not hold, with an example.

    \b
    Examples:
      frontdoor check
      frontdoor check york
      frontdoor check plugins/york/frontdoor_york --format json
    """
    settings = settings_of(config)
    results: list[dict[str, Any]] = []
    for name in what or settings.authorities:
        result: dict[str, Any] = {"checked": name, "mistakes": [], "findings": []}
        try:
            result["findings"] = prove(_composed(settings, name).rulebook())
        except MistakesFound as found:
            result["mistakes"] = list(found.mistakes)
        except PluginFault as fault:
            result["problem"] = str(fault)
        results.append(result)
    if form == "json":
        print_json(
            [
                {
                    **result,
                    "mistakes": [mistake.as_json() for mistake in result["mistakes"]],
                    "findings": [finding.as_json() for finding in result["findings"]],
                }
                for result in results
            ]
        )
    else:
        for result in results:
            wrong = [*result["mistakes"], *result["findings"]]
            if "problem" in result:
                click.echo(f"{result['checked']}: {result['problem']}")
            elif not wrong:
                click.echo(f"{result['checked']}: holds for every possible contact.")
            else:
                click.echo(f"{result['checked']}: {len(wrong)} found.")
                for one in wrong:
                    click.echo(f"  {one}")
    if any(r["mistakes"] or r["findings"] or "problem" in r for r in results):
        sys.exit(FOUND_SOMETHING)


@click.command()
@click.argument("authority", required=False)
@in_format
@click.pass_obj
def clauses(config: Path | None, authority: str | None, form: str) -> None:
    r"""List every clause of the sources: what it says, and the rules that cite it.

    \b
    Examples:
      frontdoor clauses york
      frontdoor clauses --format json
    """
    settings = settings_of(config)
    listed: list[dict[str, Any]] = []
    problems = []
    for name in [authority] if authority else settings.authorities:
        try:
            listed += clauses_of(compose(name, settings.config, settings.var / "cache").rulebook())
        except (MistakesFound, PluginFault) as problem:
            problems.append(str(problem))
    if form == "json":
        print_json(listed)
    else:
        for clause in listed:
            click.echo(f"{clause['id']} ({clause['source']} {clause['where']}, {clause['status']})")
            click.echo(f"    {clause['says']}")
            if clause["why"]:
                click.echo(f"    why: {clause['why']}")
            if clause["rules"]:
                click.echo(f"    rules: {', '.join(clause['rules'])}")
    for text in problems:
        click.echo(text, err=True)
    if problems:
        sys.exit(2)


def clauses_of(book: Rulebook) -> list[dict[str, Any]]:
    """Each clause of a rulebook as plain values, with the ids of what cites it."""
    from frontdoor.procedure.language import SECTIONS

    cited: dict[str, list[str]] = {}
    for section in SECTIONS:
        for id, item in book.section(section).items():
            for clause in getattr(item, "clauses", ()):
                cited.setdefault(clause, []).append(id)
    return [
        {
            "id": clause.clause,
            "source": clause.source,
            "where": clause.where,
            "says": clause.says,
            "status": clause.status,
            "why": clause.why,
            "rules": list(dict.fromkeys(cited.get(clause.clause, []))),
        }
        for clause in book.clauses.values()
    ]
