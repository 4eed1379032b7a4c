"""The sheets of a work list: for a meeting, who presents each contact and what is known of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.practice import Practice
from frontdoor.domain.showing import hides_referrer
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Records, User, Visit
from frontdoor.services.read_contact import of_work_list

MOST: Final = 200
"""Contacts for which sheets are made at once."""

HELD_BACK: Final = "Held back, for it may tell who the referrer is"
"""What stands in the place of a text from which a referrer could be known."""

_WORD = re.compile(r"[\w@.]+")


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
    with authority.store.visit(Visit(user.name, "contact.sheets", now())) as records:
        sheets = []
        for contact in brought(authority, records, work_list):
            practice = authority.practice_under(contact.edition, records)
            contact = without_referrer(practice, contact, actor)
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
    """The sheet of a contact: the questions of one part that apply to it, with their answers."""
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


def without_referrer(practice: Practice, contact: Contact, actor: Actor) -> Contact:
    """A contact whose texts do not tell `actor` of a referrer who is held back from them.

    A text gives way whole where it has a word of the referrer's name, address or the like that is
    not the child's or family's as well. What someone wrote of a referrer in other words stays.
    """
    if not hides_referrer(practice, contact, actor):
        return contact
    referrer, child = contact.referrer, contact.child
    known = (child.name, child.address, *(f"{one.name} {one.address}" for one in contact.adults))
    told = (referrer.name, referrer.telephone, referrer.email, referrer.address)
    tells = _words(*told) - _words(*known)

    def hidden(text: str) -> str:
        return HELD_BACK if tells & _words(text) else text

    proposal = contact.proposal
    return replace(
        contact,
        answers={id: hidden(text) for id, text in contact.answers.items()},
        what_happened=hidden(contact.what_happened),
        proposal=proposal and replace(proposal, rationale=hidden(proposal.rationale)),
    )


def _words(*texts: str) -> set[str]:
    """The words of texts that are long enough to tell of anyone, without regard to capitals."""
    found = (word.strip(".").casefold() for text in texts for word in _WORD.findall(text))
    return {word for word in found if len(word) > 1}
