"""What a work reads of the database, asked of the driver alone: the limit of its speed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

Work = Callable[[], object]


def raw(database: sqlite3.Connection, work: Work) -> Work:
    """The queries of a work, asked once more and fetched as they come."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, given: Any, *rest: Any) -> None:
        del connection, cursor, rest
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, given))

    work()  # what is asked only the first time is no part of it
    event.listen(Engine, "before_cursor_execute", note)
    work()
    event.remove(Engine, "before_cursor_execute", note)

    def again() -> None:
        for statement, given in asked:
            database.execute(statement, given).fetchall()

    return again
