"""The first tables, and triggers that keep the journal append-only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity, DateTimeUTC, JsonB
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "2026_11_22"
down_revision = None


def upgrade() -> None:
    """Make every table, its indexes and the triggers on the journal."""
    _people_and_contacts()
    _editions_and_users()
    _requests()
    if op.get_bind().dialect.name == "sqlite":
        _guard_journal_in_sqlite()
    else:
        _guard_journal_in_postgresql()


def _people_and_contacts() -> None:
    op.create_table(
        "person",
        _text("id", primary_key=True),
        _text("child"),
        _text("folded"),
        sa.Column("born", sa.Date, index=True),
        _text("nhs_number", nullable=True, index=True),
    )
    op.create_table(
        "contact",
        _text("id", primary_key=True),
        _text("reference", unique=True),
        _text("stage"),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        _moment("received"),
        _moment("due_by"),
        _text("holding_team", nullable=True),
        _text("assigned_to", nullable=True),
        _text("child"),
        _text("folded"),
        sa.Column("born", sa.Date),
        _text("outcome", nullable=True),
        _text("person", sa.ForeignKey("person.id"), nullable=True, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        _text("head"),
        _text("state"),
        sa.Index("ix_contact_due", "deleted", "closed", "due_by", "id"),
        sa.Index("ix_contact_stage", "deleted", "stage"),
    )
    op.create_table(
        "entry",
        _text("contact", sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        _text("body"),
        _text("said", nullable=True),
        _text("salt", nullable=True),
        _text("digest"),
        _text("link"),
    )


def _editions_and_users() -> None:
    op.create_table("edition", _text("digest", primary_key=True), _moment("kept"), _text("layers"))
    op.create_table(
        "user",
        _text("name", primary_key=True),
        _text("full_name"),
        sa.Column("roles", JsonB, nullable=False),
        sa.Column("teams", JsonB, nullable=False),
        _text("password"),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        _moment("locked_until", nullable=True),
    )
    op.create_table(
        "session",
        _text("token", primary_key=True),
        _text("user", sa.ForeignKey("user.name"), index=True),
        _text("csrf"),
        _moment("started"),
        _moment("seen"),
    )


def _requests() -> None:
    op.create_table(
        "kept_answer",
        _text("user", primary_key=True),
        _text("operation", primary_key=True),
        _text("key", primary_key=True),
        _text("request"),
        sa.Column("status", sa.Integer, nullable=False),
        _text("body"),
        _moment("kept"),
    )
    op.create_table(
        "access",
        sa.Column("id", BigIntIdentity, primary_key=True),
        _moment("at"),
        _text("user"),
        _text("operation"),
        _text("reason"),
        sa.Column("seen", JsonB, nullable=False),
        _text("result"),
        _text("detail"),
    )


def _guard_journal_in_sqlite() -> None:
    kept = ("contact", "sequence", "body", "digest", "link")
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in kept)
    refuse = "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    op.execute(
        "CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry "
        f"WHEN NOT ({same} AND NEW.said IS NULL AND NEW.salt IS NULL) {refuse}"
    )
    op.execute(f"CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry {refuse}")


def _guard_journal_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    same = "(NEW.contact, NEW.sequence, NEW.body, NEW.digest, NEW.link) IS NOT DISTINCT FROM "
    same += "(OLD.contact, OLD.sequence, OLD.body, OLD.digest, OLD.link)"
    op.execute(
        "CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry FOR EACH ROW "
        f"WHEN (NOT ({same} AND NEW.said IS NULL AND NEW.salt IS NULL)) "
        "EXECUTE FUNCTION entry_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER entry_is_not_deleted BEFORE DELETE OR TRUNCATE ON entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION entry_is_kept()"
    )


def _text(name: str, *keys: SchemaItem, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *keys, **{"nullable": False, **options})


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, DateTimeUTC(timezone=True), nullable=nullable)
