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
        moment = super().process_result_value(value, dialect)
        return moment.astimezone(UTC) if moment else None


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


class Table(DeclarativeBase):
    """What every table here shares. A base of our own: frameworks' tables stay out of it."""

    metadata = MetaData(naming_convention=convention)
    type_annotation_map: ClassVar = {str: Words(), datetime: Moment(), list[str]: JsonB}


class PersonRow(Table):
    """A child known to the authority; `child` is a JSON `Child`, `folded` its name for matching."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    child: Mapped[str]
    folded: Mapped[str]
    born: Mapped[date | None] = mapped_column(index=True)
    nhs_number: Mapped[str | None] = mapped_column(index=True)


class ContactRow(Table):
    """A contact after its latest entry: whole in `state` (JSON), and what lists need beside it.

    `moved` is when it came to its stage, `due_by` the next deadline or `NEVER`; `head` is the link
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
    holding_team: Mapped[str | None]
    assigned_to: Mapped[str | None]
    child: Mapped[str]
    folded: Mapped[str]
    born: Mapped[date | None]
    outcome: Mapped[str | None]
    person: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    head: Mapped[str]
    state: Mapped[str]

    __table_args__ = (
        Index("ix_contact_due", "deleted", "closed", "due_by", "id"),
        Index("ix_contact_stage", "deleted", "stage"),
        Index("ix_contact_moved", "deleted", "moved"),
    )


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


class SessionRow(Table):
    """A signed-in session, by the digest of its token."""

    __tablename__ = "session"

    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("user.name"), index=True)
    csrf: Mapped[str]
    started: Mapped[datetime]
    seen: Mapped[datetime]


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


Row = dict[str, Any]
"""Values of one row, by column."""
