"""One request in the database: its transaction, its line in the access log, its kept answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from msgspec.structs import asdict, replace
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from frontdoor.adapters.tables import AccessRow, KeptAnswerRow, Row, Table
from frontdoor.services.ports import Conflict, KeptAnswer, Visit


class Request:
    """What every kind of record shares; `SqlStore.visit` begins and ends it."""

    def __init__(self, connection: Connection, visit: Visit) -> None:
        self._connection = connection
        self._visit = visit
        self._seen: dict[str, None] = {}
        self._result: Literal["ok", "refused"] | None = "ok"
        self._why = ""

    def saw(self, ids: Iterable[str]) -> None:
        """Name contacts in this request's line of the access log."""
        self._seen.update(dict.fromkeys(ids))

    def because(self, reason: str) -> None:
        """Say in this request's line of the access log why someone saw what they saw."""
        self._visit = replace(self._visit, reason=reason)

    def refused(self, why: str) -> None:
        """Undo what this request wrote so far, and note in the access log that it was refused."""
        self._undo()
        self._result, self._why = "refused", why

    def leave_no_trace(self) -> None:
        """Undo everything, and write no line in the access log either."""
        self._undo()
        self._result = None

    def _undo(self) -> None:
        self._connection.rollback()

    def write_line(self, error: BaseException | None = None) -> None:
        """Write this request's line of the access log; `error` is what ended it, if it failed."""
        if self._result is None:
            self._connection.rollback()
        if self._result is None or not self._visit.logged:
            return
        failed = error is not None and self._result == "ok"
        row = {
            "at": self._visit.at,
            "user": self._visit.user,
            "operation": self._visit.operation,
            "reason": self._visit.reason,
            "seen": list(self._seen),
            "result": "failed" if failed else self._result,
            "detail": type(error).__name__ if failed else self._why,
        }
        self._connection.execute(insert(AccessRow), row)

    def kept_answer(self, user: str, operation: str, key: str) -> KeptAnswer | None:
        """The answer given before under an idempotency key."""
        row = self._connection.execute(
            select(KeptAnswerRow.request, KeptAnswerRow.status, KeptAnswerRow.body).where(
                KeptAnswerRow.user == user,
                KeptAnswerRow.operation == operation,
                KeptAnswerRow.key == key,
            )
        ).one_or_none()
        return KeptAnswer(*row) if row else None

    def keep_answer(
        self, user: str, operation: str, key: str, answer: KeptAnswer, at: datetime
    ) -> None:
        """Keep an answer in the same transaction as what it did.

        Raises `Conflict` if one is kept.
        """
        row = {"user": user, "operation": operation, "key": key, "kept": at, **asdict(answer)}
        self._add(KeptAnswerRow, [row])

    def _add(self, table: type[Table], rows: list[Row]) -> None:
        """Insert rows. Raises `Conflict` where one of their keys is taken."""
        try:
            self._connection.execute(insert(table), rows)
        except IntegrityError as error:
            if _taken(error):
                raise Conflict(f"{table.__tablename__}: another change came first") from error
            raise

    def _upsert(self, table: type[Table], row: Row, *, change: bool = True) -> None:
        """Insert a row; where there is one with its key, `change` that one or leave it."""
        make: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
        statement = make[self._connection.dialect.name](table).values(row)
        keys = {column.name for column in table.__table__.primary_key}
        if change:
            rest = {name: value for name, value in row.items() if name not in keys}
            statement = statement.on_conflict_do_update(index_elements=keys, set_=rest)
        else:
            statement = statement.on_conflict_do_nothing()
        self._connection.execute(statement)


def _taken(error: IntegrityError) -> bool:
    """Whether a key is taken already, and not some other constraint broken."""
    return getattr(error.orig, "sqlstate", None) == "23505" or getattr(
        error.orig, "sqlite_errorname", None
    ) in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
