"""Procedures in practice, as commands are asked for them: authorities by name, or folders."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from frontdoor.cli import COULD_NOT_RUN, cannot_be_used, end
from frontdoor.cli.procedures import procedures_named
from frontdoor.composition import practice
from frontdoor.domain.practice import Practice
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.settings import Settings


def practices_named(
    settings: Settings, asked: Iterable[str]
) -> tuple[dict[str, Practice], dict[str, Exception]]:
    """The procedures in practice by what they were asked for as, and why others are of no use."""
    practices: dict[str, Practice] = {}
    problems: dict[str, Exception] = {}
    for what in dict.fromkeys(asked):
        for name, composed in procedures_named(settings, what):
            try:
                if isinstance(composed, Exception):
                    raise composed
                older = "@" in name  # an edition that was in force may be older than its plugin
                practices[name] = practice(composed.rulebook(), composed.plugins, older=older)
            except (MistakesFound, PluginFault) as problem:
                problems[name] = problem
    return practices, problems


def practices_of(settings: Settings, asked: Iterable[str]) -> dict[str, Practice]:
    """The procedures in practice by their names, each its own; an end where one is of no use."""
    named, problems = practices_named(settings, asked)
    for name, problem in problems.items():
        click.echo(cannot_be_used(name, problem), err=True)
    if problems or not named:
        sys.exit(COULD_NOT_RUN)
    practices: dict[str, Practice] = {}
    for where, one in named.items():
        name = one.book.name
        practices[f"{name} ({where})" if name in practices else name] = one
    return practices


def practice_of(settings: Settings, what: str) -> Practice:
    """One procedure in practice; an end where it is of no use, or there are several."""
    practices = practices_of(settings, [what])
    if len(practices) > 1:
        several = f"there are several procedures here: {', '.join(practices)}. Name one folder."
        end(cannot_be_used(what, several))
    [one] = practices.values()
    return one
