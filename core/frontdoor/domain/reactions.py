"""What an entry means for other contacts: the other end of a link, the procedure's reactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact, Missed
from frontdoor.domain.drafts import draft
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Permitted, Refused, ask_about, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.tasks import Events, matches
from frontdoor.domain.writing import Draft, write


def elsewhere(drafted: Draft, contact: Contact, entry: Entry) -> list[Entry]:
    """The entry on the other contact: a link's other end, deadlines that a duplicate missed.

    A restriction, and its end, are on every contact of the child.
    """
    entries = []
    for other in drafted.on_others:
        base: dict[str, Any] = {
            "contact": other.id,
            "sequence": other.version + 1,
            "happened": entry.happened,
            "recorded": entry.recorded,
            "by": entry.by,
            "role": entry.role,
            "step": entry.step,
            "cites": entry.cites,
            "edition": other.edition,
        }
        if entry.kind == "linked":
            entries.append(Entry(kind="linked", detail=entry.detail, said=entry.said, **base))
        elif entry.kind in ("restricted", "restriction_lifted"):
            entries.append(Entry(kind=entry.kind, said=entry.said, **base))
        elif entry.kind == "deleted":
            late = [
                Missed(task.name, task.due, contact.reference)
                for task in contact.tasks.values()
                if task.was_late or (task.runs and task.due and task.due < entry.happened)
            ]
            missed = [*contact.missed, *late]
            text = f"The duplicate {contact.reference} was deleted; its outcome stands here."
            for reference in dict.fromkeys(one.on for one in missed):
                names = ", ".join(one.name for one in missed if one.on == reference)
                text += f" Deadlines missed on {reference}: {names}."
            said = {"text": text, "missed": msgspec.to_builtins(missed)}
            entries.append(Entry(kind="information_added", said=said, **base))
    return entries


def reactions(
    records: Mapping[str, Contact],
    entries: Sequence[Entry],
    subject: str,
    events: Events,
    practice_of: Callable[[Contact], Practice],
    actor: Actor,
    now: datetime,
) -> list[Entry]:
    """The commands on contacts linked to `subject` to which `events` on it lead.

    `entries` have been decided already; what they lead to leads to nothing further.
    """
    current = dict(records)
    for entry in entries:
        current[entry.contact] = apply(current.get(entry.contact), entry)
    about = current[subject]
    if about.deleted:
        return []
    practice = practice_of(about)
    led_to: list[Entry] = []
    everyone = Actor(user=actor.user, roles=frozenset(practice.book.roles))
    for rule in practice.procedure.reactions(practice.procedure.facts(about.facts)):
        if not matches(rule.on, events):
            continue
        for link in about.links:
            if link.kind != rule.across or (link.kind == "copy_of" and link.this == about.id):
                continue
            other = current.get(link.other if link.this == about.id else link.this)
            command = _reaction_command(rule.command.verb, rule.command.detail, about)
            if other is None or other.deleted or command is None:
                continue
            theirs = practice_of(other)
            drafted = draft(current, other, command, theirs)
            if isinstance(drafted, Refused):
                continue
            permitted = permit(
                theirs, ask_about(theirs, other, command, now, drafted.outcomes), everyone
            )
            if isinstance(permitted, Refused):
                continue
            by_rule = Permitted(permitted.step, "procedure")
            entry = write(
                theirs,
                other,
                drafted,
                by_rule,
                actor.user,
                now,
                now,
                f"follows from {rule.rule} on {about.reference}",
                "",
            )
            led_to.append(entry)
            current[other.id] = apply(other, entry)
    return led_to


def _reaction_command(verb: str, detail: str | None, subject: Contact) -> cmd.CommandSaid | None:
    if verb == "carry_outcome":
        return cmd.CarryOutcome(source=subject.id)
    if verb == "notify" and detail:
        return cmd.Notify(whom=detail)
    if verb == "reopen":
        return cmd.Reopen(reason=f"reopened with {subject.reference}")
    if verb == "add_information":
        return cmd.AddInformation(text=f"See the linked contact {subject.reference}.")
    return None
