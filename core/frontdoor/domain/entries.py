"""Entries of the journal: everything that happens to a contact, with what it led to.

An entry holds its results (the new stage, the advice, the tasks it started and ended, with their
deadlines), so that a contact can be built again from its entries without any procedure.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from frontdoor.domain.contact import Task, TaskEnd
from frontdoor.procedure.running import Advice


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a user of the authority with today's roles and teams."""

    user: str
    roles: frozenset[str]
    teams: frozenset[str] = frozenset()
    name: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened to a contact.

    `starts` are tasks that begin, or whose clock does: one with the id of a running task takes its
    place. `sequence` counts from 1 within the contact; `happened` is when it took place,
    `recorded` when it was written; `step` is the rule that permitted it and `cites` that rule's
    clauses; `said` holds what the command said, as plain JSON values.
    """

    contact: str
    sequence: int
    kind: str
    detail: str | None = None
    happened: datetime
    recorded: datetime
    by: str
    role: str
    step: str
    cites: tuple[str, ...] = ()
    edition: str
    said: dict[str, Any] = {}
    stage: str | None = None
    holding_team: str | None = None
    advice: Advice | None = None
    starts: tuple[Task, ...] = ()
    ends: tuple[TaskEnd, ...] = ()

    @property
    def event(self) -> str:
        """The entry as rules name it: `received`, `notified police`."""
        return f"{self.kind} {self.detail}" if self.detail else self.kind
