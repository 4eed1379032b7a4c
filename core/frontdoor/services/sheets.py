"""The sheets of a work list: for a meeting, who presents each contact and what is known of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import msgspec

from frontdoor.domain.contact import Contact
from frontdoor.domain.practice import Practice
from frontdoor.domain.referring import FORM
from frontdoor.domain.restricting import is_withheld
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.held_back import shown
from frontdoor.services.ports import Query, Records, User, Visit
from frontdoor.services.read_contact import of_work_list

MOST: Final = 200
"""Contacts for which sheets are made at once."""


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
    """The sheets of a work list's contacts, those due first first; at most the first `MOST`."""
    actor = authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "contact.sheets", moment)) as records:
        sheets = []
        for contact in brought(authority, records, work_list):
            practice = authority.practice_under(contact.edition, records)
            contact = shown(practice, contact, actor, moment)
            sheets.append(sheet_of(practice, contact, work_list.sheet))
    return Agenda(
        id=work_list.id,
        title=work_list.title,
        attend=who_attends(authority, work_list),
        sheets=tuple(sheets),
        cites=work_list.cites,
    )


def who_attends(authority: Authority, work_list: WorkList) -> tuple[str, ...]:
    """The roles that must be at a meeting, by name."""
    roles = authority.book.roles
    return tuple(roles[role].name for role in work_list.attend if role in roles)


def brought(
    authority: Authority, records: Records, work_list: WorkList, day: date | None = None
) -> list[Contact]:
    """The contacts of a work list on a day (today), at most `MOST`.

    Those due first come first, and of those due together the one received first.
    """
    query = of_work_list(authority, Query(limit=MOST), work_list.id, day)
    found = [records.contact(line.id) for line in records.lines(query)[:MOST]]
    return sorted(filter(None, found), key=_in_turn)


def _in_turn(contact: Contact) -> tuple[bool, datetime, datetime]:
    due = contact.next_due
    return due is None, due or contact.received, contact.received


def sheet_of(practice: Practice, contact: Contact, part: str) -> Sheet:
    """The sheet of a contact: the questions of one part that apply to it, with their answers.

    That of a restricted record which is not open has none.
    """
    facts = practice.procedure.facts(contact.facts)
    lines = tuple(
        SheetLine(asked.rule, asked.ask, contact.answers.get(asked.rule), asked.clauses)
        for asked in practice.procedure.questions(facts)
        if asked.part == part and not is_withheld(contact)
    )
    by_form = contact.received_by == FORM
    return Sheet(
        contact=contact.id,
        reference=contact.reference,
        child=contact.child.name,
        received=contact.received,
        presented_by=(contact.assigned_to or "") if by_form else contact.received_by,
        lines=lines,
        lacks=tuple(line.id for line in lines if not line.answer),
    )
