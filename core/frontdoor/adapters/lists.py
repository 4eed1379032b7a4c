"""Lists of contacts: what a query asks for, as a statement along the index by deadline."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from frontdoor.adapters.measured_tables import MeasureRow, TaskRow
from frontdoor.adapters.tables import NEVER, ContactRow, MarkRow, Moment, UserRow
from frontdoor.domain.contact import Contact
from frontdoor.domain.likeness import words
from frontdoor.domain.restricting import RESTRICTED, is_open_to
from frontdoor.services.ports import Line, Query, Visit

_COLUMNS = (
    ContactRow.id,
    ContactRow.reference,
    ContactRow.person,
    ContactRow.child,
    ContactRow.born,
    ContactRow.stage,
    ContactRow.received,
    ContactRow.moved,
    ContactRow.due_by.label("next_due"),
    ContactRow.next_task,
    ContactRow.holding_team,
    ContactRow.assigned_to,
    func.coalesce(UserRow.full_name, ContactRow.assigned_to).label("assignee"),
    ContactRow.handed_over,
    ContactRow.outcome,
    ContactRow.version,
    case((ContactRow.restricted, ContactRow.state)).label("held"),
)
_NAMES = tuple(str(column.key) for column in select(*_COLUMNS).selected_columns)
_contact = msgspec.json.Decoder(Contact)


def listed(query: Query) -> Select[Any]:
    """The statement for a query, with one row more than its limit where there are more.

    `received_from` is within what is asked for, `received_to` no longer. Deleted contacts are never
    listed.
    """
    return _made(query) if query.text else _remembered(query)


@lru_cache(maxsize=512)  # to make the same statement again takes longer than to carry it out
def _remembered(query: Query) -> Select[Any]:
    return _made(query)


def _made(query: Query) -> Select[Any]:
    order: tuple[Any, ...] = (ContactRow.due_by, ContactRow.id)
    if query.latest_first:
        order = (ContactRow.moved.desc(), ContactRow.id.desc())
    rows = select(*_COLUMNS).where(*wanted(query)).limit(query.limit + 1)
    rows = rows.outerjoin(UserRow, UserRow.name == ContactRow.assigned_to)
    if query.most_urgent_first:
        rows = rows.join(MeasureRow, MeasureRow.contact == ContactRow.id)
        order = (MeasureRow.urgency, *order)
    return rows.order_by(*order)


@lru_cache(maxsize=512)
def workload(user: str, teams: frozenset[str]) -> Select[Any]:
    """The statement that counts open contacts by stage, whose they are, and what is late at `now`.

    It takes a parameter of that name.
    """
    mine = ContactRow.assigned_to == user
    ours = ContactRow.holding_team.in_(teams)
    late = ContactRow.due_by < bindparam("now", type_=Moment())

    def many(*those: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((and_(*those), 1), else_=0)), 0)

    return (
        select(
            ContactRow.stage,
            func.count().label("all"),
            many(late).label("all_late"),
            many(ours).label("team"),
            many(ours, late).label("team_late"),
            many(mine).label("mine"),
            many(mine, late).label("mine_late"),
        )
        .where(ContactRow.deleted.is_(False), ContactRow.closed.is_(False))
        .group_by(ContactRow.stage)
    )


def line(row: Any, visit: Visit) -> Line:
    """A row of that statement as a line, as whoever asks may see it.

    Of a restricted record that they have not opened, who the child is is held back.
    """
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    held = values.pop("held")
    if held is not None and not is_open_to(_contact.decode(held), visit.user, visit.at):
        values |= {"child": RESTRICTED, "born": None, "next_task": "", "restricted": True}
    if values["next_due"] == NEVER:
        values["next_due"] = None
    return Line(**values)


def wanted(query: Query) -> list[Any]:
    """What holds of the contacts that a query asks for."""
    wanted: list[Any] = [ContactRow.deleted.is_(False)]
    if query.state != "all":
        wanted.append(ContactRow.closed.is_(query.state == "closed"))
    if query.stages:
        wanted.append(ContactRow.stage.in_(query.stages))
    if query.left:
        # No text that was typed can look so: a quotation mark within one is written otherwise.
        keys = (f'"stage {stage}":' for stage in sorted(query.left))
        wanted.append(ContactRow.stage.not_in(query.left))
        wanted.append(or_(*(ContactRow.state.contains(key, autoescape=True) for key in keys)))
    if query.moved_from is not None:
        wanted.append(ContactRow.moved >= query.moved_from)
    if query.outcomes:
        wanted.append(ContactRow.outcome.in_(query.outcomes))
    if query.one_in > 1:
        wanted.append(ContactRow.id < f"{16**8 // query.one_in:08x}")
    if query.holding_teams is not None:
        wanted.append(ContactRow.holding_team.in_(query.holding_teams))
    if query.among is not None:
        about = ContactRow.person.in_(query.among)
        wanted.append(or_(ContactRow.id.in_(query.among), about))
    if query.owing:
        wanted.append(ContactRow.due_by < NEVER)
    if query.due_before is not None:
        wanted.append(ContactRow.due_by < query.due_before)
    if query.holding_team is not None:
        wanted.append(ContactRow.holding_team == query.holding_team)
    if query.assigned_to is not None:
        wanted.append(ContactRow.assigned_to == query.assigned_to)
    if query.received_from is not None:
        wanted.append(ContactRow.received >= query.received_from)
    if query.received_to is not None:
        wanted.append(ContactRow.received < query.received_to)
    if query.owes:
        owed = (TaskRow.result.is_(None), TaskRow.purpose.in_(query.owes))
        wanted.append(exists().where(TaskRow.contact == ContactRow.id, *owed))
    if text := query.text.strip():
        found = ContactRow.reference.startswith(text.upper(), autoescape=True)
        if begins := words(text):
            # Nobody finds out whom a restricted record is about by trying names.
            open_to_all = ContactRow.restricted.is_(False)
            found = or_(found, and_(open_to_all, *map(_has_name, begins)))
        wanted.append(found)
    if query.after is not None:
        at, id = query.after[0] or NEVER, query.after[1]
        if query.latest_first:
            before = and_(ContactRow.moved == at, ContactRow.id < id)
            wanted.append(and_(ContactRow.moved <= at, or_(ContactRow.moved < at, before)))
        else:
            later = and_(ContactRow.due_by == at, ContactRow.id > id)
            wanted.append(and_(ContactRow.due_by >= at, or_(ContactRow.due_by > at, later)))
    return wanted


def _has_name(begins: str) -> ColumnElement[bool]:
    """Whether the child's name has a word that begins so."""
    of_contact = and_(MarkRow.contact == ContactRow.id, MarkRow.kind == "child")
    return exists().where(of_contact, MarkRow.word.startswith(begins, autoescape=True))
