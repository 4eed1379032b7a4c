"""What the use cases need from outside: records kept in a database, and passwords kept as hashes.

Adapters implement these; they are put together at the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Literal, Protocol

import msgspec

from frontdoor.domain.contact import Child, Contact, Note
from frontdoor.domain.entries import Entry
from frontdoor.services.draft_records import DraftRecords
from frontdoor.services.filed import FiledRecords
from frontdoor.services.finding_records import FindingRecords
from frontdoor.services.measures import MeasureRecords
from frontdoor.services.oversight import Durability, Fault, Head, OversightRecords


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
    administers: bool = False
    """Whether they look after the authority's users, procedure and logs; it is no role."""
    must_change_password: bool = False
    """Whether the password was given out by someone else, and is good for one sign-in alone."""
    second_factor: str = ""
    """The secret that their app makes codes of, sealed; empty where they have no second factor."""
    second_factor_step: int = 0
    """The step in time of the last code that was taken: a code works once."""
    recovery_codes: tuple[str, ...] = ()
    """Digests of the codes that stand in for the app, each good for once."""
    identity: str | None = None
    """Who they are at the authority's OpenID provider, where they sign in through one."""


Way = Literal["password", "provider"]
"""How someone signed in: here, or through the authority's OpenID provider."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in session; `token` is the digest of the token that the user holds."""

    token: str
    user: str
    csrf: str
    started: datetime
    seen: datetime
    browser: str = ""
    """What they signed in with, in a few words."""
    way: Way = "password"


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
    restricted: bool = False
    """Whether who it is is held back from whoever asks: they have opened none of the contacts."""


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
    """Which contacts to list; those due first come first, or those that moved last.

    `after` is the last line of a page: when it is due, or moved, and its id.
    """

    stages: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    one_in: int = 1
    """A sample of the contacts, one in so many: by their ids, which are given out at random."""
    holding_team: str | None = None
    holding_teams: frozenset[str] | None = None
    """Only contacts that one of these teams holds."""
    assigned_to: str | None = None
    among: frozenset[str] | None = None
    """Only contacts with one of these ids, or about the person with one."""
    state: Literal["open", "closed", "all"] = "open"
    owing: bool = False
    """Only contacts of which something is due."""
    due_before: datetime | None = None
    """Only contacts of which something is due before this time."""
    text: str = ""
    """The beginnings of a child's names, or of a reference."""
    left: frozenset[str] = frozenset()
    """Only contacts that were at one of these stages and are no longer."""
    moved_from: datetime | None = None
    """Only contacts that came to where they stand at this time or later."""
    received_from: datetime | None = None
    received_to: datetime | None = None
    owes: frozenset[str] = frozenset()
    """Only contacts on which a task of one of these purposes still runs."""
    most_urgent_first: bool = False
    """In order of `Urgency`, and only then of what is due first; such a list has one page."""
    latest_first: bool = False
    after: tuple[datetime | None, str] | None = None
    limit: int = 50


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A contact in a list."""

    id: str
    reference: str
    person: str | None
    child: str
    born: date | None
    stage: str
    received: datetime
    moved: datetime
    next_due: datetime | None
    next_task: str
    """What is to be done by then."""
    holding_team: str | None
    assigned_to: str | None
    assignee: str | None
    """The full name of whoever it is assigned to."""
    outcome: str | None
    version: int
    handed_over: bool = False
    """Whether a note was left for whoever has it now."""
    restricted: bool = False
    """Whether the child is held back from whoever asks, who has not opened the record."""


class Workload(msgspec.Struct, frozen=True):
    """How many open contacts are at a stage: all, a user's teams' and their own; how many late."""

    stage: str
    all: int
    all_late: int
    team: int
    team_late: int
    mine: int
    mine_late: int


class Records(
    DraftRecords, FiledRecords, FindingRecords, OversightRecords, MeasureRecords, Protocol
):
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

    def workload(self, user: str, teams: Collection[str], at: datetime) -> list[Workload]:
        """How many open contacts are at each stage, whose they are, and what is late at a time."""

    def plain_facts(self) -> Iterator[PlainFacts]:
        """The facts of every contact, deleted ones apart, each then named in the access log."""

    def person(self, id: str) -> Person | None:
        """A person by id."""

    def restriction_of(self, person: str) -> Note | None:
        """Why a child's records are restricted and since when, if they are."""

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
        """Start a session."""

    def session_used(self, token: str, at: datetime) -> None:
        """Note that a session was used, unless it was ended meanwhile."""

    def sessions(self, user: str) -> list[Session]:
        """A user's sessions, the latest used first; some may be at an end by their time-outs."""

    def user_with_identity(self, identity: str) -> User | None:
        """The user who is this one at the OpenID provider; locked for change as by `user`."""

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

    def because(self, reason: str) -> None:
        """Say in this request's line of the access log why someone saw what they saw."""

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

    def verify(
        self,
        anchored: Mapping[str, Head] | None = None,
        going_on: Callable[[int, list[Fault]], None] | None = None,
    ) -> list[Fault]:
        """Every fault of the journal; `anchored` are heads that were noted earlier.

        `going_on` is told now and then how many contacts were verified, and what was found so far.
        """

    def durability(self) -> Durability:
        """How the database keeps what it is given, read back from it now."""

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
