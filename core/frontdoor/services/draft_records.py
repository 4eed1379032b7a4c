"""What the use cases of drafts need from outside: forms begun and not yet sent."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

Fields = dict[str, list[str]]
"""What was typed, by the name of its field: as typed, whether it can be used or not."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that someone has begun to take; only they know of it.

    `begun` is when the call came, unless the form says otherwise; `saved` when something was last
    put in. `before` holds what the last saving replaced, to tell what it has changed.
    """

    id: str
    user: str
    version: int
    begun: datetime
    saved: datetime
    fields: Fields = {}
    before: Fields = {}


class DraftRecords(Protocol):
    """Drafts within one transaction. What is erased leaves nothing of its text in the database."""

    def draft(self, user: str, id: str) -> Draft | None:
        """A draft of this user's own."""

    def drafts(self, user: str) -> list[Draft]:
        """This user's own drafts, the last saved first."""

    def add_draft(self, draft: Draft) -> None:
        """Keep a new draft."""

    def change_draft(self, draft: Draft) -> None:
        """Keep a draft's next version. Raises `Conflict` where it is there already."""

    def erase_draft(self, user: str, id: str, version: int | None = None) -> bool:
        """Erase a draft; whether there was one. Raises `Conflict` unless it is at `version`."""

    def erase_drafts_before(self, saved: datetime) -> None:
        """Erase the drafts of every user that were last saved before this."""

    def sealed(self, id: str) -> tuple[str, datetime] | None:
        """A referrer's sealed draft and when it was saved."""

    def keep_sealed(self, id: str, sealed: str, at: datetime) -> None:
        """Keep a referrer's sealed draft, in the place of one with the same id."""

    def count_sealed(self) -> int:
        """How many sealed drafts are kept."""

    def erase_sealed(self, id: str) -> bool:
        """Erase a referrer's sealed draft; whether there was one."""

    def erase_sealed_before(self, saved: datetime) -> None:
        """Erase the sealed drafts that were last saved before this."""
