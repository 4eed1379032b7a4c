"""Lists of contacts: what a query asks for, as a statement along the index by deadline."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, or_, select

from frontdoor.adapters.likeness import folded
from frontdoor.adapters.tables import NEVER, ContactRow
from frontdoor.services.ports import Line, Query

_COLUMNS = (
    ContactRow.id,
    ContactRow.reference,
    ContactRow.child,
    ContactRow.born,
    ContactRow.stage,
    ContactRow.received,
    ContactRow.due_by.label("next_due"),
    ContactRow.holding_team,
    ContactRow.assigned_to,
    ContactRow.outcome,
    ContactRow.version,
)


def listed(query: Query) -> Select[Any]:
    """The statement for a query, with one row more than its limit where there are more.

    `received_from` is within what is asked for, `received_to` no longer. Deleted contacts are never
    listed.
    """
    return (
        select(*_COLUMNS)
        .where(*_wanted(query))
        .order_by(ContactRow.due_by, ContactRow.id)
        .limit(query.limit + 1)
    )


def line(row: Any) -> Line:
    """A row of that statement as a line."""
    values = row._asdict()
    return Line(**{**values, "next_due": None if row.next_due == NEVER else row.next_due})


def _wanted(query: Query) -> list[Any]:
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
    if query.holding_team is not None:
        wanted.append(ContactRow.holding_team == query.holding_team)
    if query.assigned_to is not None:
        wanted.append(ContactRow.assigned_to == query.assigned_to)
    if query.received_from is not None:
        wanted.append(ContactRow.received >= query.received_from)
    if query.received_to is not None:
        wanted.append(ContactRow.received < query.received_to)
    if text := query.text.strip():
        found = ContactRow.reference.startswith(text.upper(), autoescape=True)
        if name := folded(text):
            found = or_(found, ContactRow.folded.contains(name, autoescape=True))
        wanted.append(found)
    if query.after is not None:
        due, id = query.after[0] or NEVER, query.after[1]
        later = and_(ContactRow.due_by == due, ContactRow.id > id)
        wanted.append(and_(ContactRow.due_by >= due, or_(ContactRow.due_by > due, later)))
    return wanted
