"""Who asked for what, and who looked at a record: the access log, for information officers.

Lines have references of contacts, never what stands in them. Looking at the log is itself logged.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Access, AccessPage, AccessQuery
from frontdoor.services.ports import Records, User, Visit

MOST_EXPORTED: Final = 50_000
"""Lines of an export; whoever needs more takes one time after another."""


STRETCHES: Final = 10
"""How many stretches of the log are looked through for one page; whoever wants more goes on."""


class NoSuchReference(LookupError):
    """No contact here has this reference."""


class Looked(msgspec.Struct, frozen=True):
    """A line of the log in words: `contacts` are references, `others` how many ids name none."""

    at: datetime
    user: str
    full_name: str
    operation: str
    reason: str
    contacts: tuple[str, ...]
    others: int
    result: str


class LookedPage(msgspec.Struct, frozen=True):
    """A page of them; `after` is where to go on, or None. `through` says that it ends early."""

    lines: tuple[Looked, ...]
    after: tuple[datetime, int] | None
    through: bool


def who_looked(
    authority: Authority, asks: User, query: AccessQuery, reference: str = ""
) -> LookedPage:
    """A page of the log, of one contact where its `reference` is given.

    Raises `NoSuchReference`.
    """
    authority.check_administers(asks)
    visit = Visit(asks.name, "access.read", now())
    found, after = _looked_through(authority, visit, query, reference, query.limit, STRETCHES)
    return LookedPage(tuple(found), after, after is not None and len(found) < query.limit)


def everyone_who_looked(
    authority: Authority, asks: User, query: AccessQuery, reference: str = ""
) -> list[Looked]:
    """The log to export, at most `MOST_EXPORTED` lines. Raises `NoSuchReference`."""
    authority.check_administers(asks)
    visit = Visit(asks.name, "access.export", now())
    query = replace(query, limit=1_000)
    return _looked_through(authority, visit, query, reference, MOST_EXPORTED, None)[0]


def _looked_through(
    authority: Authority,
    visit: Visit,
    query: AccessQuery,
    reference: str,
    most: int,
    stretches: int | None,
) -> tuple[list[Looked], tuple[datetime, int] | None]:
    """Lines up to `most`, or as far as so many stretches go, and where to go on.

    Each stretch is in a transaction of its own, so that other requests come between.
    """
    found: list[Looked] = []
    looked = 0
    while True:
        with authority.store.visit(visit) as records:
            if not looked:
                query = _of_contact(records, query, reference)
            page = records.accesses(replace(query, limit=min(query.limit, most - len(found))))
            found += _in_words(records, page)
        looked += 1
        if page.after is None or len(found) >= most or looked == stretches:
            return found, page.after
        query = replace(query, after=page.after)
        visit = replace(visit, logged=False)


def _of_contact(records: Records, query: AccessQuery, reference: str) -> AccessQuery:
    """The query narrowed to a contact, which is then named in this request's own line."""
    if not reference:
        return query
    contact = records.contact_called(reference)
    if contact is None:
        records.refused("no such reference")
        raise NoSuchReference(reference)
    records.saw([contact])
    return replace(query, contact=contact)


def _in_words(records: Records, page: AccessPage) -> tuple[Looked, ...]:
    names = {user.name: user.full_name for user in records.users()}
    known = records.references(id for line in page.lines for id in line.seen)
    return tuple(_looked(line, names, known) for line in page.lines)


def _looked(line: Access, names: dict[str, str], known: dict[str, str]) -> Looked:
    contacts = tuple(known[id] for id in line.seen if id in known)
    result = line.result if not line.detail else f"{line.result}: {line.detail}"
    return Looked(
        line.at,
        line.user,
        names.get(line.user, ""),
        line.operation,
        line.reason,
        contacts,
        len(line.seen) - len(contacts),
        result,
    )
