"""Brings an authority's database up to date. The migrations lie in the package, dated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from frontdoor.adapters.database import engine_for

if TYPE_CHECKING:
    from advanced_alchemy.alembic.commands import AlembicCommands

FOLDER = Path(__file__).parent / "migrations"
VERSIONS = "migrated"
"""The table that says which migration was the last."""


def upgrade(url: URL | str) -> None:
    """Apply every migration not yet applied, all or none; makes a SQLite file if need be."""
    commands(url).upgrade()


def is_current(url: URL | str) -> bool:
    """Whether every migration has been applied."""
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": VERSIONS})
            return context.get_current_heads() == tuple(ScriptDirectory(FOLDER).get_heads())
    finally:
        engine.dispose()


def commands(url: URL | str) -> AlembicCommands:
    """Alembic's commands on this database, for those who write migrations."""
    from advanced_alchemy.alembic.commands import AlembicCommands
    from advanced_alchemy.config import AlembicSyncConfig, SQLAlchemySyncConfig

    alembic = AlembicSyncConfig(script_location=str(FOLDER), version_table_name=VERSIONS)
    config = SQLAlchemySyncConfig(engine_instance=engine_for(url), alembic_config=alembic)
    return AlembicCommands(config)
