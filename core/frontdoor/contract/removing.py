"""Takes rules out of a procedure, one at a time, to see whether any scenario notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from frontdoor.contract.subject import Subject
from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Procedure

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


def unnoticed(subject: Subject) -> Iterator[tuple[str, str]]:
    """The rules (section and id) without which every scenario passes that claims their clauses.

    A scenario that does not pass with them either notices nothing.
    """
    sound = [one for one in subject.scenarios if not run_scenario(one, subject.practice)]
    for section, id, clauses in subject.cited():
        claiming = [one for one in sound if not set(clauses).isdisjoint(one.shows)]
        if section in SKIPPED:
            continue
        if claiming:
            book = without(subject.book, section, id)
            mutant = replace(subject.practice, procedure=Procedure(book))
            if any(run_scenario(one, mutant) for one in claiming):
                continue
        yield section, id
