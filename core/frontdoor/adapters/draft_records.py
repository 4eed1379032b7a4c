"""Forms begun and not yet sent: those of users, and sealed ones of referrers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Delete, delete, func, select, update

from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import DraftRow, Row, SealedDraftRow
from frontdoor.services.draft_records import Draft, Fields
from frontdoor.services.ports import Conflict

_json = msgspec.json.Encoder()
_fields = msgspec.json.Decoder(Fields)


class SqlDraftRecords(Request):
    """Implements `DraftRecords`."""

    erased: bool
    """Whether text was taken out that SQLite's log still holds."""

    def draft(self, user: str, id: str) -> Draft | None:
        """A draft of this user's own."""
        own = select(DraftRow.__table__).where(DraftRow.id == id, DraftRow.user == user)
        row = self._connection.execute(own.with_for_update()).one_or_none()
        return _draft(row) if row else None

    def drafts(self, user: str) -> list[Draft]:
        """This user's own drafts, the last saved first."""
        own = select(DraftRow.__table__).where(DraftRow.user == user)
        rows = self._connection.execute(own.order_by(DraftRow.saved.desc(), DraftRow.id))
        return [_draft(row) for row in rows]

    def add_draft(self, draft: Draft) -> None:
        """Keep a new draft."""
        self._add(DraftRow, [_row(draft)])

    def change_draft(self, draft: Draft) -> None:
        """Keep a draft's next version. Raises `Conflict` where it is there already."""
        changed = self._connection.execute(
            update(DraftRow)
            .where(DraftRow.id == draft.id, DraftRow.version == draft.version - 1)
            .values(_row(draft))
        )
        if changed.rowcount != 1:
            raise Conflict(f"the draft {draft.id} is no longer at version {draft.version - 1}")

    def erase_draft(self, user: str, id: str, version: int | None = None) -> bool:
        """Erase a draft; whether there was one. Raises `Conflict` unless it is at `version`."""
        found = self.draft(user, id)
        if found is not None and version not in (None, found.version):
            raise Conflict(f"the draft {id} is at version {found.version}")
        return self._erase(delete(DraftRow).where(DraftRow.id == id, DraftRow.user == user))

    def erase_drafts_before(self, saved: datetime) -> None:
        """Erase the drafts of every user that were last saved before this."""
        self._erase(delete(DraftRow).where(DraftRow.saved < saved))

    def sealed(self, id: str) -> tuple[str, datetime] | None:
        """A referrer's sealed draft and when it was saved."""
        row = self._connection.execute(
            select(SealedDraftRow.sealed, SealedDraftRow.saved).where(SealedDraftRow.id == id)
        ).one_or_none()
        return (row.sealed, row.saved) if row else None

    def keep_sealed(self, id: str, sealed: str, at: datetime) -> None:
        """Keep a referrer's sealed draft, in the place of one with the same id."""
        self._upsert(SealedDraftRow, {"id": id, "saved": at, "sealed": sealed})

    def count_sealed(self) -> int:
        """How many sealed drafts are kept."""
        count = select(func.count()).select_from(SealedDraftRow)
        return self._connection.execute(count).scalar_one()

    def erase_sealed(self, id: str) -> bool:
        """Erase a referrer's sealed draft; whether there was one."""
        return self._erase(delete(SealedDraftRow).where(SealedDraftRow.id == id))

    def erase_sealed_before(self, saved: datetime) -> None:
        """Erase the sealed drafts that were last saved before this."""
        self._erase(delete(SealedDraftRow).where(SealedDraftRow.saved < saved))

    def _erase(self, statement: Delete) -> bool:
        some = self._connection.execute(statement).rowcount > 0
        self.erased = self.erased or some
        return some


def _draft(row: Any) -> Draft:
    values = row._asdict()
    decoded = {name: _fields.decode(values[name]) for name in ("fields", "before")}
    return Draft(**{**values, **decoded})


def _row(draft: Draft) -> Row:
    return {
        **msgspec.structs.asdict(draft),
        "fields": _json.encode(draft.fields).decode(),
        "before": _json.encode(draft.before).decode(),
    }
