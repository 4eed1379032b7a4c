"""What contacts are found by, and what is due next; indexes along which lists and counts run."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from alembic import op

from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.likeness import Mark, marks

revision = "2026_12_01"
down_revision = "2026_11_29"

PAGE: Final = 1_000


def upgrade() -> None:
    """Make the table and fill it; what it replaces goes."""
    op.create_table(
        "mark",
        sa.Column("kind", sa.Text, primary_key=True, nullable=False),
        sa.Column(
            "word",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            primary_key=True,
            nullable=False,
        ),
        sa.Column(
            "contact", sa.Text, sa.ForeignKey("contact.id"), primary_key=True, nullable=False
        ),
        sqlite_with_rowid=False,
    )
    nothing = sa.Column("next_task", sa.Text, nullable=False, server_default="")
    op.add_column("contact", nothing)
    _fill()
    op.create_index("ix_mark_contact", "mark", ["contact"])
    op.drop_index("ix_person_born", "person")
    op.drop_index("ix_person_nhs_number", "person")
    for column in ("folded", "born", "nhs_number"):
        op.drop_column("person", column)
    op.drop_column("contact", "folded")
    narrowing = ["holding_team", "assigned_to"]
    due = ["deleted", "closed", "due_by", "id", "stage", *narrowing]
    stage = ["deleted", "closed", "stage", "due_by", "id", *narrowing]
    for index, columns in (("ix_contact_due", due), ("ix_contact_stage", stage)):
        op.drop_index(index, "contact")
        op.create_index(index, "contact", columns)
    op.create_index("ix_contact_latest", "contact", ["deleted", "closed", "moved", "id"])


def _fill() -> None:
    connection = op.get_bind()
    contact = sa.table("contact", sa.column("id"), sa.column("state"), sa.column("next_task"))
    name = sa.update(contact).where(contact.c.id == sa.bindparam("of"))
    name = name.values(next_task=sa.bindparam("what"))
    mark = sa.table("mark", sa.column("kind"), sa.column("word"), sa.column("contact"))
    page = sa.select(contact.c.id, contact.c.state).order_by(contact.c.id).limit(PAGE)
    after = ""
    while read := connection.execute(page.where(contact.c.id > after)).all():
        after = read[-1].id
        rows = [
            {"kind": one.kind, "word": one.word, "contact": row.id}
            for row in read
            for one in _marks(row.state)
        ]
        if rows:
            connection.execute(sa.insert(mark), rows)
        connection.execute(name, [{"of": row.id, "what": _next(row.state)} for row in read])


def _marks(state: str) -> frozenset[Mark]:
    held = json.loads(state)
    adults = msgspec.convert(held.get("adults", ()), tuple[Adult, ...])
    return marks(msgspec.convert(held["child"], Child), adults)


def _next(state: str) -> str:
    tasks = json.loads(state).get("tasks", {}).values()
    due = [(task["due"], task["id"], task["name"]) for task in tasks if _is_awaited(task)]
    return min(due)[2] if due else ""


def _is_awaited(task: dict[str, Any]) -> bool:
    return not task.get("ended") and bool(task.get("due"))
