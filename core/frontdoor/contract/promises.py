"""The promises that a procedure is held to, each with what it would be found to break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frontdoor.compare.side_by_side.slots import unanswered
from frontdoor.contract import hooks
from frontdoor.contract.subject import Subject
from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.plugins import PluginFault
from frontdoor.procedure.blame import prove_layers
from frontdoor.procedure.mistakes import MistakesFound, read_more

SHOWN: Final = ("modelled", "conflict")
"""The status of clauses from which something follows."""


@dataclass(frozen=True)
class Promise:
    """Something that every procedure keeps: its name, a sentence, and how it may be broken."""

    name: str
    says: str
    broken: Callable[[Subject], Iterable[str]]

    def found(self, subject: Subject) -> tuple[str, ...]:
        """What breaks it, in sentences; what keeps a file or a plugin from being read does too."""
        try:
            return tuple(self.broken(subject))
        except MistakesFound as found:
            return tuple(map(str, found.mistakes))
        except PluginFault as fault:
            return (str(fault),)


def _loads(subject: Subject) -> Iterator[str]:
    try:
        _ = subject.practice
    except MistakesFound as found:
        yield from map(str, found.mistakes)
        yield from (f"More on this: {where}" for where in read_more(found.mistakes))
    except PluginFault as fault:
        yield str(fault)


def _complete(subject: Subject) -> Iterator[str]:
    return (finding.text for finding in unanswered(subject.book))


def _holds(subject: Subject) -> Iterator[str]:
    return map(str, prove_layers(subject.composed.layers))


def _cited(subject: Subject) -> Iterator[str]:
    cited = {clause for _, _, clauses in subject.cited() for clause in clauses}
    for id in sorted(subject.own_clauses):
        clause = subject.book.clauses[id]
        if clause.status in SHOWN and id not in cited:
            yield f"{id} is {clause.status}, and no rule cites it: {clause.says}"


def _claimed(subject: Subject) -> Iterator[str]:
    claimed = {clause for one in subject.scenarios for clause in one.shows}
    for id in sorted(subject.own_clauses - claimed):
        if subject.book.clauses[id].status in SHOWN:
            yield f"{id}: no scenario shows it. Write one with `shows: {id}`."


def _noticed(subject: Subject) -> Iterator[str]:
    for section, id in subject.removals.unnoticed():
        origin = subject.book.origins[section, id]
        place = (origin.place, *origin.changed_at)[-1]
        yield (
            f"{place}: {id}: without this rule no scenario comes otherwise that claims its "
            "clauses. Have one expect what follows from it."
        )


def _shown(subject: Subject) -> Iterator[str]:
    for scenario, clause in subject.removals.idle_claims():
        place = scenario.source.place(("shows",))
        yield (
            f"{place}: {clause}: it comes the same without any one of the rules that cite this "
            "clause. Have it expect what follows from them, or take the clause from `shows:`."
        )


PROMISES: Final = (
    Promise("loads", "Everything in its files can be read.", _loads),
    Promise("complete", "Each slot is said, as in another, or silent.", _complete),
    Promise("holds", "It holds for every possible contact.", _holds),
    Promise("cited", "Each clause from which something follows has a rule.", _cited),
    Promise("claimed", "Each such clause has a scenario that claims it.", _claimed),
    Promise("noticed", "A scenario notices when a rule is taken out.", _noticed),
    Promise("shown", "A scenario shows each clause that it claims.", _shown),
    Promise("hooks", "Hooks keep to what they may touch, and answer alike.", hooks.faults),
)
"""What every procedure promises; where the first is broken nothing can be said of the others."""

PROVED: Final = ("loads", "complete", "holds")
"""Those that are proved of the procedure alone, as `frontdoor check` does."""


def promises_of(subject: Subject) -> tuple[Promise, ...]:
    """What this procedure promises: what every one does, and that each scenario comes so."""
    return (*PROMISES, *map(_scenario, subject.scenario_files))


def _scenario(file: Path) -> Promise:
    def differences(subject: Subject) -> Iterator[str]:
        scenario = subject.scenario(file)
        if scenario.authority != subject.book.authority:
            yield f"It is for {scenario.authority}, and this is {subject.book.authority}."
        yield from map(str, run_scenario(scenario, subject.practice))

    return Promise(f"scenarios/{file.name}", "A scenario comes as it expects.", differences)
