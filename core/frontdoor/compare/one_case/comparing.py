"""One case under several authorities: what each would do about each child, side by side.

Cells are compared in the common vocabulary (meanings, kinds, moments), whatever they say. For what
is asked, looked up and told there are no common words: there it is the rules that are compared, and
an authority that builds on another shares them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Final

import msgspec
from msgspec.structs import replace

from frontdoor.compare.one_case.asking import Asked
from frontdoor.compare.side_by_side.voice import Voice
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import value_words
from frontdoor.compare.words.kinds import (
    TASKS_FOR,
    destination_words,
    kinds_of,
    outcome_words,
    who_names,
    who_words,
)
from frontdoor.compare.words.naming import event_text
from frontdoor.domain.answer import Answer, MatterShown, ReadingShown, is_unrecorded
from frontdoor.domain.answer import Asked as Told
from frontdoor.domain.clocks import describe, in_words
from frontdoor.domain.contact import Task
from frontdoor.procedure.rulebook import Rulebook

NO_TIME: Final = "no time is stated"


class CaseComparison(msgspec.Struct, frozen=True):
    """One child's case under several authorities.

    Each table has a column for each authority. `answers` says what happens: outcome, destination,
    decider, deadline and tasks; `asked` what is asked, looked up and told, and where sources
    differ; `deadlines` has a row for each moment at which something is due, in order of time.
    """

    child: str
    answers: Table
    asked: Table
    deadlines: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them."""
        return (self.answers, self.deadlines, self.asked)


class _Child(msgspec.Struct, frozen=True):
    """What one authority says of one child."""

    voice: Voice
    answer: Answer

    @property
    def book(self) -> Rulebook:
        return self.voice.book

    def of_route(self, says: str) -> Entry:
        """Something that its route says."""
        return replace(self.of_rule("routes", self.answer.rules[0], says), note="")

    def of_rule(self, section: str, rule: str, says: str, *notes: str) -> Entry:
        """Something that a rule says, with where that comes from and its notes."""
        return self.voice.found(section, rule, says, None, *notes).entry


Cell = tuple[Hashable, tuple[Entry, ...]]
"""What two cells are compared by, and what a cell says."""


def compare_case(asked: Sequence[Asked], received: datetime) -> tuple[CaseComparison, ...]:
    """Compare what authorities answered to the same case, received at `received` (aware).

    One comparison for each child, in the order of the call; empty where nobody was asked.
    """
    voices = [Voice(one.practice.book) for one in asked]
    children = list(zip(*(one.children for one in asked), strict=True))
    found = []
    for number, answers in enumerate(children, start=1):
        child = answers[0].child
        several = [_Child(voice, one.answer) for voice, one in zip(voices, answers, strict=True)]
        ends = (f"-{number}", f" for {child}") if len(children) > 1 else ("", "")
        table = partial(_table, [one.name for one in asked], ends)
        happens, due = _happens(several, received), _deadlines(several, received)
        found.append(
            CaseComparison(
                child,
                answers=table("case", "What each authority does", "What", happens),
                asked=table("asked", "What each authority asks and tells", "What", _asks(several)),
                deadlines=table("deadlines", "What is due by when", "By when", due),
            )
        )
    return tuple(found)


def _table(
    authorities: Sequence[str],
    ends: tuple[str, str],
    name: str,
    title: str,
    first: str,
    rows: Iterable[Row],
) -> Table:
    return Table(name + ends[0], title + ends[1], (first, *authorities), tuple(rows))


def changes(before: Table, after: Table) -> Table:
    """What two tables of the same authorities say otherwise, as a table with those rows alone.

    Each cell has what it says now and did not before, then what it said before and does not now;
    it is empty where nothing changed.
    """
    earlier = {row.heading: row.cells for row in before.rows}
    later = {row.heading: row.cells for row in after.rows}
    nothing = ((),) * (len(after.columns) - 1)
    rows = []
    for heading in dict.fromkeys((*later, *earlier)):
        was, now = earlier.get(heading, nothing), later.get(heading, nothing)
        cells = tuple(_changed(one, other) for one, other in zip(was, now, strict=True))
        if any(cells):
            rows.append(Row(heading, cells, differs=len(set(cells)) > 1))
    title = "What has changed since the facts before"
    return Table(f"changes-{after.name}", title, after.columns, tuple(rows))


def _changed(was: Sequence[Entry], now: Sequence[Entry]) -> tuple[Entry, ...]:
    before, after = {one.says for one in was}, {one.says for one in now}
    new = [_said("Now", one) for one in now if one.says not in before]
    return (*new, *(_said("Before", one) for one in was if one.says not in after))


def _said(when: str, entry: Entry) -> Entry:
    return replace(entry, says=f"{when}: {entry.says}")


def _happens(several: Sequence[_Child], received: datetime) -> Iterable[Row]:
    row = partial(_row, several)
    yield row("What is advised", _advised)
    yield row("Together with", _together_with)
    yield row("Where it goes", _destination)
    yield row("Who decides", _deciders)
    yield row("To be decided by", partial(_decided_by, received))
    purposes = {task.purpose for one in several for task in one.answer.tasks}
    for purpose, heading in TASKS_FOR.items():
        if purpose in purposes:
            yield row(heading, partial(_tasks, purpose, received))


