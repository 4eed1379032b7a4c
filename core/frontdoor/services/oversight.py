"""What those who look after an authority need of its records: logs, changes, verification."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Protocol

import msgspec

FaultKind = Literal[
    "said",
    "link",
    "missing",
    "misplaced",
    "erased",
    "unreadable",
    "cut",
    "rebuilt",
    "state",
    "document",
]


class Head(msgspec.Struct, frozen=True):
    """Where the chain of a contact's journal ends: its latest entry and that entry's link."""

    sequence: int
    link: str


class Fault(msgspec.Struct, frozen=True):
    """A place where the journal is not as it was written, and what is wrong there."""

    contact: str
    sequence: int
    kind: FaultKind
    says: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the journal's verification: how far it is, or what it found once it has ended.

    `contacts` of `of` were verified. `anchored` is when the anchor was noted that it was compared
    with, if it was; `heard` when it last told how far it was. `faults` has the first of the
    `found`; `broken_off` says why it came to no end.
    """

    id: str
    by: str
    started: datetime
    of: int
    contacts: int = 0
    anchored: datetime | None = None
    heard: datetime | None = None
    ended: datetime | None = None
    found: int = 0
    faults: tuple[Fault, ...] = ()
    broken_off: str = ""


ChangeKind = Literal[
    "added",
    "full_name",
    "roles",
    "teams",
    "administers",
    "password",
    "second_factor",
    "disabled",
    "enabled",
    "unlocked",
    "signed_out",
    "identity",
]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was changed about a user; it stays on record.

    `by` is who did it, empty where it was done at the machine. `given` and `taken` are roles, teams
    or names.
    """

    at: datetime
    by: str
    user: str
    what: ChangeKind
    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the access log; `seen` are ids of contacts and of people."""

    id: int
    at: datetime
    user: str
    operation: str
    reason: str
    seen: tuple[str, ...]
    result: str
    detail: str


class AccessQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines of the access log, the latest first; `after` is where the page before ended.

    `since` is within what is asked for, `until` no longer.
    """

    contact: str | None = None
    user: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, int] | None = None
    limit: int = 50


class AccessPage(msgspec.Struct, frozen=True):
    """Lines of the access log, and where to go on from; `after` is None where there is no more.

    A page may have fewer lines than it could, and yet go on: only so many are looked through.
    """

    lines: tuple[Access, ...]
    after: tuple[datetime, int] | None = None


class Durability(msgspec.Struct, frozen=True):
    """How a database keeps what it is given: its kind, size in bytes, settings and migrations."""

    kind: str
    size: int
    settings: dict[str, str]
    migration: str


class OversightRecords(Protocol):
    """What is on record about users and requests, within one transaction."""

    def note(self, changes: Iterable[Change]) -> None:
        """Write down what was changed about users; nothing of it can be altered."""

    def changes(self, user: str | None = None, limit: int = 200) -> list[Change]:
        """What was changed about users, or about one; the latest first."""

    def last_asked(self) -> dict[str, datetime]:
        """When each user last asked for anything."""

    def accesses(self, query: AccessQuery) -> AccessPage:
        """Lines of the access log."""

    def references(self, ids: Iterable[str]) -> dict[str, str]:
        """The reference of each of these contacts, deleted ones too, without reading any."""

    def contact_called(self, reference: str) -> str | None:
        """The id of the contact with a reference, a deleted one too, without reading it."""

    def how_many(self) -> int:
        """How many contacts there are, deleted ones too."""

    def verifications(self, limit: int = 10) -> list[Verification]:
        """The latest runs of the verification, and the last that ended with an anchor."""

    def save_verification(self, run: Verification) -> None:
        """Note that a run has begun, how far it is, or that it has ended."""
