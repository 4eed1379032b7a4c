"""A second factor, who users are at an OpenID provider, and what each session came from."""

from __future__ import annotations

import sqlalchemy as sa
from advanced_alchemy.types import JsonB
from alembic import op

revision = "2026_11_27"
down_revision = "2026_11_26"


def upgrade() -> None:
    """Add the columns; sessions from before go on as sessions by password."""
    for table, name, begins in (
        ("user", "second_factor", ""),
        ("session", "browser", ""),
        ("session", "way", "password"),
    ):
        column = sa.Column(name, sa.Text, nullable=False, server_default=begins)
        op.add_column(table, column)
    step = sa.Column("second_factor_step", sa.Integer, nullable=False, server_default="0")
    op.add_column("user", step)
    codes = sa.Column("recovery_codes", JsonB, nullable=False, server_default="[]")
    op.add_column("user", codes)
    op.add_column("user", sa.Column("identity", sa.Text))
    op.create_index("ix_user_identity", "user", ["identity"], unique=True)
