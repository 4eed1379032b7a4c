"""Every promise of a procedure tried at once, as plain values."""

from __future__ import annotations

import msgspec

from frontdoor.contract.promises import PROVED, Promise, promises_of
from frontdoor.contract.report import Progress, progress
from frontdoor.contract.subject import Subject


class Tried(msgspec.Struct, frozen=True):
    """A promise: its name, what it says, and what breaks it, if anything does."""

    name: str
    says: str
    found: tuple[str, ...]


class Trial(msgspec.Struct, frozen=True):
    """Everything that was tried of a procedure, and how far its author is, where it can be read."""

    tried: tuple[Tried, ...]
    progress: Progress | None = None

    @property
    def broken(self) -> tuple[Tried, ...]:
        """The promises that are not kept."""
        return tuple(one for one in self.tried if one.found)

    @property
    def sound(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


def try_all(subject: Subject) -> Trial:
    """Try every promise; of a procedure that cannot be read only the first, `loads`."""
    loads, *others = promises_of(subject)
    first = _tried(loads, subject)
    if first.found:
        return Trial((first,))
    return Trial((first, *(_tried(one, subject) for one in others)), progress(subject))


def try_unproved(subject: Subject) -> Trial:
    """Try what no proof shows: clauses, scenarios and hooks. Raises `MistakesFound`."""
    promises = (one for one in promises_of(subject) if one.name not in PROVED)
    return Trial(tuple(_tried(one, subject) for one in promises), progress(subject))


def _tried(promise: Promise, subject: Subject) -> Tried:
    return Tried(promise.name, promise.says, promise.found(subject))
