"""Who administers an authority, what was changed about its users, and runs of the verification."""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import BigIntIdentity, DateTimeUTC, JsonB
from alembic import op

revision = "2026_11_24"
down_revision = "2026_11_23"


def upgrade() -> None:
    """Add the columns and tables, indexes on the access log, and triggers on what was changed."""
    for name in ("administers", "must_change_password"):
        column = sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("user", column)
    moment = DateTimeUTC(timezone=True)
    op.create_table(
        "administration",
        sa.Column("id", BigIntIdentity, primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False, index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("given", JsonB, nullable=False),
        sa.Column("taken", JsonB, nullable=False),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("started", moment, nullable=False),
        sa.Column("anchored", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_access_at", "access", ["at", "id"])
    op.create_index("ix_access_user", "access", ["user", "at", "id"])
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'what was changed stays on record'); END"
        for what in ("UPDATE", "DELETE"):
            name = f"administration_without_{what.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON administration {refuse}")
    else:
        op.execute(
            "CREATE FUNCTION administration_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'what was changed stays on record'; END $$"
        )
        op.execute(
            "CREATE TRIGGER administration_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON administration FOR EACH STATEMENT EXECUTE FUNCTION administration_is_kept()"
        )
