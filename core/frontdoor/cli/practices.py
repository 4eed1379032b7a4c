"""Procedures in practice, as commands are asked for them: authorities by name, or folders."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from frontdoor.cli import COULD_NOT_RUN, cannot_be_used
from frontdoor.cli.procedures import procedures_named
from frontdoor.composition import practice
from frontdoor.domain.practice import Practice
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.settings import Settings


def practices_of(settings: Settings, asked: Iterable[str]) -> dict[str, Practice]:
    """The procedures in practice by their names, each its own; an end where one is of no use."""
    practices: dict[str, Practice] = {}
    problems = []
    for what in dict.fromkeys(asked):
        for where, composed in procedures_named(settings, what):
            try:
                if isinstance(composed, Exception):
                    raise composed
                book = composed.rulebook()
                name = f"{book.name} ({where})" if book.name in practices else book.name
                practices[name] = practice(book, composed.plugins)
            except (MistakesFound, PluginFault) as problem:
                problems.append(cannot_be_used(where, problem))
    for text in problems:
        click.echo(text, err=True)
    if problems or not practices:
        sys.exit(COULD_NOT_RUN)
    return practices
