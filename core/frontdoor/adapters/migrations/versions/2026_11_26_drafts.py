"""Contacts that someone has begun to take, and the sealed drafts of referrers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "2026_11_26"
down_revision = "2026_11_24"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "draft",
        _text("id", primary_key=True),
        _text("user", index=True),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("begun"),
        _moment("saved", index=True),
        _text("fields"),
        _text("before"),
    )
    op.create_table(
        "sealed_draft",
        _text("id", primary_key=True),
        _moment("saved", index=True),
        _text("sealed"),
    )


def _text(name: str, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, **options)


def _moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, DateTimeUTC(timezone=True), nullable=False, **options)