def _asks(several: Sequence[_Child]) -> Iterable[Row]:
    row = partial(_row, several)
    yield row("What is asked", partial(_told, "questions", attrgetter("questions")))
    yield row("What is looked up", partial(_told, "checks", attrgetter("checks")))
    yield row("What people are told", partial(_told, "notices", attrgetter("notices")))
    yield row("Where its sources differ", _readings)


def _row(several: Sequence[_Child], heading: str, cell: Callable[[_Child], Cell]) -> Row:
    compared, cells = zip(*(cell(one) for one in several), strict=True)
    return Row(heading, cells, differs=len(set(compared)) > 1)


def _advised(one: _Child) -> Cell:
    book, answer = one.book, one.answer
    loses = book.outcomes[answer.outcome].loses
    note = f"“{value_words(answer.meaning)}” does not say: {loses}" if loses else ""
    says = outcome_words(book, answer.outcome)
    return answer.meaning, (one.of_rule("routes", answer.rules[0], says, note),)


def _together_with(one: _Child) -> Cell:
    book, also = one.book, one.answer.also
    meanings = frozenset(book.outcomes[outcome].meaning for outcome in also)
    return meanings, tuple(one.of_route(outcome_words(book, outcome)) for outcome in also)


def _destination(one: _Child) -> Cell:
    book, to = one.book, one.answer.destination
    return book.destinations[to].kind, (one.of_route(destination_words(book, to)),)


def _deciders(one: _Child) -> Cell:
    book, whos = one.book, one.answer.decided_by
    return kinds_of(book, whos), tuple(one.of_route(who_words(book, who)) for who in whos)


def _decided_by(received: datetime, one: _Child) -> Cell:
    answer = one.answer
    deciding = [task for task in answer.tasks if task.purpose == "decision"]
    if not deciding:
        says = (
            "Nothing is recorded, so nothing is due" if is_unrecorded(answer) else _begun(NO_TIME)
        )
        return None, (one.of_route(says),)
    entries: dict[str, Entry] = {}
    for task in deciding:
        if task.due == answer.due:
            says = _begun(_by_when(one, task, received).removeprefix("by "))
            entry = one.of_rule("tasks", task.rule, says)
            cites = (*entries.get(says, entry).cites, *entry.cites)
            entries[says] = replace(entry, cites=tuple(dict.fromkeys(cites)), note="")
    return answer.due, tuple(entries.values())


def _tasks(purpose: str, received: datetime, one: _Child) -> Cell:
    if not any(rule.purpose == purpose for rule in one.book.tasks.values()):
        return frozenset(), (Entry("No such task", standing="not_modelled"),)
    tasks = [task for task in one.answer.tasks if task.purpose == purpose]
    return frozenset((kinds_of(one.book, task.who), task.due) for task in tasks), tuple(
        one.of_rule("tasks", task.rule, f"{_to_do(one, task)}; {_by_when(one, task, received)}")
        for task in tasks
    )


def _told(section: str, told: Callable[[Answer], Iterable[Told]], one: _Child) -> Cell:
    entries = tuple(
        one.of_rule(
            section,
            item.id,
            f"To the caller: {item.says}" if item.part == "referrer" else item.says,
        )
        for item in told(one.answer)
    )
    return frozenset((entry.rule, entry.says) for entry in entries), entries


def _readings(one: _Child) -> Cell:
    """Where clauses differ: what is followed, and each other reading; comparing their moments."""
    matters = one.answer.readings
    moments = frozenset(reading.due for matter in matters for reading in matter.readings)
    return (bool(matters), moments), tuple(
        Entry(_reading(matter, reading), reading.cites, matter.rule)
        for matter in matters
        for reading in matter.readings
    )


def _reading(matter: MatterShown, reading: ReadingShown) -> str:
    due = f" Due {describe(reading.due)}." if reading.due else ""
    return f"{matter.matter}, {'followed' if reading.taken else 'otherwise'}: {reading.says}{due}"


def _to_do(one: _Child, task: Task) -> str:
    return f"{task.name}: {who_names(one.book, task.who)}"


def _by_when(one: _Child, task: Task, received: datetime) -> str:
    """When a task is due, how far off that is, and the time that its rule gives."""
    rule = one.book.tasks[task.rule]
    timed = next((r for r in rule.readings if r.reading == task.reading), rule)
    origin = timed.from_ or rule.from_
    if task.due:
        within, later = str(timed.within), in_words(task.due, received).removeprefix("in ")
        if within != later:
            within = f"{within}; {later} later"
        return f"by {describe(task.due)} ({within})"
    if origin is not None:
        return f"within {timed.within} from: {event_text(one.book, origin)}"
    return NO_TIME


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _deadlines(several: Sequence[_Child], received: datetime) -> Iterable[Row]:
    every = {task.due for one in several for task in one.answer.tasks}
    for due in (*sorted(due for due in every if due), *([None] if None in every else [])):
        heading = f"{describe(due)}, {in_words(due, received)}" if due else NO_TIME
        yield _row(several, _begun(heading), partial(_due, due))


def _due(due: datetime | None, one: _Child) -> Cell:
    tasks = [task for task in one.answer.tasks if task.due == due]
    return frozenset(task.purpose for task in tasks), tuple(
        one.of_rule("tasks", task.rule, _to_do(one, task)) for task in tasks
    )
