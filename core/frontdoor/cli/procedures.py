"""Commands about procedures: which there are, whether they hold, what their sources say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from frontdoor.cli import (
    FOUND_SOMETHING,
    cannot_be_used,
    end,
    examples,
    in_format,
    print_json,
    procedures_of,
    settings_of,
)
from frontdoor.composition import compose_edition, kept_editions
from frontdoor.domain.clocks import describe
from frontdoor.layers import Composed, compose, compose_folder
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.settings import Settings

PLUGIN = "plugin"
"""After `@`: an authority's procedure as its plugin has it, without what the council chooses."""


@click.command(epilog=examples("frontdoor authorities", "frontdoor authorities --format json"))
@in_format
@click.pass_obj
def authorities(config: Path | None, form: str) -> None:
    """List the authorities that are switched on and the state of their procedures."""
    settings = procedures_of(config)
    listed: list[dict[str, Any]] = []
    for name in settings.authorities:
        try:
            book = compose(name, settings.config, settings.var / "cache").rulebook()
        except (MistakesFound, PluginFault) as problem:
            listed.append({"authority": name, "problem": str(problem)})
            continue
        listed.append(
            {
                "authority": name,
                "name": book.name,
                "edition": book.edition,
                "layers": list(book.layers),
                "clauses": len(book.clauses),
                "rules": sum(len(book.section(s)) for s in ("routes", "steps", "bars", "tasks")),
                "digest": book.digest,
                "problem": None,
            }
        )
    if form == "json":
        print_json(listed)
    else:
        for one in listed:
            if one["problem"]:
                click.echo(cannot_be_used(one["authority"], one["problem"]))
            else:
                click.echo(
                    f"{one['authority']}: {one['name']}, {one['edition']} "
                    f"({one['clauses']} clauses, {one['rules']} rules)"
                )
    if any(one["problem"] for one in listed):
        sys.exit(FOUND_SOMETHING)


def procedures_named(settings: Settings, what: str) -> Iterator[tuple[str, Composed | Exception]]:
    """The procedure of an authority by name, or each that lies in a folder, or why it is none.

    `NAME@plugin` is an authority's procedure without what the council chooses, `NAME@DIGEST` an
    edition that was in force.
    """
    path = Path(what)
    name, at, edition = what.partition("@")
    try:
        if at and not path.exists():
            if edition == PLUGIN:
                yield what, compose(name, settings.config, settings.var / "cache", overridden=False)
            else:
                yield what, compose_edition(settings, name, edition)
            return
        if what in settings.authorities or not (path.exists() or os.sep in what):
            yield what, compose(what, settings.config, settings.var / "cache")
            return
    except (MistakesFound, PluginFault) as problem:
        yield what, problem
        return
    folder = path if path.is_dir() else path.parent
    folders = [folder] if (folder / "procedure.yaml").exists() else []
    folders = folders or sorted(file.parent for file in folder.glob("*/procedure.yaml"))
    if not folders:
        yield what, PluginFault("there is no procedure.yaml here, nor in a folder in it.")
    for one in folders:
        try:
            yield str(one), compose_folder(one.resolve(), settings.config, settings.var / "cache")
        except (MistakesFound, PluginFault) as problem:
            yield str(one), problem


@click.command(epilog=examples("frontdoor editions generic"))
@click.argument("authority")
@in_format
@click.pass_obj
def editions(config: Path | None, authority: str, form: str) -> None:
    """List the editions of an authority's procedure that were in force, the latest first.

    Each time that other rules come into force at an authority that is served, they are kept.
    """
    try:
        kept = kept_editions(settings_of(config), authority)
    except PluginFault as fault:
        end(cannot_be_used(authority, fault))
    if form == "json":
        print_json([{"digest": digest, "since": since.isoformat()} for digest, since in kept])
        return
    for digest, since in kept:
        click.echo(f"{authority}@{digest[:12]}  in force since {describe(since)}")
    if not kept:
        click.echo(f"{authority} has not been served yet.")


def clauses_of(book: Rulebook, shown: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Each clause of a rulebook as plain values, with the ids of what cites it.

    `shown` has for each clause the scenario files that claim it.
    """
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
            "scenarios": shown.get(clause.clause, []),
        }
        for clause in book.clauses.values()
    ]
