"""Which tasks an entry starts and ends, each with its deadline and how that was counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from frontdoor.domain.clocks import LONDON, Deadline, LedgerLine, describe_day
from frontdoor.domain.contact import DeadlineReading, Task, TaskEnd
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.timescales import Timescale

Events = tuple[Event, ...]


def events_of(kind: str, detail: str | None, stage: str | None, final: bool) -> Events:
    """The events that an entry is: itself, the stage it leads to, `closed` where that is final."""
    events = [Event(kind, detail)]
    if stage is not None:
        events.append(Event("stage", stage))
        if final and kind != "closed":
            events.append(Event("closed"))
    return tuple(events)


def matches(waited_for: Event, events: Iterable[Event]) -> bool:
    """Whether one of `events` is what a rule waits for; without a detail any detail will do."""
    return any(
        event.kind == waited_for.kind and waited_for.detail in (None, event.detail)
        for event in events
    )


def starting(
    practice: Practice,
    facts: Facts,
    events: Events,
    happened: datetime,
    *,
    advised: Iterable[str],
    decided: Iterable[str],
    moments: Mapping[str, datetime],
    tasks: Mapping[str, Task],
) -> tuple[Task, ...]:
    """The tasks that start now.

    `advised` and `decided` are outcomes, `moments` when earlier entries happened, `tasks` those
    the contact has had. A task starts once, or again where its rule repeats and it does not run.
    """
    started = []
    for rule in practice.procedure.tasks(facts):
        if not any(matches(event, events) for event in rule.on):
            continue
        if rule.advised and not set(rule.advised) & set(advised):
            continue
        if rule.outcomes and not set(rule.outcomes) & set(decided):
            continue
        earlier = [task for task in tasks.values() if task.rule == rule.rule]
        if any(task.runs for task in earlier) or (earlier and not rule.repeats):
            continue
        id = f"{rule.rule}.{len(earlier) + 1}" if earlier else rule.rule
        started.append(start(practice, rule, id, happened, moments))
    return tuple(started)


def start(
    practice: Practice,
    rule: lang.Task,
    id: str,
    happened: datetime,
    moments: Mapping[str, datetime],
) -> Task:
    """A task that begins at `happened`, with the deadline of each of its readings."""
    readings = []
    deadlines: dict[str | None, Deadline] = {}
    for reading in rule.readings:
        begins = reading.from_ or rule.from_
        worked_out = _deadline(practice, reading.within, begins, happened, moments)
        deadlines[reading.reading] = worked_out
        readings.append(
            DeadlineReading(reading.reading, reading.says, worked_out.due, reading.cites)
        )
    if rule.within is not None:
        deadlines[None] = _deadline(practice, rule.within, rule.from_, happened, moments)
    name = practice.book.choices.get(rule.rule)
    if name not in deadlines:
        name = min(
            deadlines, key=lambda one: ((due := deadlines[one].due) is None, due or happened)
        )
    drives = deadlines[name]
    return Task(
        id=id,
        rule=rule.rule,
        name=rule.name,
        purpose=rule.purpose,
        who=tuple(str(who) for who in rule.who),
        started=happened,
        due=drives.due,
        until=tuple(str(event) for event in rule.until),
        cites=rule.clauses,
        ledger=tuple(f"{describe_day(line.day)}: {line.note}" for line in drives.ledger),
        readings=tuple(readings),
        reading=name,
        outlives_closing=rule.outlives == "closed",
    )


def _deadline(
    practice: Practice,
    within: Timescale,
    origin: Event | None,
    happened: datetime,
    moments: Mapping[str, datetime],
) -> Deadline:
    """The deadline that counts from `origin`; there is none until that has happened."""
    if origin is None:
        return practice.deadline(within, happened)
    if str(origin) in moments:
        return practice.deadline(within, moments[str(origin)])
    day = happened.astimezone(LONDON).date()
    waits = LedgerLine(day, counted=False, note=f"counts from '{origin}', which has not happened")
    return Deadline(None, happened, (waits,))


def reclocked(
    practice: Practice,
    tasks: Mapping[str, Task],
    events: Events,
    moments: Mapping[str, datetime],
) -> tuple[Task, ...]:
    """The running tasks whose clock begins with these events, with the deadline they now have."""
    changed = []
    for task in tasks.values():
        rule = practice.book.tasks.get(task.rule)
        if not task.runs or rule is None:
            continue
        origins = [rule.from_, *(reading.from_ for reading in rule.readings)]
        if any(origin is not None and matches(origin, events) for origin in origins):
            anew = start(practice, rule, task.id, task.started, moments)
            if anew != task:
                changed.append(anew)
    return tuple(changed)


def ending(tasks: Mapping[str, Task], events: Events) -> tuple[TaskEnd, ...]:
    """The running tasks that these events end; closing ends all that do not outlive it."""
    deleting = matches(Event("deleted"), events)
    closing = deleting or matches(Event("closed"), events)
    ends = []
    for task in tasks.values():
        if not task.runs:
            continue
        until = [
            Event(kind, detail or None)
            for kind, _, detail in (text.partition(" ") for text in task.until)
        ]
        ended_by = next(
            (event for event in events if any(matches(u, [event]) for u in until)), None
        )
        if ended_by is not None:
            ends.append(TaskEnd(task.id, str(ended_by)))
        elif closing and (deleting or not task.outlives_closing):
            ends.append(TaskEnd(task.id, "deleted" if deleting else "closed"))
    return tuple(ends)
