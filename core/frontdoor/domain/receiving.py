"""Takes a call: one contact for each child, linked; or nothing, where nothing is to be recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer, answer, in_full, is_unrecorded
from frontdoor.domain.apply import apply
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import CLOCK_SKEW, Decided, before_receipt, future
from frontdoor.domain.drafts import answer_refused
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.facts import facts_of_call, plain
from frontdoor.domain.permission import Ask, Permitted, Reason, Refused, ask_about, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.reactions import reactions
from frontdoor.domain.writing import Draft, write
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.procedure.phrases import Event

NewId = Callable[[], str]
"""Gives a fresh id for a contact: lower-case letters, digits and dashes."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is mistaken for a digit."""


class NotRecorded(msgspec.Struct, frozen=True):
    """The procedure records nothing of this call; `answers` are what it advises to say."""

    answers: tuple[Answer, ...]


def reference_of(id: str) -> str:
    """The short reference that people say on the phone, from a contact's id."""
    number = int(id.replace("-", "")[-12:], 16) & (1 << 40) - 1
    digits = "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5)).upper()
    return f"{digits[:4]}-{digits[4:]}"


def receive(
    command: cmd.Receive,
    actor: Actor,
    practice: Practice,
    now: datetime,
    new_id: NewId,
) -> Decided | Refused | NotRecorded:
    """Take a call, or hold a consultation.

    A child for whom the procedure records nothing is left out; where that is every child, nothing
    is recorded at all.
    """
    happened = command.happened or now
    try:
        return _receive(command, actor, practice, happened, now, new_id)
    except BeyondCalendar as error:
        return Refused((Reason("invalid", str(error), pointer="/happened"),))


def _receive(
    command: cmd.Receive,
    actor: Actor,
    practice: Practice,
    happened: datetime,
    now: datetime,
    new_id: NewId,
) -> Decided | Refused | NotRecorded:
    reasons: list[Reason] = [] if happened <= now + CLOCK_SKEW else [future()]
    children: list[tuple[cmd.ChildSaid | None, Facts]] = []
    for index, child in enumerate(command.children or (None,)):
        at = f"/children/{index}" if child is not None else ""
        facts, wrong = facts_of_call(practice, command, child, happened, at)
        reasons += [reason for reason in wrong if reason not in reasons]
        if facts is not None:
            children.append((child, facts))
    known = [facts for _, facts in children] or [practice.procedure.facts({})]
    reasons += _unknown_words(practice, command, known)
    if reasons:
        return Refused(tuple(reasons))
    return _receive_each(command, children, actor, practice, happened, now, new_id)


def _receive_each(
    command: cmd.Receive,
    children: list[tuple[cmd.ChildSaid | None, Facts]],
    actor: Actor,
    practice: Practice,
    happened: datetime,
    now: datetime,
    new_id: NewId,
) -> Decided | Refused | NotRecorded:
    entries: list[Entry] = []
    unrecorded: list[Answer] = []
    reasons: list[Reason] = []
    for child, facts in children:
        permitted = _permitted(practice, command, facts, actor)
        if isinstance(permitted, Refused):
            reasons += [reason for reason in permitted.reasons if reason not in reasons]
            continue
        advice = practice.procedure.advise(facts)
        if is_unrecorded(advice):
            given = answer(practice, facts, happened)
            unrecorded.append(in_full(practice, facts, given))
            continue
        id = new_id()
        draft = Draft("received", None, _said(practice, command, child, facts, id))
        entries.append(
            write(
                practice,
                None,
                draft,
                permitted,
                actor.user,
                happened,
                now,
                command.reason,
                command.away,
                id,
            )
        )
    if reasons:
        return Refused(tuple(reasons))
    if not entries:
        return NotRecorded(tuple(unrecorded))
    return Decided((*entries, *_same_call(entries)))


def _permitted(
    practice: Practice, command: cmd.Receive, facts: Facts, actor: Actor
) -> Permitted | Refused:
    needed = {f"answered {id}" for id in command.answers} | set(command.checks)
    ask = Ask(
        verb=command.command,
        detail=None,
        stage=None,
        facts=facts,
        there=frozenset(needed),
        reason=command.reason,
        away=command.away,
        step=command.step,
    )
    return permit(practice, ask, actor)


def _said(
    practice: Practice,
    command: cmd.Receive,
    child: cmd.ChildSaid | None,
    facts: Facts,
    id: str,
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "reference": reference_of(id),
        "authority": practice.book.authority,
        "facts": plain(practice, facts),
        "referrer": command.referrer.model_dump(mode="json", exclude_defaults=True),
        "child": child.model_dump(mode="json", exclude={"facts", "person"}, exclude_defaults=True)
        if child
        else {},
        "adults": [
            adult.model_dump(mode="json", exclude_defaults=True) for adult in command.adults
        ],
        "what_happened": command.what_happened,
        "answers": dict(command.answers),
        "checks": dict(command.checks),
    }
    if child is not None and child.person:
        said["person"] = child.person
    return said


