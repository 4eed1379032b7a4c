"""Read contacts: one with its journal, a list to work from, counts by stage."""

from __future__ import annotations

from datetime import date, datetime, time

from msgspec.structs import replace

from frontdoor.domain.clocks import LONDON
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.held_back import shown
from frontdoor.services.ports import Line, Query, Records, User, Visit
from frontdoor.services.restricted import require_open
from frontdoor.services.views import View, linked, view


def read_contact(authority: Authority, user: User, contact: str, reason: str = "") -> View:
    """A contact as this user may see it. Raises `NoSuchContact`, or `Restricted`."""
    actor = authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "contact.read", moment, reason)) as records:
        found = records.contact(contact)
        if found is None:
            raise NoSuchContact(contact)
        require_open(records, found, user.name, moment)
        practice = authority.practice_under(found.edition, records)
        seen = view(practice, found, records.entries(contact), actor, moment)
        others = {end for link in found.links for end in (link.this, link.other)} - {contact}
        return replace(
            seen,
            linked=tuple(
                linked(found, shown(practice, other, actor, moment))
                for id in sorted(others)
                if (other := records.contact(id)) is not None
            ),
        )


def list_contacts(
    authority: Authority, user: User, query: Query, work_list: str | None = None
) -> list[Line]:
    """The contacts of a query, or of one of the plugin's work lists; those due first come first."""
    authority.actor(user)
    query = of_work_list(authority, query, work_list)
    with authority.store.visit(Visit(user.name, "contact.list", now())) as records:
        return _lines(records, query)


def count_contacts(authority: Authority, user: User) -> dict[str, int]:
    """How many contacts are at each stage."""
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "contact.count", now())) as records:
        return records.counts()


def of_work_list(
    authority: Authority, query: Query, work_list: str | None, day: date | None = None
) -> Query:
    """A query narrowed to the contacts of a work list, if one is named, as on a day (today)."""
    for listed in authority.work_lists:
        if listed.id == work_list:
            ended = any(authority.practice.procedure.is_final(stage) for stage in listed.stages)
            query = replace(
                query,
                stages=frozenset(listed.stages),
                outcomes=frozenset(listed.outcomes),
                one_in=listed.one_in,
                owes=frozenset(listed.owes),
                most_urgent_first=listed.most_urgent_first,
                state="all" if ended or listed.owes else query.state,
            )
            if listed.received_before_today:
                day = day or now().astimezone(LONDON).date()
                query = replace(query, received_to=datetime.combine(day, time(), LONDON))
    return query


def _lines(records: Records, query: Query) -> list[Line]:
    lines = records.lines(query)
    records.saw(line.id for line in lines)
    return lines
