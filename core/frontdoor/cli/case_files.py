"""A case file asked of authorities, as the commands `route` and `compare --case` do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from frontdoor.cli import cannot_be_used
from frontdoor.cli.practices import practices_named
from frontdoor.compare.one_case.asking import Asked, CannotBeAsked, ask, is_known, known_to
from frontdoor.domain.case import Case, read_case
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.source import read_file
from frontdoor.settings import Settings


class Answers(NamedTuple):
    """What authorities answered to a case file, in the order asked, and why others could not."""

    case: Case
    asked: tuple[Asked, ...]
    problems: dict[str, Exception]

    def warn(self) -> None:
        """Say on standard error what was left out where, and who cannot be used."""
        for one in self.asked:
            if one.note:
                click.echo(one.note, err=True)
        for name, problem in self.problems.items():
            click.echo(cannot_be_used(name, problem), err=True)


def ask_case_file(settings: Settings, what: Iterable[str], file: Path) -> Answers:
    """Ask authorities, or procedures in folders, about a case file.

    All that are switched on where none is named. A fact that those asked do not know is looked for
    at all that are switched on. Raises `MistakesFound` for what is wrong with the file, each
    mistake once.
    """
    source = read_file(file)
    case = read_case(source)
    practices, problems = practices_named(settings, what or settings.authorities)
    known = known_to(practices.values())
    if not is_known(case, known):
        others, _ = practices_named(settings, settings.authorities)
        known = known_to((*practices.values(), *others.values()))
    asked: list[Asked] = []
    wrong: list[Mistake] = []
    for name, one in practices.items():
        try:
            asked.append(ask(one, case, known))
        except CannotBeAsked as error:
            wrong += [
                source.mistake(each.path, each.found, each.expected, each.advice)
                for each in error.wrong
            ]
        except PluginFault as fault:
            problems[name] = fault
    if wrong:
        # Several authorities may find the same thing wrong.
        raise MistakesFound({(one.place, one.found): one for one in wrong}.values())
    return Answers(case, tuple(asked), problems)
