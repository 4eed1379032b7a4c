"""Decides on a command: the entries that follow, a refusal with every reason, or nothing recorded.

Pure: the same records, command, actor, procedure and time always give the same answer. The same
function serves a live contact, a case file and a proof's example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.clocks import BeyondCalendar, describe
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.drafts import draft
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Reason, Refused, ask_about, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.reactions import elsewhere, reactions
from frontdoor.domain.tasks import events_of
from frontdoor.domain.writing import write

CLOCK_SKEW = timedelta(minutes=2)
"""How far ahead of ours another clock may be before `happened` counts as the future."""


class Decided(msgspec.Struct, frozen=True):
    """A command that happens: the entries to write, on one contact or on several."""

    entries: tuple[Entry, ...]


def decide(
    records: Mapping[str, Contact],
    contact: str,
    command: cmd.CommandSaid,
    actor: Actor,
    practice: Practice,
    now: datetime,
    practice_of: Callable[[Contact], Practice] | None = None,
) -> Decided | Refused:
    """Decide on a command about the contact with the id `contact`.

    `records` holds that contact and those linked to it; `now` is aware; `practice_of` gives the
    practice of a linked contact where that was received under another edition. A new contact is
    begun by `receiving.receive` and `receiving.copy` instead.
    """
    subject = records[contact]
    if subject.deleted:
        return Refused(
            (
                Reason(
                    "conflict",
                    "This contact was deleted as a duplicate.",
                    "Go on with the contact that has its outcome.",
                ),
            )
        )
    happened = command.happened or now
    if happened > now + CLOCK_SKEW:
        return Refused((future(),))
    if command.happened is not None and happened < subject.received:
        if happened < subject.received.replace(second=0, microsecond=0):
            return Refused((before_receipt(subject),))
        happened = subject.received  # whoever types a time leaves the seconds out
    try:
        drafted = draft(records, subject, command, practice)
        if isinstance(drafted, Refused):
            return drafted
        permitted = permit(
            practice, ask_about(practice, subject, command, now, drafted.outcomes), actor
        )
        if isinstance(permitted, Refused):
            return permitted
        if drafted.needs_to and not (drafted.to or permitted.step.to):
            return Refused((Reason("invalid", "No team was named.", "Choose one.", pointer="/to"),))
        if drafted.waives and (refusal := _may_waive(practice, drafted.waives, actor)):
            return refusal
        entry = write(
            practice,
            subject,
            drafted,
            permitted,
            actor.user,
            happened,
            now,
            command.reason,
            command.away,
        )
        entries = [entry, *elsewhere(drafted, subject, entry)]
        final = entry.stage is not None and practice.procedure.is_final(entry.stage)
        events = events_of(entry.kind, entry.detail, entry.stage, final)
        others = practice_of or (lambda _: practice)
        entries += reactions(records, entries, contact, events, others, actor, now)
    except BeyondCalendar as error:
        return Refused((Reason("invalid", str(error), pointer="/happened"),))
    return Decided(tuple(entries))


def future() -> Reason:
    """The reason for refusing something said to have happened later than now."""
    return Reason(
        "invalid",
        "This is said to have happened in the future.",
        "Give the time at which it happened.",
        pointer="/happened",
    )


def before_receipt(contact: Contact) -> Reason:
    """The reason for refusing something said to have happened before the contact came."""
    return Reason(
        "invalid",
        f"This contact was received {describe(contact.received)}; nothing was done on it before.",
        "Give a later time, and say in the text when something was done earlier.",
        pointer="/happened",
    )


def _may_waive(practice: Practice, task: Task, actor: Actor) -> Refused | None:
    rule = practice.book.tasks[task.rule]
    if practice.procedure.roles(rule.waived_by) & actor.roles:
        return None
    names = [practice.book.roles[role].name for role in practice.procedure.roles(rule.waived_by)]
    instead = f"These may: {', '.join(sorted(names))}." if names else "It has to be done."
    says = f"'{rule.name}' cannot be waived" + (" by you." if names else ".")
    return Refused((Reason("role", says, instead, rule.rule, rule.clauses),))
