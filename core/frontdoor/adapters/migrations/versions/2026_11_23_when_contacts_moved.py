"""When each contact came to the stage at which it stands, to find those that moved on today."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "2026_11_23"
down_revision = "2026_11_22"

PAGE: Final = 1_000


def upgrade() -> None:
    """Add the column, fill it from what each contact holds, and make its index."""
    kind = DateTimeUTC(timezone=True)
    # A column that may not be empty needs something to begin with: SQLite changes none later.
    begins = "1970-01-01 00:00:00.000000"
    op.add_column("contact", sa.Column("moved", kind, nullable=False, server_default=begins))
    connection = op.get_bind()
    contact = sa.table("contact", sa.column("id"), sa.column("state"), sa.column("moved", kind))
    page = sa.select(contact.c.id, contact.c.state).order_by(contact.c.id).limit(PAGE)
    fill = sa.update(contact).where(contact.c.id == sa.bindparam("of"))
    fill = fill.values(moved=sa.bindparam("at", type_=kind))
    after = ""
    while rows := connection.execute(page.where(contact.c.id > after)).all():
        after = rows[-1].id
        connection.execute(fill, [{"of": row.id, "at": _moved(row.state)} for row in rows])
    op.create_index("ix_contact_moved", "contact", ["deleted", "moved"])


def _moved(state: str) -> datetime:
    held = json.loads(state)
    moments: dict[str, str] = held.get("moments", {})
    return datetime.fromisoformat(moments.get(f"stage {held['stage']}", held["received"]))
