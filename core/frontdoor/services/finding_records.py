"""What finding a child on record needs of the database: marks, and the contacts that have them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from frontdoor.domain.likeness import Kind, Known, Mark


class FindingRecords(Protocol):
    """Contacts by what they are found by. Restricted ones say so: whether to show them is open."""

    def names(self, kind: Kind) -> list[str]:
        """Every word of the marks of a kind, once each: the names that are on record."""

    def found_by(self, *groups: Collection[Mark], limit: int) -> list[Known]:
        """Contacts that have of each of the groups at least one mark, the latest received first.

        Nobody is named in the access log yet: say `saw` of those who are shown.
        """

    def found_as(self, reference: str) -> list[Known]:
        """The contact with this reference, if there is one."""
