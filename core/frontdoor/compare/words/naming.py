"""What rules name, in words: who does something, what is needed first, by when, from what on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from frontdoor.compare.words.conditions import listed, value_words
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import ORIGINAL, Event, Who
from frontdoor.procedure.rulebook import Rulebook

NO_TIME: Final = "no time stated"


def who_text(book: Rulebook, whos: Iterable[Who]) -> str:
    """Those who may do something: roles by their names, `every` kind and `anyone` in words."""
    return listed([_who(book, who) for who in whos], "or")


def _who(book: Rulebook, who: Who) -> str:
    if who.role == "anyone":
        name = "anyone at the front door"
    elif who.role in book.roles:
        name = book.roles[who.role].name
    else:
        name = value_words(who.role)
    return f"{name} of the team that holds it" if who.of_holding_team else name


def outcomes_text(book: Rulebook, ids: Iterable[str], last: str = "and") -> str:
    """Outcomes by their names."""
    return listed([_name(book.outcomes, id) for id in ids], last)


def stages_text(book: Rulebook, ids: Sequence[str], last: str = "or") -> str:
    """Stages by their names; every open one and every final one are said as such."""
    for final, words in ((False, "any stage that is open"), (True, "any final stage")):
        every = {stage.stage for stage in book.stages.values() if stage.final == final}
        if len(every) > 1 and set(ids) == every:
            return words
    return listed([_name(book.stages, id) for id in ids], last)


def need_text(book: Rulebook, need: str) -> str:
    """What a step needs first: a record or a check by its name, or that something happened."""
    if need in book.records:
        return book.records[need].name
    if need in book.checks:
        return book.checks[need].look
    kind, _, detail = need.partition(" ")
    return event_text(book, Event(kind, detail or None))


def event_text(book: Rulebook, event: Event) -> str:
    """An entry that a rule waits for, as in `notified: Police`."""
    if event.kind == ORIGINAL and event.detail:
        kind, _, detail = event.detail.partition(" ")
        return f"{event_text(book, Event(kind, detail or None))}, on the original"
    if not event.detail:
        return value_words(event.kind)
    named: Sequence[Any] = (
        book.stages,
        book.records,
        book.destinations,
        book.roles,
        book.tasks,
    )
    found: Any = next((items for items in named if event.detail in items), {})
    return f"{value_words(event.kind)}: {_name(found, event.detail)}"


def time_text(book: Rulebook, task: lang.Task) -> str:
    """The time that a task is given; of several readings the one that ends first, unless chosen.

    From when it counts is said where that is not what the task starts on.
    """
    chosen = [one for one in task.readings if one.reading == book.choices.get(task.rule)]
    readings: Sequence[Any] = chosen or task.readings or (task,)
    every = dict.fromkeys(_time(book, task, one.within, one.from_) for one in readings)
    return listed(tuple(every), "or") + (", whichever ends first" if len(every) > 1 else "")


def _time(book: Rulebook, task: lang.Task, within: object, start: Event | None) -> str:
    said = NO_TIME if str(within) == "not stated" else str(within)
    if start is None or start in task.on:
        return said
    return f"{said} counted from {event_text(book, start)}"


def source_text(item: Any) -> str:
    """The clauses that a part cites, or that its source is silent, or that it is a safeguard."""
    if item.clauses:
        return ", ".join(item.clauses)
    return "the source is silent" if item.silent else "a safeguard"


def _name(items: Any, id: str) -> str:
    return str(items[id].name) if id in items else value_words(id)
