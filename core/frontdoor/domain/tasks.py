"""Which tasks an entry starts and ends, each with its deadline and how that was counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from frontdoor.domain.clocks import LONDON, Clock, describe_day, in_utc
from frontdoor.domain.contact import DeadlineReading, Task, TaskEnd
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.phrases import Event

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
    """A task that begins at `happened`, with the deadline of each of its readings and a ledger."""
    moments = {event: in_utc(moment) for event, moment in moments.items()}
    task = Starter(practice, rule).start(id, Dues(in_utc(happened), moments))
    return replace(task, ledger=ledger(practice, task, moments))


class Dues(dict[tuple[Clock, str | None], datetime | None]):
    """When each clock ends that begins now or with an earlier entry; all times in UTC.

    A clock is asked for with the entry that it counts from, None where that is the present one;
    there is no deadline until that entry has happened. Each is worked out once.
    """

    __slots__ = ("_moments", "happened")

    def __init__(self, happened: datetime, moments: Mapping[str, datetime]) -> None:
        self.happened = happened
        self._moments = moments

    def __missing__(self, key: tuple[Clock, str | None]) -> datetime | None:
        clock, origin = key
        begins = self._moments.get(origin) if origin else self.happened
        due = self[key] = clock(begins) if begins else None
        return due


class Starter:
    """A task's rule, made ready to start it again and again in no time.

    `clocks` has for each reading (or the rule itself) its clock and the entry that it counts from,
    None where that is the start; `chosen` is the reading that drives, None for the earliest.
    """

    def __init__(self, practice: Practice, rule: lang.Task) -> None:
        # Plain values: reading an attribute of a rule takes as long as all the rest.
        self.rule, self._name, self._purpose = rule.rule, rule.name, rule.purpose
        self._who = tuple(str(who) for who in rule.who)
        self._until = tuple(str(event) for event in rule.until)
        self._cites = rule.clauses
        self._outlives_closing = rule.outlives == "closed"
        self._readings = [(one.reading, one.says, one.cites) for one in rule.readings]
        self.clocks = [
            (practice.clock(timed.within), str(origin) if origin else None)
            for timed in rule.readings or (rule,)
            if timed.within is not None
            for origin in (timed.from_ or rule.from_,)
        ]
        names = [reading.reading for reading in rule.readings]
        choice = practice.book.choices.get(rule.rule)
        self.chosen = names.index(choice) if choice in names else None

    def start(self, id: str, by: Dues) -> Task:
        """A task that begins now, without a ledger (see `ledger`)."""
        due, reading = by[self.clocks[0]], None
        readings: tuple[DeadlineReading, ...] = ()
        if self._readings:
            dues = [by[clock] for clock in self.clocks]
            drives = _earliest(dues) if self.chosen is None else self.chosen
            due, reading = dues[drives], self._readings[drives][0]
            readings = tuple(
                [
                    DeadlineReading(name, says, due, cites)
                    for (name, says, cites), due in zip(self._readings, dues, strict=True)
                ]
            )
        return Task(
            id=id,
            rule=self.rule,
            name=self._name,
            purpose=self._purpose,
            who=self._who,
            started=by.happened,
            due=due,
            until=self._until,
            cites=self._cites,
            readings=readings,
            reading=reading,
            outlives_closing=self._outlives_closing,
        )


def _earliest(dues: list[datetime | None]) -> int:
    """Where the earliest stands; the first where several are it, or none is any."""
    found, earliest = 0, dues[0]
    for n, due in enumerate(dues):
        if due is not None and (earliest is None or due < earliest):
            found, earliest = n, due
    return found


def ledger(practice: Practice, task: Task, moments: Mapping[str, datetime]) -> tuple[str, ...]:
    """How the deadline of a task was worked out, in sentences: one for each day that matters."""
    rule = practice.book.tasks[task.rule]
    timed = next((one for one in rule.readings if one.reading == task.reading), rule)
    origin = timed.from_ or rule.from_
    if origin is not None and str(origin) not in moments:
        day = describe_day(task.started.astimezone(LONDON).date())
        return (f"{day}: counts from '{origin}', which has not happened",)
    begins = task.started if origin is None else moments[str(origin)]
    if timed.within is None:
        return ()
    lines = practice.deadline(timed.within, begins).ledger
    return tuple(f"{describe_day(line.day)}: {line.note}" for line in lines)


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
