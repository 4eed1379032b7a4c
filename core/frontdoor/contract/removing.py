"""Takes rules out of a procedure, one at a time, to see whether any scenario notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from frontdoor.domain.scenarios.form import Scenario
from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Procedure

if TYPE_CHECKING:
    from frontdoor.contract.subject import Subject

SKIPPED: Final = {
    "outcomes": "what routes and steps lead to; those are taken out one by one",
    "settings": "a clock cannot do without its settings",
}
"""Sections of which nothing is taken out, and why."""


def without(book: Rulebook, section: str, id: str) -> Rulebook:
    """The procedure without one rule.

    A check that a step needs, or that ends a task, stays as something to record, but is never
    asked for: taken out whole, it would be missed where it is not meant.
    """
    items = dict(book.section(section))
    if section in ("checks", "questions") and id in _needed(book):
        items[id] = items[id].model_copy(update={"when": _never(book)})
    else:
        del items[id]
    changed: dict[str, Any] = {section: items}
    return replace(book, **changed)


def _never(book: Rulebook) -> When:
    """A condition that holds for no contact."""
    fact = next(iter(book.facts.values()))
    return ((Condition(fact.fact, fact.values, negated=True),),)


def _needed(book: Rulebook) -> set[str]:
    needs = {need for step in book.steps.values() for need in step.needs}
    needs |= {need for bar in book.bars.values() for need in bar.unless}
    events = [e for task in book.tasks.values() for e in (*task.on, *task.until, task.from_) if e]
    return {need.rpartition(" ")[2] for need in needs} | {e.detail or "" for e in events}


class Removals:
    """What becomes of a procedure's scenarios without one rule or another; each is tried once."""

    def __init__(self, subject: Subject) -> None:
        self._practice = subject.practice
        self._sound = [one for one in subject.scenarios if not run_scenario(one, subject.practice)]
        self._rules = [one for one in subject.cited() if one[0] not in SKIPPED]
        self._skipped = {
            clause
            for section, _, clauses in subject.cited()
            if section in SKIPPED
            for clause in clauses
        }
        self._noticed: dict[tuple[str, str, str], bool] = {}

    def unnoticed(self) -> Iterator[tuple[str, str]]:
        """The rules (section and id) without which each scenario that claims their clauses passes.

        Rules whose clauses no scenario claims are left out; so are scenarios that do not pass as
        it is, which notice nothing.
        """
        for section, id, clauses in self._rules:
            claiming = [one for one in self._sound if not set(clauses).isdisjoint(one.shows)]
            if claiming and not any(self._notices(one, section, id) for one in claiming):
                yield section, id

    def idle_claims(self) -> Iterator[tuple[Scenario, str]]:
        """The scenarios that pass without any one rule of a clause that they claim, and the clause.

        Of a clause that something cites which is never taken out nothing can be said.
        """
        for scenario in self._sound:
            for clause in scenario.shows:
                rules = [(section, id) for section, id, cites in self._rules if clause in cites]
                if not rules or clause in self._skipped:
                    continue
                if not any(self._notices(scenario, *rule) for rule in rules):
                    yield scenario, clause

    def _notices(self, scenario: Scenario, section: str, id: str) -> bool:
        key = (scenario.source.file, section, id)
        if key not in self._noticed:
            book = without(self._practice.book, section, id)
            mutant = replace(self._practice, procedure=Procedure(book))
            self._noticed[key] = bool(run_scenario(scenario, mutant))
        return self._noticed[key]
