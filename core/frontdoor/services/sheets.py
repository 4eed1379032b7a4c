"""The sheets of a work list: for a meeting, who presents each contact and what is known of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.domain.contact import Contact
from frontdoor.domain.practice import Practice
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.read_contact import of_work_list


class SheetLine(msgspec.Struct, frozen=True):
    """One thing that the sheet asks for; `answer` is None where it lacks it."""

    id: str
    asks: str
    answer: str | None
    cites: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """A contact as it is brought to a meeting, by the one who took it."""

    contact: str
    reference: str
    child: str
    received: datetime
    presented_by: str
    lines: tuple[SheetLine, ...]
    lacks: tuple[str, ...]
    """Ids of what has no answer yet."""


class Agenda(msgspec.Struct, frozen=True):
    """A work list with a sheet for each contact; `attend` names the roles that must be there."""

    id: str
    title: str
    attend: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    cites: tuple[str, ...]


def agenda(authority: Authority, user: User, work_list: WorkList) -> Agenda:
    """The sheets of a work list's contacts, those due first first; at most the first 200."""
    authority.actor(user)
    query = of_work_list(authority, Query(limit=200), work_list.id)
    with authority.store.visit(Visit(user.name, "contact.sheets", now())) as records:
        found = [records.contact(line.id) for line in records.lines(query)[: query.limit]]
        sheets = [
            _sheet(authority.practice_under(contact.edition, records), contact, work_list.sheet)
            for contact in found
            if contact is not None
        ]
    roles = authority.book.roles
    return Agenda(
        id=work_list.id,
        title=work_list.title,
        attend=tuple(roles[role].name for role in work_list.attend if role in roles),
        sheets=tuple(sheets),
        cites=work_list.cites,
    )


def _sheet(practice: Practice, contact: Contact, part: str) -> Sheet:
    facts = practice.procedure.facts(contact.facts)
    lines = tuple(
        SheetLine(asked.rule, asked.ask, contact.answers.get(asked.rule), asked.clauses)
        for asked in practice.procedure.questions(facts)
        if asked.part == part
    )
    return Sheet(
        contact=contact.id,
        reference=contact.reference,
        child=contact.child.name,
        received=contact.received,
        presented_by=contact.received_by,
        lines=lines,
        lacks=tuple(line.id for line in lines if not line.answer),
    )
