"""Engines for an authority's database, with what makes a commit last and a deletion thorough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    Text,
    column,
    create_engine,
    event,
    make_url,
    select,
    table,
    text,
)

from frontdoor.services.oversight import Durability

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit is on the disk before it is answered
    "foreign_keys": 1,
    "busy_timeout": 10_000,  # milliseconds
    "secure_delete": 1,  # what is deleted is overwritten with zeros
    "temp_store": 2,  # in memory: no child's name in a temporary file
    "cache_spill": 0,  # nor in the log before a commit, which might never come
}
"""What each SQLite connection sets, as reading it back must answer."""

VERSIONS = "migrated"
"""The table that says which migration was the last."""

POSTGRESQL = ("fsync", "full_page_writes", "synchronous_commit")
"""What must not be off on a PostgreSQL server."""


class UnsafeDatabase(RuntimeError):
    """A database that does not keep what it was asked to; nothing is written to it."""


def engine_for(url: URL | str) -> Engine:
    """An engine with a small pool, as there is one for each authority. Connects only when used.

    On SQLite every transaction takes the write lock as it begins, for each request writes at least
    its line in the access log: threads then queue for the one connection, in turn, instead of
    failing half-way.
    """
    url = make_url(url)
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, pool_size=5, max_overflow=0, pool_pre_ping=True, isolation_level="READ COMMITTED"
        )
    Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_pragmas(dbapi: Any, record: object) -> None:
    del record
    dbapi.isolation_level = None  # transactions begin with our BEGIN, not with sqlite3's own
    for name, value in PRAGMAS.items():
        dbapi.execute(f"PRAGMA {name} = {value}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def check(engine: Engine) -> None:
    """Read back what makes commits last. Raises `UnsafeDatabase` naming all not in force."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            dbapi: Any = connection.connection.driver_connection
            found = {name: dbapi.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
            wrong = [
                f"{name} is {found[name]}, not {value}"
                for name, value in PRAGMAS.items()
                if found[name] != value
            ]
            advice = "Use a file on a local disk."
        else:
            found = {name: connection.scalar(text(f"SHOW {name}")) for name in POSTGRESQL}
            wrong = [f"{name} is off" for name in POSTGRESQL if found[name] == "off"]
            advice = "Turn it on at the server, and for this database and its user."
    if wrong:
        where = engine.url.render_as_string(hide_password=True)
        raise UnsafeDatabase(
            f"The database {where} would not keep what it is given: {', '.join(wrong)}. {advice}"
        )


def durability(engine: Engine) -> Durability:
    """The settings that make commits last, as they are now, with the size and the migration."""
    with engine.connect() as connection:
        last = select(column("version_num", Text())).select_from(table(VERSIONS))
        migrated = connection.scalar(last) or ""
        kind = engine.dialect.name
        if kind == "sqlite":
            found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}
            pages = connection.scalar(text("PRAGMA page_count")) or 0
            size = pages * (connection.scalar(text("PRAGMA page_size")) or 0)
        else:
            found = {name: connection.scalar(text(f"SHOW {name}")) for name in POSTGRESQL}
            size = connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
    return Durability(kind, size, {name: str(value) for name, value in found.items()}, migrated)


def empty_log(connection: Connection) -> bool:
    """Move SQLite's write-ahead log into the file and cut it to nothing, outside a transaction.

    Returns whether that was possible: another process may be reading from the log.
    """
    dbapi: Any = connection.connection.driver_connection
    busy, _, _ = dbapi.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
