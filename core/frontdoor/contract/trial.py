"""Every promise and every scenario of a procedure tried at once, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from frontdoor.contract.promises import PROMISES
from frontdoor.contract.report import progress
from frontdoor.contract.subject import Subject
from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound


class Tried(msgspec.Struct, frozen=True):
    """A promise or a scenario: its name, what it says, and what breaks it, if anything does."""

    name: str
    says: str
    found: tuple[str, ...]


class Trial(msgspec.Struct, frozen=True):
    """Everything that was tried of a procedure, and how far its author is, in a sentence."""

    tried: tuple[Tried, ...]
    progress: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not any(one.found for one in self.tried)


def try_all(subject: Subject) -> Trial:
    """Try every promise and play every scenario; of what cannot be read, `loads` alone is tried."""
    loads, *others = PROMISES
    first = Tried(loads.name, loads.says, _found(subject, loads.broken))
    if first.found:
        return Trial((first,))
    tried = [Tried(one.name, one.says, _found(subject, one.broken)) for one in others]
    for file in subject.scenario_files:

        def played(subject: Subject, file: Path = file) -> Iterable[str]:
            return map(str, run_scenario(subject.scenario(file), subject.practice))

        says = "A scenario comes as it expects."
        tried.append(Tried(f"scenarios/{file.name}", says, _found(subject, played)))
    return Trial((first, *tried), str(progress(subject)))


def _found(subject: Subject, broken: Callable[[Subject], Iterable[str]]) -> tuple[str, ...]:
    try:
        return tuple(broken(subject))
    except MistakesFound as found:
        return tuple(map(str, found.mistakes))
    except PluginFault as fault:
        return (str(fault),)
