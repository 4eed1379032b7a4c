"""Documents, absences, where contacts stood by mistake, and which were handed over with a note."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "2026_12_02"
down_revision = "2026_12_01"


def upgrade() -> None:
    """Make the tables, the column, and the triggers that keep documents as they came."""
    handed = sa.Column("handed_over", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("contact", handed)
    moment = DateTimeUTC(timezone=True)
    op.create_table(
        "document",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact", sa.Text, _of("contact.id"), nullable=False, index=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "moved",
        sa.Column("person", sa.Text, _of("person.id"), primary_key=True),
        sa.Column("contact", sa.Text, _of("contact.id"), primary_key=True),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("user", sa.Text, _of("user.name"), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False, index=True),
        sa.Column("stand_in", sa.Text, _of("user.name")),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("noted", moment, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a document is kept as it came'); END"
        kept = "EXISTS (SELECT 1 FROM contact WHERE id = OLD.contact AND NOT deleted)"
        op.execute(f"CREATE TRIGGER document_is_not_changed BEFORE UPDATE ON document {refuse}")
        op.execute(
            f"CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON document WHEN {kept} {refuse}"
        )
    else:
        op.execute(
            "CREATE FUNCTION document_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' AND EXISTS "
            "(SELECT 1 FROM contact WHERE id = OLD.contact AND deleted) THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION 'a document is kept as it came'; END $$"
        )
        op.execute(
            "CREATE TRIGGER document_is_kept BEFORE UPDATE OR DELETE ON document "
            "FOR EACH ROW EXECUTE FUNCTION document_is_kept()"
        )


def _of(column: str) -> Any:
    return sa.ForeignKey(column)
