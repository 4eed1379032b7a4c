"""Procedures as they are published: what public pages, downloads, the API and the site show.

What takes long is kept by the digests of the procedures that it is of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from frontdoor.compare.tables import Table
from frontdoor.domain.practice import Practice
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.authority import Authority
from frontdoor.web.providers import Served

if TYPE_CHECKING:
    from frontdoor.compare.every_contact.differences import Aspect, Difference, Meeting


@dataclass(frozen=True)
class Volume:
    """A procedure in practice under the name that it has in addresses.

    It is the same as another where their names and digests are.
    """

    name: str
    digest: str
    practice: Practice = field(compare=False, repr=False)

    @property
    def book(self) -> Rulebook:
        """The procedure as data."""
        return self.practice.book


Volumes = tuple[Volume, ...]


def volumes_of(practices: Iterable[tuple[str, Practice]]) -> Volumes:
    """Procedures in practice, each with its name, in their order."""
    return tuple(Volume(name, one.book.digest, one) for name, one in practices)


def published(served: Served) -> Volumes:
    """The procedures of all authorities that can be worked with now."""
    return volumes_of(
        (name, one.practice)
        for name, one in served.authorities.items()
        if isinstance(one, Authority) and not one.fault
    )


def named(served: Served, *names: str) -> Volumes:
    """Procedures by their names. Raises `Problem` for one that is unknown or out of service."""
    return volumes_of((name, served.authority(name).practice) for name in names)


def aspects() -> dict[str, Aspect]:
    """Every aspect in which procedures may differ, by its id."""
    from frontdoor.compare.every_contact.differences import ASPECTS

    return {aspect.id: aspect for aspect in ASPECTS}


KEPT = 512
"""How many answers on pairs are kept: all aspects of every pair of a dozen authorities, nearly.
Whoever asks for one after another must not have each worked out again and again."""


@lru_cache(maxsize=32)
def tables_of(volumes: Volumes) -> tuple[Table, ...]:
    """Every table of these procedures side by side."""
    from frontdoor.compare.side_by_side.tables import side_by_side

    return side_by_side([volume.book for volume in volumes])


@lru_cache(maxsize=KEPT)
def meetings_of(a: Volume, b: Volume) -> tuple[float, dict[str, tuple[Meeting, ...]]]:
    """In what two procedures differ, worked out over every possible contact.

    The share of contacts for which they differ in any aspect, from 0 to 1; and by the id of each
    aspect what meets what, that of most contacts first.
    """
    from frontdoor.compare.every_contact.differences import between

    found = between(a.book, b.book)
    meetings = {id: found.overview(aspect) for id, aspect in aspects().items()}
    return found.share(found.where()), meetings


@lru_cache(maxsize=KEPT)
def difference_of(a: Volume, b: Volume, aspect: str) -> Difference:
    """For which contacts two procedures differ in an aspect.

    Raises `LookupError` for an aspect that there is not.
    """
    from frontdoor.compare.every_contact.differences import between

    wanted = aspects()[aspect]
    return between(a.book, b.book).of(wanted)
