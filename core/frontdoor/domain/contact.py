"""A contact: the child (unborn child, or no one) that someone called about, and all that is known.

Everything here is a frozen value. A contact is what its entries make of it (`apply`); nothing else
changes one. Times are aware datetimes in UTC.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

import msgspec

from frontdoor.procedure.running import Advice


class Referrer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who makes the contact. `kind` is a value of the fact `referrer`."""

    kind: str = "not_known"
    name: str = ""
    role: str = ""
    organisation: str = ""
    relationship: str = ""
    telephone: str = ""
    email: str = ""
    address: str = ""
    wants_anonymity: bool | None = None


class Child(msgspec.Struct, frozen=True, omit_defaults=True):
    """The child a contact is about, as far as known; an unborn one has `expected` alone."""

    name: str = ""
    date_of_birth: date | None = None
    expected: date | None = None
    gender: str = ""
    ethnicity: str = ""
    nationality: str = ""
    first_language: str = ""
    needs: str = ""
    """Disability, an interpreter, and whatever else later steps must take into account."""
    address: str = ""
    school: str = ""
    nhs_number: str = ""


class Adult(msgspec.Struct, frozen=True, omit_defaults=True):
    """A parent, carer or other member of the household."""

    name: str = ""
    relationship: str = ""
    date_of_birth: date | None = None
    parental_responsibility: bool | None = None
    telephone: str = ""
    address: str = ""


class Note(msgspec.Struct, frozen=True):
    """A text that someone in a role put on a contact, and when it happened.

    `restricted` is one that is not for everyone who may read the contact.
    """

    text: str
    by: str
    role: str
    happened: datetime
    restricted: bool = False


class Document(msgspec.Struct, frozen=True):
    """A document on a contact: what it is, whose, and the digest of its bytes (SHA-256, hex).

    `kind` is a letter, a report; `source` is `referrer` where it comes from them or names them,
    `us` where the authority wrote it, else `other`. `size` is in bytes.
    """

    id: str
    name: str
    media_type: str
    size: int
    digest: str
    kind: str
    source: str
    by: str
    role: str
    received: datetime
    held_back: bool = False
    """Whether whoever asks may not open it, nor read its name."""


class DeadlineReading(msgspec.Struct, frozen=True):
    """When a task is due under one of the readings of its rule."""

    reading: str
    says: str
    due: datetime | None
    cites: tuple[str, ...]


