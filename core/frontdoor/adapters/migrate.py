"""Brings an authority's database up to date. The migrations lie in the package, dated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, column, inspect, select, table

from frontdoor.adapters.database import VERSIONS, engine_for

if TYPE_CHECKING:
    from advanced_alchemy.alembic.commands import AlembicCommands

FOLDER = Path(__file__).parent / "migrations"
_NAMED = re.compile(r'^(revision|down_revision) = "(.+)"$', re.MULTILINE)


def upgrade(url: URL | str) -> None:
    """Apply every migration not yet applied, all or none; makes a SQLite file if need be."""
    # Alembic alone takes a sixth of the time to start: it is not even loaded without need.
    if not is_current(url):
        commands(url).upgrade()


def is_current(url: URL | str) -> bool:
    """Whether every migration has been applied."""
    engine = engine_for(url)
    try:
        return _applied(engine) == latest()
    finally:
        engine.dispose()


def _applied(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSIONS):
            return set()
        return set(connection.scalars(select(column("version_num")).select_from(table(VERSIONS))))


def latest() -> set[str]:
    """The migration that no other builds on."""
    texts = [file.read_text(encoding="utf-8") for file in FOLDER.glob("versions/*.py")]
    named = [found for text in texts for found in _NAMED.findall(text)]
    below = {name for what, name in named if what == "down_revision"}
    return {name for what, name in named if what == "revision"} - below


def commands(url: URL | str) -> AlembicCommands:
    """Alembic's commands on this database, for those who write migrations."""
    from advanced_alchemy.alembic.commands import AlembicCommands
    from advanced_alchemy.config import AlembicSyncConfig, SQLAlchemySyncConfig

    alembic = AlembicSyncConfig(script_location=str(FOLDER), version_table_name=VERSIONS)
    config = SQLAlchemySyncConfig(engine_instance=engine_for(url), alembic_config=alembic)
    return AlembicCommands(config)
