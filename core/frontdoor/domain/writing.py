"""Writes an entry: what was said, and what it leads to (stage, team, advice, tasks)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from frontdoor.domain import tasks as clockwork
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact, Task, TaskEnd
from frontdoor.domain.entries import Entry
from frontdoor.domain.permission import Permitted, Reason
from frontdoor.domain.practice import Practice
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.procedure.phrases import Event

ADVISING = frozenset({"received", "amended", "child_corrected", "reopened"})
"""Entries after which the procedure is asked for its advice anew, as after every new stage."""


class Draft(msgspec.Struct, frozen=True):
    """What a command would write, before it is permitted.

    `outcomes` are those decided or proposed now; `to` the team asked for (`needs_to`: one must
    be); `falls_to` the stage where the step names none; `waives` a task that ends with it;
    `on_others` contacts that get an entry too; `events` and `moments` more than the entry itself.
    """

    kind: str
    detail: str | None
    said: dict[str, Any]
    outcomes: tuple[str, ...] = ()
    to: str | None = None
    needs_to: bool = False
    falls_to: str | None = None
    waives: Task | None = None
    on_others: tuple[Contact, ...] = ()
    events: tuple[Event, ...] = ()
    moments: dict[str, datetime] = {}


Drafted = Draft | list[Reason]
"""A draft, or every reason why there is nothing to write."""


def no_such(what: str, word: str, known: Iterable[str], pointer: str) -> Reason:
    """The reason for refusing a word that is not known here, with the nearest that is."""
    near = did_you_mean(word, known)
    return Reason("invalid", f"'{word}' is no {what} here.", near, pointer=pointer)


def write(
    practice: Practice,
    contact: Contact | None,
    draft: Draft,
    permitted: Permitted,
    user: str,
    happened: datetime,
    now: datetime,
    reason: str,
    away: str,
    new_id: str = "",
) -> Entry:
    """The entry for a permitted draft, with its results; without a contact it begins `new_id`."""
    step = permitted.step
    stage = step.stage or draft.falls_to
    if contact is None:
        stage = stage or practice.book.first_stage
    said = dict(draft.said)
    if reason:
        said["reason"] = reason
    if away:
        said["away"] = away
    entry = Entry(
        contact=contact.id if contact else new_id,
        sequence=contact.version + 1 if contact else 1,
        kind=draft.kind,
        detail=draft.detail,
        happened=happened,
        recorded=now,
        by=user,
        role=permitted.role,
        step=step.rule,
        cites=step.clauses,
        edition=practice.book.digest,
        said=said,
        stage=stage if contact is None or stage != contact.stage else None,
        holding_team=step.to or draft.to,
    )
    return _with_results(practice, contact, draft, entry)


def _with_results(practice: Practice, contact: Contact | None, draft: Draft, entry: Entry) -> Entry:
    procedure = practice.procedure
    after = apply(contact, entry)
    facts = procedure.facts(after.facts)
    advice = None
    anew = entry.kind in ADVISING or entry.stage is not None
    if anew and procedure.has_routes(after.stage):
        advice = procedure.advise(facts, after.stage)
    final = entry.stage is not None and procedure.is_final(entry.stage)
    events = (
        *clockwork.events_of(entry.kind, entry.detail, entry.stage, final),
        *draft.events,
    )
    standing = advice or after.advice
    moments = {**after.moments, **draft.moments}
    decided = draft.outcomes
    if not decided and after.decision:
        decided = (after.decision.outcome, *after.decision.also)
    ends = list(clockwork.ending(contact.tasks if contact else {}, events))
    if draft.waives:
        ends.append(TaskEnd(draft.waives.id, "waived"))
    ended = {end.id for end in ends}
    starts = clockwork.starting(
        practice,
        facts,
        events,
        entry.happened,
        advised=(standing.outcome, *standing.also) if standing else (),
        decided=decided,
        moments=moments,
        tasks={
            id: replace(task, ended=entry.happened) if id in ended else task
            for id, task in after.tasks.items()
        },
    )
    running = {id: task for id, task in after.tasks.items() if id not in ended}
    moved = clockwork.reclocked(practice, running, events, moments)
    return replace(entry, advice=advice, starts=(*starts, *moved), ends=tuple(ends))
