"""Read contacts: one with its journal, a list to work from, counts by stage."""

from __future__ import annotations

from datetime import date, datetime, time

from msgspec.structs import replace

from frontdoor.domain.clocks import LONDON
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Line, Query, Records, User, Visit
from frontdoor.services.views import View, view


def read_contact(authority: Authority, user: User, contact: str, reason: str = "") -> View:
    """A contact as this user may see it. Raises `NoSuchContact`."""
    actor = authority.actor(user)
    with authority.store.visit(Visit(user.name, "contact.read", now(), reason)) as records:
        found = records.contact(contact)
        if found is None:
            raise NoSuchContact(contact)
        practice = authority.practice_under(found.edition, records)
        return view(practice, found, records.entries(contact), actor)


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


def overview(
    authority: Authority, user: User, query: Query, work_list: str | None = None
) -> tuple[list[Line], dict[str, int]]:
    """A list as `list_contacts` gives it, with the counts by stage, in one visit."""
    authority.actor(user)
    query = of_work_list(authority, query, work_list)
    with authority.store.visit(Visit(user.name, "contact.list", now())) as records:
        return _lines(records, query), records.counts()


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
                state="all" if ended else query.state,
            )
            if listed.received_before_today:
                day = day or now().astimezone(LONDON).date()
                query = replace(query, received_to=datetime.combine(day, time(), LONDON))
    return query


def _lines(records: Records, query: Query) -> list[Line]:
    lines = records.lines(query)
    records.saw(line.id for line in lines)
    return lines
