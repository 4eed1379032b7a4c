"""Documents' bytes, who is away, and which contacts stood on a child by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import asdict
from sqlalchemy import LargeBinary, cast, delete, select

from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import AbsenceRow, ContactRow, DocumentRow, MovedRow
from frontdoor.domain.entries import Entry
from frontdoor.services.filed import Absence, MovedAway

CONTENT = cast(DocumentRow.content, LargeBinary).label("content")
"""A document's bytes, whatever SQLite was made to hold instead."""


class SqlFiledRecords(Request):
    """Implements `FiledRecords`."""

    def file(self, contact: str, document: str, content: bytes) -> None:
        """Keep the bytes of a document."""
        self._add(DocumentRow, [{"id": document, "contact": contact, "content": content}])

    def content(self, contact: str, document: str) -> bytes | None:
        """The bytes of a contact's document."""
        own = (DocumentRow.id == document, DocumentRow.contact == contact)
        return self._connection.scalar(select(CONTENT).where(*own))

    def absences(self, since: date) -> list[Absence]:
        """Absences that last to this day or longer, the first to begin first."""
        rows = select(AbsenceRow.__table__).where(AbsenceRow.last >= since)
        rows = rows.order_by(AbsenceRow.first, AbsenceRow.user, AbsenceRow.id)
        return [Absence(**row._asdict()) for row in self._connection.execute(rows)]

    def note_absence(self, absence: Absence) -> None:
        """Write an absence down, or change one."""
        self._upsert(AbsenceRow, asdict(absence))

    def forget_absence(self, id: str) -> None:
        """Take an absence back."""
        self._connection.execute(delete(AbsenceRow).where(AbsenceRow.id == id))

    def moved_away(self, person: str) -> list[MovedAway]:
        """Contacts that stood on a child by mistake, the last moved first."""
        rows = (
            select(MovedRow.contact, ContactRow.reference, MovedRow.at)
            .join(ContactRow, ContactRow.id == MovedRow.contact)
            .where(MovedRow.person == person, ContactRow.person.is_distinct_from(person))
            .order_by(MovedRow.at.desc(), MovedRow.contact)
        )
        found = [MovedAway(*row) for row in self._connection.execute(rows)]
        self.saw(one.contact for one in found)
        return found

    def _note_moves(self, entries: Iterable[Entry]) -> None:
        """Where the entries moved a contact to another child, note the child it stood on."""
        for entry in entries:
            if entry.kind == "child_corrected" and entry.said.get("was_person"):
                person = entry.said["was_person"]
                row = {"person": person, "contact": entry.contact, "at": entry.recorded}
                self._upsert(MovedRow, row)

    def _erase_filed(self, contact: str) -> None:
        """Take out a deleted contact's documents, and where it stood."""
        self._connection.execute(delete(DocumentRow).where(DocumentRow.contact == contact))
        self._connection.execute(delete(MovedRow).where(MovedRow.contact == contact))
