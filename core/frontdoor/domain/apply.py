"""Builds a contact from its entries; needs no procedure, for entries hold their results."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from frontdoor.domain.contact import (
    Adult,
    Child,
    Contact,
    Decision,
    Link,
    Missed,
    Note,
    Proposal,
    Referrer,
)
from frontdoor.domain.entries import Entry


def apply(contact: Contact | None, entry: Entry) -> Contact:
    """The contact after `entry`; the first entry of a contact makes it.

    An entry whose payload was erased has nothing said, and changes only what its results change.
    """
    if contact is None:
        contact = _begin(entry)
    elif entry.kind in _CHANGES and (entry.said or entry.kind == "deleted"):
        contact = _CHANGES[entry.kind](contact, entry)
    return _led_to(contact, entry)


def replay(entries: Iterable[Entry]) -> Contact:
    """The contact that these entries, in order, have made. Raises `ValueError` for none."""
    contact: Contact | None = None
    for entry in entries:
        contact = apply(contact, entry)
    if contact is None:
        raise ValueError("a contact has at least one entry")
    return contact


def _begin(entry: Entry) -> Contact:
    said = entry.said
    return Contact(
        id=entry.contact,
        reference=said.get("reference", ""),
        authority=said.get("authority", ""),
        edition=entry.edition,
        version=0,
        stage=entry.stage or "",
        received=entry.happened,
        recorded=entry.recorded,
        received_by=entry.by,
        referrer=msgspec.convert(said.get("referrer", {}), Referrer),
        child=msgspec.convert(said.get("child", {}), Child),
        person=said.get("person"),
        adults=msgspec.convert(said.get("adults", ()), tuple[Adult, ...]),
        what_happened=said.get("what_happened", ""),
        facts=said.get("facts", {}),
        answers=said.get("answers", {}),
        checks={
            id: Note(text, entry.by, entry.role, entry.happened)
            for id, text in said.get("checks", {}).items()
        },
    )


def _led_to(contact: Contact, entry: Entry) -> Contact:
    tasks = {**contact.tasks, **{task.id: task for task in entry.starts}}
    for end in entry.ends:
        tasks[end.id] = replace(tasks[end.id], ended=entry.happened, ended_by=end.by)
    return replace(
        contact,
        version=entry.sequence,
        stage=entry.stage or contact.stage,
        holding_team=entry.holding_team or contact.holding_team,
        advice=entry.advice or contact.advice,
        tasks=tasks,
        moments=_moments(contact.moments, entry),
    )


def _moments(moments: dict[str, datetime], entry: Entry) -> dict[str, datetime]:
    events = [entry.kind, entry.event]
    if entry.kind == "received":
        for kind in ("checked", "answered"):
            ids = entry.said.get("checks" if kind == "checked" else "answers", {})
            events += [kind, *(f"{kind} {id}" for id in ids)] if ids else []
    if entry.stage is not None:
        events.append(f"stage {entry.stage}")
    return {**moments, **dict.fromkeys(events, entry.happened)}


def _note(entry: Entry) -> Note:
    return Note(entry.said.get("text", ""), entry.by, entry.role, entry.happened)


def _amended(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    changes: dict[str, Any] = {"facts": {**contact.facts, **said.get("facts", {})}}
    for name, kind in (("child", Child), ("referrer", Referrer), ("adults", tuple[Adult, ...])):
        if name in said:
            changes[name] = msgspec.convert(said[name], kind)
    for name in ("what_happened", "person"):
        if name in said:
            changes[name] = said[name]
    return replace(contact, **changes)


def _answered(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, answers={**contact.answers, str(entry.detail): entry.said["text"]})


def _checked(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, checks={**contact.checks, str(entry.detail): _note(entry)})


def _recorded(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, records={**contact.records, str(entry.detail): _note(entry)})


def _information(contact: Contact, entry: Entry) -> Contact:
    missed = msgspec.convert(entry.said.get("missed", ()), tuple[Missed, ...])
    return replace(
        contact,
        information=(*contact.information, _note(entry)),
        missed=(*contact.missed, *missed),
    )


def _proposed(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    proposal = Proposal(
        said["outcome"],
        tuple(said.get("also", ())),
        said.get("rationale", ""),
        entry.by,
        entry.role,
        entry.happened,
        entry.sequence,
    )
    return replace(contact, proposal=proposal)


def _decided(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    if said.get("outcome") is None:
        return contact
    decision = Decision(
        said["outcome"],
        tuple(said.get("also", ())),
        said["meaning"],
        said.get("rationale", ""),
        entry.by,
        entry.role,
        entry.happened,
        said.get("carried_from"),
    )
    return replace(contact, decisions=(*contact.decisions, decision), proposal=None)


def _declined(contact: Contact, entry: Entry) -> Contact:
    del entry
    return replace(contact, proposal=None)


def _assigned(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, assigned_to=entry.said["user"])


def _linked(contact: Contact, entry: Entry) -> Contact:
    link = Link(str(entry.detail), entry.said["this"], entry.said["other"])
    if link in contact.links:
        return contact
    return replace(contact, links=(*contact.links, link))


def _deleted(contact: Contact, entry: Entry) -> Contact:
    """What is left of a deleted duplicate: that it was, and where its outcome stands."""
    del entry
    return replace(
        contact,
        deleted=True,
        referrer=Referrer(),
        child=Child(),
        person=None,
        adults=(),
        what_happened="",
        facts={},
        answers={},
        checks={},
        records={},
        information=(),
        proposal=None,
        decisions=tuple(replace(decision, rationale="") for decision in contact.decisions),
    )


_CHANGES = {
    "amended": _amended,
    "answered": _answered,
    "checked": _checked,
    "recorded": _recorded,
    "information_added": _information,
    "proposed": _proposed,
    "authorised": _decided,
    "closed": _decided,
    "outcome_carried": _decided,
    "declined": _declined,
    "assigned": _assigned,
    "linked": _linked,
    "deleted": _deleted,
}
