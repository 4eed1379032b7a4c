"""The access log in words, and as a table to export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.domain.clocks import LONDON
from frontdoor.services.administering.access_log import Looked

COLUMNS: Final = ("When", "User name", "Name", "Asked for", "Reason given", "Contacts", "Result")

_OPERATIONS: Final = {
    "access.read": "Looked into the access log",
    "access.export": "Exported the access log",
    "authority.administer": "Asked for administration",
    "authority.enter": "Asked for something with no role here",
    "authority.open": "The service was started",
    "contact.count": "Counted contacts",
    "contact.export": "Exported facts of all contacts",
    "contact.list": "Listed contacts",
    "contact.open_restricted": "Opened a restricted contact",
    "contact.read": "Opened a contact",
    "contact.receive": "Took a contact",
    "journal.anchor": "Anchored the journal",
    "journal.verifications": "Looked at verifications of the journal",
    "journal.verify": "Verified the journal",
    "meeting.read": "Opened a meeting",
    "meeting.sheet": "Opened the sheet of a meeting",
    "person.find": "Looked for a person",
    "person.read": "Opened a person",
    "person.search": "Searched for people",
    "session.end": "Signed out",
    "session.start": "Signed in",
    "user.changes": "Looked at changes of people",
    "user.list": "Listed the people who work here",
    "user.read": "Opened someone who works here",
}
"""What people asked for, by the name of the use case; others are told by that name."""


def operation_in_words(operation: str) -> str:
    """What was asked for: `Opened a contact`; others by their name: `Contact: propose`."""
    subject, _, verb = operation.partition(".")
    told = f"{subject}: {verb}" if verb else subject
    plain = told[:1].upper() + told[1:].replace("_", " ").replace("-", " ")
    return _OPERATIONS.get(operation, plain)


def access_table(lines: Iterable[Looked]) -> Table:
    """The log as a table, a row for each request, times as they were here."""
    return Table("access", "Access log", COLUMNS, tuple(map(_row, lines)))


def _row(one: Looked) -> Row:
    contacts = " ".join((*one.contacts, f"and {one.others} more" if one.others else "")).strip()
    at = one.at.astimezone(LONDON).isoformat(timespec="seconds")
    asked = operation_in_words(one.operation)
    cells = (one.user, one.full_name, asked, one.reason, contacts, one.result)
    return Row(at, tuple((Entry(cell),) if cell else () for cell in cells))
