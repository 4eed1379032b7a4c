"""Numbers of contacts and tasks: written with each entry, counted by the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Table, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from frontdoor.adapters.lists import wanted
from frontdoor.adapters.measured_tables import DecidedRow, MeasureRow, TaskRow
from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import NEVER, ContactRow, Row
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.entries import Entry
from frontdoor.domain.urgency import urgency
from frontdoor.services.measures import (
    Audited,
    Daily,
    Dimension,
    InHand,
    Reached,
    Span,
    TaskTally,
    TeamTally,
    year_before,
)
from frontdoor.services.ports import Query

_BY: Final[dict[Dimension, Any]] = {
    "referrer": MeasureRow.referrer,
    "channel": MeasureRow.channel,
    "purpose": MeasureRow.purpose,
    "team": MeasureRow.team,
    "outcome": MeasureRow.outcome,
}

_TEAM: Final = (
    select(MeasureRow.team).where(MeasureRow.contact == TaskRow.contact).scalar_subquery()
)
"""Who holds the contact of a task. Not joined: a planner that knows no numbers of rows may go
through the tasks of the period for each contact there is."""


class MeasuredRecords(Request):
    """Implements `MeasureRecords`, and keeps what it counts in step with the contacts."""

    def _measure(
        self,
        chains: Mapping[str, Sequence[Entry]],
        before: Mapping[str, Contact],
        after: Mapping[str, Contact],
    ) -> None:
        """Write what is counted of contacts that changed by these entries, where it did.

        `before` has those that were read; others are taken to have changed.
        """
        contacts = [after[id] for id in chains]
        self._put(MeasureRow, _changed(_measured, contacts, before))
        self._put(DecidedRow, _changed(_decided, contacts, before))
        changed = {
            (id, task)
            for id, chain in chains.items()
            for entry in chain
            for task in (*(one.id for one in entry.starts), *(one.id for one in entry.ends))
        }
        self._put(TaskRow, [_task(id, after[id].tasks[task]) for id, task in sorted(changed)])
        for gone in (one.id for one in contacts if one.deleted):
            missed = TaskRow.result.is_distinct_from("late")
            self._connection.execute(delete(TaskRow).where(TaskRow.contact == gone, missed))
            self._connection.execute(delete(DecidedRow).where(DecidedRow.contact == gone))

    def _put(self, table: Any, rows: list[Row]) -> None:
        """Insert rows, or change those that have their keys."""
        if not rows:
            return
        made: Table = table.__table__
        insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
        statement = insert[self._connection.dialect.name](made)
        keys = [column.name for column in made.primary_key]
        rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=rest), rows
        )

    # counting

    def daily(self, span: Span, by: Dimension) -> list[Daily]:
        """The contacts received in a period, by day and one value."""
        value = _BY[by]
        rows = select(MeasureRow.day, value, func.count()).where(*_received(span))
        found = self._connection.execute(rows.group_by(MeasureRow.day, value))
        return [Daily(*row) for row in found]

    def reached(
        self, span: Span, ranks: Mapping[str, int], others: Mapping[str, int]
    ) -> list[Reached]:
        """The contacts received in a period, by day and the greatest of all that was decided."""
        other = case(dict(others), value=DecidedRow.meaning, else_=0)
        rank = case(dict(ranks), value=DecidedRow.outcome, else_=other) if ranks else other
        each = (
            select(MeasureRow.day, func.max(rank).label("rank"))
            .join(DecidedRow, DecidedRow.contact == MeasureRow.contact)
            .where(*_received(span))
            .group_by(MeasureRow.contact, MeasureRow.day)
            .subquery()
        )
        rows = select(each.c.day, each.c.rank, func.count()).group_by(each.c.day, each.c.rank)
        return [Reached(*row) for row in self._connection.execute(rows)]

    def again(self, span: Span) -> list[tuple[date, date]]:
        """The contacts of a period about a child who had one before: its day, and that one's."""
        before = func.lag(MeasureRow.day, type_=Date()).over(
            partition_by=MeasureRow.person, order_by=(MeasureRow.day, MeasureRow.contact)
        )
        every = (
            select(MeasureRow.day, MeasureRow.team, before.label("before"))
            .where(
                MeasureRow.deleted.is_(False),
                MeasureRow.person.is_not(None),
                MeasureRow.day.between(year_before(span.first), span.last),
            )
            .subquery()
        )
        those = [every.c.day >= span.first, every.c.before.is_not(None)]
        if span.team is not None:
            those.append(every.c.team == span.team)
        rows = select(every.c.day, every.c.before).where(*those)
        return [(row.day, row.before) for row in self._connection.execute(rows)]

    def task_tallies(self, span: Span, at: datetime) -> list[TaskTally]:
        """The tasks with a deadline that began in a period, by day and rule; `at` is now."""
        each = select(TaskRow.day, TaskRow.rule, _standing(at)).where(*_timed(span)).subquery()
        columns = (each.c.day, each.c.rule, each.c.state)
        rows = select(*columns, func.count()).group_by(*columns)
        return [TaskTally(*row) for row in self._connection.execute(rows)]

    def team_tallies(self, span: Span, at: datetime) -> list[TeamTally]:
        """The same by who holds their contacts."""
        each = select(_TEAM.label("team"), _standing(at)).where(*_timed(span)).subquery()
        columns = (each.c.team, each.c.state)
        rows = select(*columns, func.count()).group_by(*columns)
        return [TeamTally(*row) for row in self._connection.execute(rows)]

    def medians(self, span: Span) -> dict[str, float]:
        """Seconds that half of the tasks with a deadline took at most, by rule.

        What was let go is not counted: nobody did it.
        """
        of_rule: dict[str, Any] = {"partition_by": TaskRow.rule}
        timed = select(
            TaskRow.rule,
            TaskRow.took,
            func.row_number().over(**of_rule, order_by=TaskRow.took).label("place"),
            func.count().over(**of_rule).label("of"),
        ).where(*_timed(span), TaskRow.result.in_(("in_time", "late")))
        each = timed.subquery()
        # The one in the middle, or the two: twice its place is the number, one more or two more.
        middle = (each.c.place * 2).between(each.c.of, each.c.of + 2)
        rows = select(each.c.rule, func.avg(each.c.took)).where(middle).group_by(each.c.rule)
        return {rule: float(seconds) for rule, seconds in self._connection.execute(rows)}

    def in_hand(self, team: str | None, at: datetime) -> list[InHand]:
        """The contacts that are open now, by team and stage; `at` is the present."""
        held, stage = ContactRow.holding_team, ContactRow.stage
        rows = select(
            held,
            stage,
            func.count(),
            func.sum(case((ContactRow.assigned_to.is_(None), 1), else_=0)),
            func.sum(case((ContactRow.due_by < at, 1), else_=0)),
            func.min(ContactRow.received),
        ).where(ContactRow.deleted.is_(False), ContactRow.closed.is_(False))
        if team is not None:
            rows = rows.where(held == team)
        return [InHand(*row) for row in self._connection.execute(rows.group_by(held, stage))]

    def audited(self, query: Query, record: str) -> list[Audited]:
        """Which contacts of a sample have a record, by when they were received."""
        # As for `Query.left`: no text that was typed can look so.
        done = ContactRow.state.contains(f'"recorded {record}":', autoescape=True)
        rows = select(ContactRow.received, done).where(*wanted(query))
        return [
            Audited(received.astimezone(LONDON).date(), bool(is_done))
            for received, is_done in self._connection.execute(rows)
        ]


