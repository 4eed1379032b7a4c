"""What the use cases of documents, absences and corrected children need from outside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

import msgspec


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """Someone away from the `first` to the `last` day, both included, local days.

    `stand_in` is the user who looks after their work, or None; `by` and `noted` are who wrote this
    down and when.
    """

    id: str
    user: str
    first: date
    last: date
    stand_in: str | None = None
    by: str
    noted: datetime

    def covers(self, day: date) -> bool:
        """Whether they are away on a day."""
        return self.first <= day <= self.last


class MovedAway(msgspec.Struct, frozen=True):
    """A contact that stood on a child by mistake until `at`; it is on another now."""

    contact: str
    reference: str
    at: datetime


class FiledRecords(Protocol):
    """Documents' bytes, absences, and where contacts stood by mistake, in one transaction."""

    def file(self, contact: str, document: str, content: bytes) -> None:
        """Keep the bytes of a document. They go when the contact is erased."""

    def content(self, contact: str, document: str) -> bytes | None:
        """The bytes of a contact's document."""

    def absences(self, since: date) -> list[Absence]:
        """Absences that last to this day or longer, the first to begin first."""

    def note_absence(self, absence: Absence) -> None:
        """Write an absence down, or change one."""

    def forget_absence(self, id: str) -> None:
        """Take an absence back."""

    def moved_away(self, person: str) -> list[MovedAway]:
        """Contacts that stood on a child by mistake, the last moved first."""
