"""What the use cases need from outside: records kept in a database, and passwords kept as hashes.

Adapters implement these; they are put together at the composition root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Literal, Protocol

import msgspec

from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry


class Visit(msgspec.Struct, frozen=True):
    """One request: by whom, to do what, when and why; it leaves one line in the access log.

    `user` is empty before sign-in; `operation` names the use case (`contact.read`).
    """

    user: str
    operation: str
    at: datetime
    reason: str = ""
    logged: bool = True
    """Whether it leaves a line; finding out who asks is part of another request, which does."""


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who works at the authority, with today's roles and teams."""

    name: str
    full_name: str
    roles: frozenset[str]
    teams: frozenset[str] = frozenset()
    password: str = ""
    """The password's hash, never the password."""
    disabled: bool = False
    failures: int = 0
    locked_until: datetime | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in session; `token` is the digest of the token that the user holds."""

    token: str
    user: str
    csrf: str
    started: datetime
    seen: datetime


class LayerText(msgspec.Struct, frozen=True):
    """One layer of an effective procedure as text, kept so that an old edition can run again."""

    name: str
    file: str
    procedure: str
    clauses_file: str | None = None
    clauses: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A child known to the authority, with the ids of their contacts, latest first."""

    id: str
    child: Child
    contacts: tuple[str, ...] = ()


class KeptAnswer(msgspec.Struct, frozen=True):
    """The answer that was given to a request with an idempotency key."""

    request: str
    """A digest of the request, to tell a repetition from another request under the same key."""
    status: int
    body: str


class PlainFacts(msgspec.Struct, frozen=True):
    """When a contact was received and its facts, those at their default apart; nothing else."""

    received: datetime
    facts: dict[str, str]


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which contacts to list; those due first come first. `after` is the last line of a page."""

    stages: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    one_in: int = 1
    """A sample of the contacts, one in so many: by their ids, which are given out at random."""
    holding_team: str | None = None
    assigned_to: str | None = None
    state: Literal["open", "closed", "all"] = "open"
    text: str = ""
    """Part of a child's name, or a reference."""
    left: frozenset[str] = frozenset()
    """Only contacts that were at one of these stages and are no longer."""
    moved_from: datetime | None = None
    """Only contacts that came to where they stand at this time or later."""
    received_from: datetime | None = None
    received_to: datetime | None = None
    after: tuple[datetime | None, str] | None = None
    limit: int = 50


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A contact in a list."""

    id: str
    reference: str
    child: str
    born: date | None
    stage: str
    received: datetime
    next_due: datetime | None
    holding_team: str | None
    assigned_to: str | None
    outcome: str | None
    version: int


FaultKind = Literal[
    "said", "link", "missing", "misplaced", "erased", "unreadable", "cut", "rebuilt", "state"
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


class Records(Protocol):
    """An authority's records within one transaction."""

    def contact(self, id: str) -> Contact | None:
        """The contact with this id, which is then named in the access log."""

    def locked(self, ids: Iterable[str]) -> dict[str, Contact]:
        """These contacts, locked for change in the order of their ids; unknown ids are left out."""

    def entries(self, contact: str) -> list[Entry]:
        """A contact's journal, first entry first. Entries of erased contacts have nothing said."""

    def append(self, entries: Sequence[Entry], after: Mapping[str, Contact]) -> None:
        """Write entries to the journal, and the contacts as they are `after` them.

        Raises `Conflict` where another change came between.
        """

    def erase(self, contact: str) -> None:
        """Take out the payloads of a deleted contact's entries; their digests stay in the chain."""

    def lines(self, query: Query) -> list[Line]:
        """The contacts that a query asks for, one more than its limit where there are more."""

    def counts(self) -> dict[str, int]:
        """How many contacts, deleted ones apart, are at each stage."""

    def plain_facts(self) -> Iterator[PlainFacts]:
        """The facts of every contact, deleted ones apart, each then named in the access log."""

    def possible_people(self, child: Child) -> list[Person]:
        """People who may be this child: same NHS number, or same date of birth and a like name."""

    def person(self, id: str) -> Person | None:
        """A person by id."""

    def add_person(self, id: str, child: Child) -> None:
        """Take up a child who was not known."""

    def edition(self, digest: str) -> tuple[LayerText, ...] | None:
        """The layers of an edition of the procedure."""

    def keep_edition(self, digest: str, layers: Sequence[LayerText], at: datetime) -> None:
        """Keep an edition, unless it is kept already, and note that it came into force `at`."""

    def editions(self) -> list[tuple[str, datetime]]:
        """The digest of each edition and when it came into force last, the latest first."""

    def latest_edition(self) -> tuple[LayerText, ...] | None:
        """The layers of the edition that came into force last; None where there was none yet."""

    def user(self, name: str) -> User | None:
        """A user by sign-in name."""

    def users(self) -> list[User]:
        """Every user, by name."""

    def save_user(self, user: User) -> None:
        """Add a user, or change one."""

    def session(self, token: str) -> Session | None:
        """A session by its token's digest."""

    def save_session(self, session: Session) -> None:
        """Start a session, or note that it was used."""

    def end_sessions(self, *, token: str | None = None, user: str | None = None) -> None:
        """End one session, or all of a user's."""

    def kept_answer(self, user: str, operation: str, key: str) -> KeptAnswer | None:
        """The answer given before under an idempotency key."""

    def keep_answer(
        self, user: str, operation: str, key: str, answer: KeptAnswer, at: datetime
    ) -> None:
        """Keep an answer together with what it did. Raises `Conflict` if one is kept."""

    def saw(self, ids: Iterable[str]) -> None:
        """Name contacts in this request's line of the access log."""

    def refused(self, why: str) -> None:
        """Undo what this request wrote so far, and note in the access log that it was refused."""

    def leave_no_trace(self) -> None:
        """Undo everything, and write no line in the access log either."""


class Store(Protocol):
    """An authority's database."""

    def visit(self, visit: Visit) -> AbstractContextManager[Records]:
        """One transaction for one request, with its line in the access log.

        Committed at the end of the block; where the block raises, rolled back, and the line alone
        is written. Where the line cannot be written, nothing is and the block raises.
        """

    def heads(self) -> dict[str, Head]:
        """The head of each contact's journal, to be kept outside the database."""

    def verify(self, anchored: Mapping[str, Head] | None = None) -> list[Fault]:
        """Every fault of the journal; `anchored` are heads that were noted earlier."""

    def close(self) -> None:
        """Give back every connection."""


class Conflict(Exception):
    """Another change came first; read again and try again."""


class Unavailable(Exception):
    """The database does not answer; nothing was written."""


class Passwords(Protocol):
    """How passwords are kept."""

    def hashed(self, password: str) -> str:
        """A salted hash to keep."""

    def matches(self, kept: str, password: str) -> bool:
        """Whether a password is the one kept; takes as long where there is none."""