def _standing(at: datetime) -> ColumnElement[str]:
    """How a task ended, or how one that runs stands at a time."""
    runs = case((TaskRow.due < at, "overdue"), else_="running")
    return func.coalesce(TaskRow.result, runs).label("state")


def _received(span: Span) -> list[ColumnElement[bool]]:
    those: list[ColumnElement[bool]] = [
        MeasureRow.deleted.is_(False),
        MeasureRow.day.between(span.first, span.last),
    ]
    return those if span.team is None else [*those, MeasureRow.team == span.team]


def _timed(span: Span) -> list[ColumnElement[bool]]:
    those = [TaskRow.day.between(span.first, span.last), TaskRow.due < NEVER]
    return those if span.team is None else [*those, _TEAM.in_([span.team])]


def _changed(
    rows: Callable[[Contact], list[Row]],
    contacts: Sequence[Contact],
    before: Mapping[str, Contact],
) -> list[Row]:
    """The rows of contacts that are not as they were before."""
    return [
        row
        for one in contacts
        for was in (rows(before[one.id]) if one.id in before else (),)
        for row in rows(one)
        if row not in was
    ]


def _measured(contact: Contact) -> list[Row]:
    facts = contact.facts
    row: Row = {
        "contact": contact.id,
        "day": contact.received.astimezone(LONDON).date(),
        "deleted": contact.deleted,
        "referrer": facts.get("referrer", "not_known"),
        "channel": facts.get("channel", "not_known"),
        "purpose": facts.get("purpose", "not_known"),
        "person": contact.person,
        "team": contact.holding_team,
        "outcome": contact.decision.outcome if contact.decision else None,
        "urgency": int(urgency(facts)),
    }
    return [row]


def _decided(contact: Contact) -> list[Row]:
    """Every outcome once; of one that led and stood beside another, the meaning that it had."""
    found: dict[str, str | None] = {}
    for decision in () if contact.deleted else contact.decisions:
        found.update({outcome: found.get(outcome) for outcome in decision.also})
        found[decision.outcome] = decision.meaning
    return [
        {"contact": contact.id, "outcome": outcome, "meaning": meaning}
        for outcome, meaning in found.items()
    ]


def _task(contact: str, task: Task) -> Row:
    took = None if task.ended is None else max((task.ended - task.started).total_seconds(), 0)
    return {
        "contact": contact,
        "id": task.id,
        "rule": task.rule,
        "purpose": task.purpose,
        "day": task.started.astimezone(LONDON).date(),
        "due": task.due or NEVER,
        "result": task.result,
        "took": None if took is None else int(took),
    }
