"""Procedures as they are published: what public pages, downloads and the site are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from frontdoor.compare.tables import Table
from frontdoor.domain.practice import Practice
from frontdoor.procedure.rulebook import Rulebook


@dataclass(frozen=True)
class Volume:
    """A procedure in practice; the same as another where their digests are the same."""

    digest: str
    practice: Practice = field(compare=False, repr=False)

    @property
    def book(self) -> Rulebook:
        """The procedure as data."""
        return self.practice.book

    @property
    def name(self) -> str:
        """The authority's short name, as it stands in addresses."""
        return self.book.authority


Volumes = tuple[Volume, ...]


def volumes_of(practices: Iterable[Practice]) -> Volumes:
    """Procedures in practice, in their order, each to be known by its digest."""
    return tuple(Volume(practice.book.digest, practice) for practice in practices)


@lru_cache(maxsize=32)
def tables_of(volumes: Volumes) -> tuple[Table, ...]:
    """Every table of these procedures side by side."""
    from frontdoor.compare.side_by_side import side_by_side

    return side_by_side([volume.book for volume in volumes])
