"""The tables of one authority's database. Times are UTC; texts that JSON holds are `msgspec`'s."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from advanced_alchemy.base import convention
from advanced_alchemy.types import BigIntIdentity, DateTimeUTC, JsonB
from sqlalchemy import Dialect, ForeignKey, Index, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for no deadline, so that lists by deadline run along one index on every database."""


class Moment(DateTimeUTC):
    """An aware time, in UTC whatever zone the database's session has."""

    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, with UTC as its zone."""
        del dialect
        if value is None or value.tzinfo is UTC:
            return value
        # Lists have hundreds of these: SQLite's come without a zone, which is then set.
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Text of any length. What PostgreSQL cannot hold (NUL) or encode gives way to a mark."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As every database can hold it."""
        del dialect
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


_IN_ORDER = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its letters' numbers, so that what begins alike stands together."""


class Table(DeclarativeBase):
    """What every table here shares. A base of our own: frameworks' tables stay out of it."""

    metadata = MetaData(naming_convention=convention)
    type_annotation_map: ClassVar = {str: Words(), datetime: Moment(), list[str]: JsonB}


class PersonRow(Table):
    """A child known to the authority; `child` is a JSON `Child`, as they were taken up."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    child: Mapped[str]


class ContactRow(Table):
    """A contact after its latest entry: whole in `state` (JSON), and what lists need beside it.

    `moved` is when it came to its stage, `due_by` the next deadline or `NEVER`,
    `next_task` what is then to be done; `head` is the link
    of the latest entry's chain.
    """

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[str]
    closed: Mapped[bool]
    deleted: Mapped[bool]
    received: Mapped[datetime]
    moved: Mapped[datetime]
    due_by: Mapped[datetime]
    next_task: Mapped[str]
    holding_team: Mapped[str | None]
    assigned_to: Mapped[str | None]
    handed_over: Mapped[bool]
    child: Mapped[str]
    born: Mapped[date | None]
    outcome: Mapped[str | None]
    restricted: Mapped[bool]
    person: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    head: Mapped[str]
    state: Mapped[str]

    __table_args__ = (
        Index(
            "ix_contact_due",
            *("deleted", "closed", "due_by", "id"),
            *("stage", "holding_team", "assigned_to"),  # what lists narrow by, and count
        ),
        Index("ix_contact_latest", "deleted", "closed", "moved", "id"),
        Index(
            "ix_contact_stage",
            *("deleted", "closed", "stage", "due_by", "id", "holding_team", "assigned_to"),
        ),
        Index("ix_contact_moved", "deleted", "moved"),
    )


class MarkRow(Table):
    """Something by which a contact is found; see `likeness`."""

    __tablename__ = "mark"

    kind: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(_IN_ORDER, primary_key=True)
    contact: Mapped[str] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class DocumentRow(Table):
    """The bytes of a document; all else about it is in the contact's journal.

    Triggers refuse every change, and deletion unless the contact was deleted.
    """

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    content: Mapped[bytes]


class MovedRow(Table):
    """That a contact stood on a person by mistake, until it was moved."""

    __tablename__ = "moved"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    contact: Mapped[str] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    at: Mapped[datetime]


class AbsenceRow(Table):
    """Someone away: see `Absence`."""

    __tablename__ = "absence"

    id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("user.name"))
    first: Mapped[date]
    last: Mapped[date] = mapped_column(index=True)
    stand_in: Mapped[str | None] = mapped_column(ForeignKey("user.name"))
    by: Mapped[str]
    noted: Mapped[datetime]


class EntryRow(Table):
    """An entry of the journal: `body` is the entry as JSON without what was said, `said` that.

    Triggers refuse every change but the erasing of `said` and `salt`; see `journal` for the chain.
    """

    __tablename__ = "entry"

    contact: Mapped[str] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    said: Mapped[str | None]
    salt: Mapped[str | None]
    digest: Mapped[str]
    link: Mapped[str]


class EditionRow(Table):
    """An edition of the procedure, kept whole; `layers` is a JSON list of `LayerText`.

    `kept` is when it last came into force.
    """

    __tablename__ = "edition"

    digest: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[datetime]
    layers: Mapped[str]


class UserRow(Table):
    """Someone who may sign in."""

    __tablename__ = "user"

    name: Mapped[str] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    roles: Mapped[list[str]]
    teams: Mapped[list[str]]
    password: Mapped[str]
    disabled: Mapped[bool]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    administers: Mapped[bool]
    must_change_password: Mapped[bool]
    second_factor: Mapped[str]
    second_factor_step: Mapped[int]
    recovery_codes: Mapped[list[str]]
    identity: Mapped[str | None] = mapped_column(index=True, unique=True)


class SessionRow(Table):
    """A signed-in session, by the digest of its token."""

    __tablename__ = "session"

    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("user.name"), index=True)
    csrf: Mapped[str]
    started: Mapped[datetime]
    seen: Mapped[datetime]
    browser: Mapped[str]
    way: Mapped[str]


class KeptAnswerRow(Table):
    """The answer given under an idempotency key."""

    __tablename__ = "kept_answer"

    user: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    status: Mapped[int]
    body: Mapped[str]
    kept: Mapped[datetime]


class AccessRow(Table):
    """One request: `seen` has the ids of contacts and people; `result` is ok, refused or failed.

    `detail` says why it was refused, or names the kind of error (never its message, which may
    quote what was sent).
    """

    __tablename__ = "access"

    id: Mapped[int] = mapped_column(BigIntIdentity, primary_key=True)
    at: Mapped[datetime]
    user: Mapped[str]
    operation: Mapped[str]
    reason: Mapped[str]
    seen: Mapped[list[str]]
    result: Mapped[str]
    detail: Mapped[str]

    __table_args__ = (
        Index("ix_access_at", "at", "id"),
        Index("ix_access_user", "user", "at", "id"),
    )


class ChangeRow(Table):
    """Something that was changed about a user: see `Change`. Triggers refuse every alteration."""

    __tablename__ = "administration"

    id: Mapped[int] = mapped_column(BigIntIdentity, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    user: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    given: Mapped[list[str]]
    taken: Mapped[list[str]]


class VerificationRow(Table):
    """A run of the journal's verification, whole in `state` (JSON): see `Verification`."""

    __tablename__ = "verification"

    id: Mapped[str] = mapped_column(primary_key=True)
    started: Mapped[datetime]
    anchored: Mapped[bool]
    state: Mapped[str]


class DraftRow(Table):
    """A contact that someone has begun to take; `fields` and `before` are JSON `Fields`."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    begun: Mapped[datetime]
    saved: Mapped[datetime] = mapped_column(index=True)
    fields: Mapped[str]
    before: Mapped[str]


class SealedDraftRow(Table):
    """A referrer's draft that only its reference opens; `id` is a digest of that."""

    __tablename__ = "sealed_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    saved: Mapped[datetime] = mapped_column(index=True)
    sealed: Mapped[str]


Row = dict[str, Any]
"""Values of one row, by column."""