TaskResult = Literal["in_time", "late", "let_go"]
"""How a task ended: by what was to be done, in time or late, or otherwise (waived, closed)."""


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that must be done about a contact, with its clock.

    `until` are the entries that end it; `ledger` says in sentences how `due` was worked out;
    `reading` names the reading that set it. A task runs while `ended` is None.
    """

    id: str
    rule: str
    name: str
    purpose: str
    who: tuple[str, ...]
    started: datetime
    due: datetime | None
    until: tuple[str, ...]
    cites: tuple[str, ...]
    ledger: tuple[str, ...] = ()
    readings: tuple[DeadlineReading, ...] = ()
    reading: str | None = None
    outlives_closing: bool = False
    ended: datetime | None = None
    ended_by: str | None = None

    @property
    def runs(self) -> bool:
        """Whether it still has to be done."""
        return self.ended is None

    @property
    def was_late(self) -> bool:
        """Whether it ended after it was due."""
        return self.ended is not None and self.due is not None and self.ended > self.due

    @property
    def result(self) -> TaskResult | None:
        """How it ended; None while it runs. What was let go before it was due was not missed."""
        if self.ended is None:
            return None
        if self.was_late:
            return "late"
        by = self.ended_by or ""
        done = any(by == until or by.startswith(f"{until} ") for until in self.until)
        return "in_time" if done else "let_go"


class TaskEnd(msgspec.Struct, frozen=True):
    """The end of a task: which, and the entry that ended it."""

    id: str
    by: str


class Proposal(msgspec.Struct, frozen=True):
    """An outcome that someone proposes for authorisation."""

    outcome: str
    also: tuple[str, ...]
    rationale: str
    by: str
    role: str
    happened: datetime
    version: int
    """The contact's version at the proposal, to see what has changed since."""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """An outcome that was authorised, by whom, and for a copy from which contact it came."""

    outcome: str
    also: tuple[str, ...]
    meaning: str
    rationale: str
    by: str
    role: str
    happened: datetime
    carried_from: str | None = None


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A letter about a contact: to which kind of reader, as last written, and what became of it.

    `by` and `role` are whoever wrote it last; `approved_by` a second person who has seen it as it
    is now; `sent` is when it left, by `channel`.
    """

    id: str
    to: str
    subject: str
    addressee: str
    text: str
    by: str
    role: str
    happened: datetime
    approved_by: str = ""
    approved: datetime | None = None
    sent: datetime | None = None
    channel: str = ""


class Link(msgspec.Struct, frozen=True):
    """A typed link: `this` is `kind` of `other` (a copy of it, in the same call as it)."""

    kind: str
    this: str
    other: str


class Missed(msgspec.Struct, frozen=True):
    """A deadline that was missed on a duplicate since deleted; `on` is that one's reference."""

    name: str
    due: datetime | None
    on: str = ""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a contact after its latest entry.

    `version` counts its entries; `edition` is the digest of the procedure it was received under;
    `moments` has for each entry (`received`, `notified police`, `stage closed`) when it last
    happened; `tasks` has every task by id, those that ended included; `missed` are deadlines of
    duplicates that were deleted, theirs of their own included. `handover` is what was said when it
    was given to whoever has it now. `restricted` says who had it
    restricted and why; `opened` and `unmasked` have who saw what is held back, by user: the last
    time, and why.
    """

    id: str
    reference: str
    authority: str
    edition: str
    version: int
    stage: str
    received: datetime
    recorded: datetime
    received_by: str
    referrer: Referrer
    child: Child
    person: str | None = None
    adults: tuple[Adult, ...] = ()
    what_happened: str = ""
    facts: dict[str, str]
    advice: Advice | None = None
    answers: dict[str, str] = {}
    checks: dict[str, Note] = {}
    records: dict[str, Note] = {}
    information: tuple[Note, ...] = ()
    missed: tuple[Missed, ...] = ()
    tasks: dict[str, Task] = {}
    proposal: Proposal | None = None
    decisions: tuple[Decision, ...] = ()
    holding_team: str | None = None
    assigned_to: str | None = None
    handover: Note | None = None
    documents: tuple[Document, ...] = ()
    links: tuple[Link, ...] = ()
    letters: dict[str, Letter] = {}
    moments: dict[str, datetime] = {}
    restricted: Note | None = None
    opened: dict[str, Note] = {}
    unmasked: dict[str, Note] = {}
    referrers: tuple[Referrer, ...] = ()
    """Who the referrer was said to be before that was corrected."""
    deleted: bool = False

    @property
    def decision(self) -> Decision | None:
        """The decision in force, if there is one."""
        return self.decisions[-1] if self.decisions else None

    @property
    def running(self) -> list[Task]:
        """Tasks not yet ended: the earliest due first, those without a deadline last."""
        tasks = [task for task in self.tasks.values() if task.runs]
        return sorted(tasks, key=lambda task: (task.due is None, task.due or task.started, task.id))

    @property
    def next_due(self) -> datetime | None:
        """The earliest deadline of a running task."""
        return min(
            (task.due for task in self.tasks.values() if task.runs and task.due), default=None
        )

    @property
    def moved(self) -> datetime:
        """When it came to the stage at which it stands."""
        return self.moments.get(f"stage {self.stage}", self.received)

    def left(self, stages: Collection[str]) -> datetime | None:
        """When it last went on from one of these stages; None where it stands there, or never did.

        Whoever writes down late what happened may turn the order round: then it is as it `moved`.
        """
        came = [at for stage in stages if (at := self.moments.get(f"stage {stage}"))]
        if self.stage in stages or not came:
            return None
        there = {f"stage {stage}" for stage in stages}
        onward = (
            at
            for event, at in self.moments.items()
            if event.startswith("stage ") and event not in there and at > max(came)
        )
        return min(onward, default=self.moved)

    def linked(self, kind: str) -> list[str]:
        """Ids of the contacts at the other end of links of a kind."""
        return [
            link.other if link.this == self.id else link.this
            for link in self.links
            if link.kind == kind
        ]
