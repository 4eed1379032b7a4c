"""Databases that keep what they are given, and are refused where they would not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, event, inspect, text

from frontdoor.adapters.database import PRAGMAS, UnsafeDatabase, check, engine_for
from frontdoor.adapters.migrate import FOLDER, commands, is_current, latest, upgrade
from frontdoor.adapters.store import SqlStore

Open = Callable[[URL], SqlStore]

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@ON_SQLITE
def test_pragmas_are_in_force_on_every_connection(url: URL, open_store: Open) -> None:
    """Each connection of a store's pool has every pragma; the file says that it keeps a log."""
    store = open_store(url)
    for _ in range(2):
        with store._engine.connect() as connection:
            dbapi: Any = connection.connection.driver_connection
            found = {name: dbapi.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        assert found == PRAGMAS
        store._engine.dispose()


@ON_SQLITE
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", "NORMAL"),
        ("journal_mode", "DELETE"),
        ("foreign_keys", "OFF"),
        ("secure_delete", "FAST"),
        ("cache_spill", "ON"),
    ],
)
def test_laxer_pragma_is_refused(url: URL, pragma: str, value: str) -> None:
    """Where something else sets a pragma otherwise, the check names it."""
    engine = engine_for(url)
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA {pragma} = {value}"))
    with pytest.raises(UnsafeDatabase, match=f"{pragma} is "):
        check(engine)
    engine.dispose()


def test_database_in_memory_is_refused() -> None:
    """A SQLite database without a file keeps nothing, and no store opens on it."""
    with pytest.raises(UnsafeDatabase, match="journal_mode is memory"):
        SqlStore("sqlite://", "closed".__eq__)


@pytest.mark.postgres
def test_postgresql_that_answers_before_it_has_written_is_refused(postgresql: URL) -> None:
    """A server with `synchronous_commit` off is named, without its password."""
    lax = postgresql.set(password="hidden").update_query_dict(
        {"options": "-c synchronous_commit=off"}
    )
    with pytest.raises(UnsafeDatabase, match="synchronous_commit is off") as refused:
        SqlStore(lax, "closed".__eq__)
    assert "hidden" not in str(refused.value)


@ON_SQLITE
def test_transactions_on_sqlite_take_the_write_lock_at_once(url: URL) -> None:
    """A second transaction waits for the first from its beginning, and never fails half-way."""
    first, second = engine_for(url), create_engine(url, connect_args={"timeout": 0})
    with first.connect() as holding, second.connect() as waiting:
        holding.execute(text("SELECT 1"))
        with pytest.raises(Exception, match="locked"):
            waiting.exec_driver_sql("BEGIN IMMEDIATE")
        holding.rollback()
        waiting.exec_driver_sql("BEGIN IMMEDIATE")
    first.dispose()
    second.dispose()


def test_migrations_make_the_tables_that_are_declared(url: URL) -> None:
    """Every migration together gives exactly the declared tables, columns and indexes."""
    commands(url).check()


def test_upgrade_brings_an_empty_database_up_to_date(tmp_path: Path) -> None:
    """An upgrade makes folder and file; again it changes nothing."""
    url = f"sqlite:///{tmp_path}/var/authority.sqlite"
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    upgrade(url)
    assert is_current(url)
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_upgrade_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    """Where one table is in the way, no other is made."""
    url = f"sqlite:///{tmp_path}/authority.sqlite"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text('CREATE TABLE "session" (x)'))
    with pytest.raises(Exception, match="already exists"):
        upgrade(url)
    assert inspect(engine).get_table_names() == ["session"]
    assert not is_current(url)
    engine.dispose()


def test_the_latest_migration_is_alembics() -> None:
    """What is found without loading Alembic is what Alembic finds."""
    assert latest() == set(ScriptDirectory(FOLDER).get_heads())
