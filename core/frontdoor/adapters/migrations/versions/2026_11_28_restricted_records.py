"""Which contacts are restricted, so that lists can hold back whom they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28"
down_revision = "2026_11_27"


def upgrade() -> None:
    """Add the column; no contact was restricted before."""
    column = sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("contact", column)
