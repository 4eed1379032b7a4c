"""The form of a scenario once it was read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.entries import Actor
from frontdoor.domain.scenarios.expectation import Expectation
from frontdoor.procedure.source import Keys, Source

FIRST = "the contact"
"""What a contact is called that names no child."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step: `who` does what `at` a moment; or, without a command, a look at what has become.

    `on` is the contact meant, `called` the name given to the one that begins here; `names` has for
    each field of the command that means a contact its name, in whose place the command has `0`.
    """

    path: Keys
    said: str
    who: Actor
    at: datetime
    command: cmd.CommandSaid | None
    on: str | None
    called: str | None
    names: dict[str, str]
    expects: tuple[tuple[Keys, Expectation], ...]


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that was read; `shows` are the clauses it claims, `choices` readings by rule."""

    title: str
    authority: str
    shows: tuple[str, ...]
    choices: dict[str, str]
    steps: tuple[Step, ...]
    source: Source


def names_of(call: cmd.Receive, called: str | None) -> list[str]:
    """What the contacts of a call are called: by their children's names, or as the step says."""
    if called:
        return [called]
    return [child.name or f"child {n}" for n, child in enumerate(call.children, 1)] or [FIRST]
