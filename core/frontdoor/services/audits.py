"""Samples of closed contacts that a manager audits, month by month."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Contact, Note
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.read_contact import of_work_list
from frontdoor.services.views import view

MOST: Final = 200
"""Contacts of a sample that are shown at once."""


class Sampled(msgspec.Struct, frozen=True):
    """A contact of a sample as one person may see it.

    `audit` is what the audit found, where there was one; `step` the step by which this person may
    write one now, empty where they may not.
    """

    contact: Contact
    audit: Note | None
    step: str


class Sample(msgspec.Struct, frozen=True):
    """The contacts of a sample that were received in a month, the first day of which it has."""

    work_list: WorkList
    month: date
    contacts: tuple[Sampled, ...]
    is_cut: bool

    @property
    def audited(self) -> int:
        """How many were audited."""
        return sum(one.audit is not None for one in self.contacts)


def sample(authority: Authority, user: User, work_list: WorkList, month: date) -> Sample:
    """A sample's contacts that were received in a local month, the earliest first."""
    actor = authority.actor(user)
    moment = now()
    begins, ends = (datetime.combine(day, time(), LONDON) for day in (month, month_after(month)))
    query = of_work_list(
        authority, Query(received_from=begins, received_to=ends, limit=MOST), work_list.id
    )
    steps = {step.rule for step in authority.practice.procedure.steps_of("record", work_list.audit)}
    with authority.store.visit(Visit(user.name, "audit.read", moment)) as records:
        lines = records.lines(query)
        found = []
        for line in lines[:MOST]:
            contact = records.contact(line.id)
            if contact is None:
                continue
            practice = authority.practice_under(contact.edition, records)
            seen = view(practice, contact, [], actor, moment)
            may = (one.step for one in seen.actions if one.may and one.step in steps)
            audit = seen.contact.records.get(work_list.audit)
            found.append(Sampled(seen.contact, audit, next(may, "")))
    found.sort(key=lambda one: (one.contact.received, one.contact.id))
    return Sample(work_list, month, tuple(found), len(lines) > MOST)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
