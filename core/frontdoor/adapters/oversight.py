"""What is on record about users and requests: changes, the access log, runs of the verification."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Text, and_, cast, func, insert, or_, select

from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import (
    AccessRow,
    ChangeRow,
    ContactRow,
    UserRow,
    VerificationRow,
)
from frontdoor.services.oversight import Access, AccessPage, AccessQuery, Change, Verification

LOOKED_THROUGH: Final = 20_000
"""How many lines of the access log are looked through for one contact at a time.

What a line saw is a list, which no index leads into: one would cost each list that is read fifty
rows of it. So the log is looked through from its end, a stretch of a tenth of a second at a time.
"""

_verification = msgspec.json.Decoder(Verification)


class OversightRecords(Request):
    """Implements `OversightRecords` of the ports."""

    def note(self, changes: Iterable[Change]) -> None:
        """Write down what was changed about users; nothing of it can be altered."""
        rows = [
            {**asdict(one), "given": list(one.given), "taken": list(one.taken)} for one in changes
        ]
        if rows:
            self._connection.execute(insert(ChangeRow), rows)

    def changes(self, user: str | None = None, limit: int = 200) -> list[Change]:
        """What was changed about users, or about one; the latest first."""
        columns = [column for column in ChangeRow.__table__.columns if column.name != "id"]
        rows = select(*columns).order_by(ChangeRow.id.desc()).limit(limit)
        if user is not None:
            rows = rows.where(ChangeRow.user == user)
        return [
            Change(**{**row._asdict(), "given": tuple(row.given), "taken": tuple(row.taken)})
            for row in self._connection.execute(rows)
        ]

    def last_asked(self) -> dict[str, datetime]:
        """When each user last asked for anything."""
        last = select(func.max(AccessRow.at)).where(AccessRow.user == UserRow.name)
        rows = select(UserRow.name, last.scalar_subquery().label("at"))
        return {row.name: row.at for row in self._connection.execute(rows) if row.at}

    def accesses(self, query: AccessQuery) -> AccessPage:
        """Lines of the access log; for one contact only so many are looked through at a time."""
        table = AccessRow.__table__
        latest = select(table).where(*_wanted(query)).order_by(table.c.at.desc(), table.c.id.desc())
        if query.contact is None:
            return self._page(latest.limit(query.limit + 1), query.limit)
        stretch = latest.limit(LOOKED_THROUGH).subquery()
        lines = (
            select(stretch)
            .where(cast(stretch.c.seen, Text).contains(f'"{query.contact}"', autoescape=True))
            .order_by(stretch.c.at.desc(), stretch.c.id.desc())
        )
        page = self._page(lines.limit(query.limit + 1), query.limit)
        if page.after is not None:
            return page
        end = self._connection.execute(
            latest.with_only_columns(table.c.at, table.c.id).offset(LOOKED_THROUGH - 1).limit(1)
        ).one_or_none()
        return AccessPage(page.lines, (end.at, end.id) if end else None)

    def _page(self, rows: Any, limit: int) -> AccessPage:
        found = [
            Access(**{**row._asdict(), "seen": tuple(row.seen)})
            for row in self._connection.execute(rows)
        ]
        lines = tuple(found[:limit])
        return AccessPage(lines, (lines[-1].at, lines[-1].id) if len(found) > limit else None)

    def references(self, ids: Iterable[str]) -> dict[str, str]:
        """The reference of each of these contacts, deleted ones too, without reading any."""
        rows = select(ContactRow.id, ContactRow.reference).where(ContactRow.id.in_(set(ids)))
        return {row.id: row.reference for row in self._connection.execute(rows)}

    def contact_called(self, reference: str) -> str | None:
        """The id of the contact with a reference, a deleted one too, without reading it."""
        rows = select(ContactRow.id).where(ContactRow.reference == reference)
        return self._connection.scalar(rows)

    def how_many(self) -> int:
        """How many contacts there are, deleted ones too."""
        return self._connection.scalar(select(func.count()).select_from(ContactRow)) or 0

    def verifications(self, limit: int = 10) -> list[Verification]:
        """The latest runs of the verification, and the last that ended with an anchor."""
        latest = select(VerificationRow.state).order_by(VerificationRow.started.desc())
        anchored = latest.where(VerificationRow.anchored.is_(True)).limit(1)
        states = [
            *self._connection.scalars(latest.limit(limit)),
            *self._connection.scalars(anchored),
        ]
        return [_verification.decode(state) for state in dict.fromkeys(states)]

    def save_verification(self, run: Verification) -> None:
        """Note that a run has begun, how far it is, or that it has ended."""
        row = {
            "id": run.id,
            "started": run.started,
            "anchored": run.anchored is not None and run.ended is not None,
            "state": msgspec.json.encode(run).decode(),
        }
        self._upsert(VerificationRow, row)


def _wanted(query: AccessQuery) -> list[Any]:
    wanted: list[Any] = []
    if query.user is not None:
        wanted.append(AccessRow.user == query.user)
    if query.since is not None:
        wanted.append(AccessRow.at >= query.since)
    if query.until is not None:
        wanted.append(AccessRow.at < query.until)
    if query.after is not None:
        at, id = query.after
        earlier = and_(AccessRow.at == at, AccessRow.id < id)
        wanted.append(and_(AccessRow.at <= at, or_(AccessRow.at < at, earlier)))
    return wanted