def _unknown_words(practice: Practice, command: cmd.Receive, children: list[Facts]) -> list[Reason]:
    reasons: list[Reason] = []
    for question, text in command.answers.items():
        at = f"/answers/{question}"
        refused = (answer_refused(practice, facts, question, text, at, at) for facts in children)
        reasons += [reason for reason in dict.fromkeys(refused) if reason is not None]
    for check in command.checks:
        if check not in practice.book.checks:
            near = did_you_mean(check, practice.book.checks)
            reasons.append(
                Reason("invalid", f"'{check}' is no check here.", near, pointer=f"/checks/{check}")
            )
    return reasons


def _same_call(entries: list[Entry]) -> list[Entry]:
    """Links between the first contact of a call and each of the others, on both."""
    first, *others = entries
    sequences = {entry.contact: entry.sequence for entry in entries}
    links = []
    for other in others:
        for entry in (first, other):
            sequences[entry.contact] += 1
            links.append(
                _linked(entry, "same_call", other.contact, first.contact, sequences[entry.contact])
            )
    return links


def _linked(on: Entry, kind: str, this: str, other: str, sequence: int) -> Entry:
    return Entry(
        contact=on.contact,
        sequence=sequence,
        kind="linked",
        detail=kind,
        happened=on.happened,
        recorded=on.recorded,
        by=on.by,
        role=on.role,
        step=on.step,
        cites=on.cites,
        edition=on.edition,
        said={"this": this, "other": other},
    )


def copy(
    original: Contact,
    command: cmd.Copy,
    actor: Actor,
    practice: Practice,
    original_practice: Practice,
    now: datetime,
    new_id: NewId,
) -> Decided | Refused:
    """Copy a contact to a sibling: a contact of its own, with its own date, linked as a copy.

    The copy's clocks may count from an entry of the original (`original received`).
    """
    happened = command.happened or now
    if original.deleted or happened > now + CLOCK_SKEW:
        gone = Reason("conflict", "This contact was deleted as a duplicate.")
        return Refused((gone if original.deleted else future(),))
    if happened < original.received.replace(second=0, microsecond=0):
        return Refused((before_receipt(original),))
    try:
        return _copy(original, command, actor, practice, original_practice, happened, now, new_id)
    except BeyondCalendar as error:
        return Refused((Reason("invalid", str(error), pointer="/happened"),))


def _copy(
    original: Contact,
    command: cmd.Copy,
    actor: Actor,
    practice: Practice,
    original_practice: Practice,
    happened: datetime,
    now: datetime,
    new_id: NewId,
) -> Decided | Refused:
    ask = ask_about(original_practice, original, command, now)
    permitted = permit(original_practice, ask, actor)
    if isinstance(permitted, Refused):
        return permitted
    referrer = msgspec.to_builtins(original.referrer)
    call = cmd.Receive(
        referrer=cmd.ReferrerSaid(**referrer),
        children=(command.child,),
        what_happened=original.what_happened,
        facts={
            fact: value
            for fact, value in original.facts.items()
            if fact in practice.book.facts
            and practice.book.facts[fact].group not in ("history", "family", "circumstance")
            and not practice.book.facts[fact].derived
        },
    )
    facts, reasons = facts_of_call(practice, call, command.child, happened, "/child")
    if facts is None or reasons:
        return Refused(tuple(reasons))
    id = new_id()
    said = {**_said(practice, call, command.child, facts, id), "copied_from": original.id}
    if original.restricted:
        said["restricted"] = msgspec.to_builtins(original.restricted)
    draft = Draft(
        "received",
        None,
        said,
        to=original.holding_team,
        falls_to=practice.book.first_stage,
        events=(Event("copied"),),
        moments={
            "copied": happened,
            **{f"original {event}": moment for event, moment in original.moments.items()},
        },
    )
    begun = Permitted(permitted.step.model_copy(update={"stage": None}), permitted.role)
    received = write(
        practice,
        None,
        draft,
        begun,
        actor.user,
        happened,
        now,
        command.reason,
        command.away,
        id,
    )
    begins = apply(None, received)
    links = [
        _linked(received, "copy_of", id, original.id, begins.version + 1),
        msgspec.structs.replace(
            _linked(received, "copy_of", id, original.id, original.version + 1),
            contact=original.id,
            edition=original.edition,
        ),
    ]
    entries = (received, *links)
    led_to = reactions(
        {original.id: original},
        entries,
        original.id,
        (Event("copied"),),
        lambda contact: practice if contact.id == id else original_practice,
        actor,
        now,
    )
    return Decided((*entries, *led_to))
