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
    Document,
    Letter,
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
        restricted=msgspec.convert(said.get("restricted"), Note | None),
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
    said = entry.said
    restricted = bool(said.get("restricted"))
    return Note(said.get("text", ""), entry.by, entry.role, entry.happened, restricted)


def _reason(entry: Entry) -> Note:
    """Why, as it was recorded: how long something stays open is not for whoever asks to say."""
    return Note(entry.said.get("reason", ""), entry.by, entry.role, entry.recorded)


def _restricted(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, restricted=_reason(entry))


def _restriction_lifted(contact: Contact, entry: Entry) -> Contact:
    del entry
    return replace(contact, restricted=None)


def _opened(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, opened={**contact.opened, entry.by: _reason(entry)})


def _unmasked(contact: Contact, entry: Entry) -> Contact:
    return replace(contact, unmasked={**contact.unmasked, entry.by: _reason(entry)})


def _amended(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    changes: dict[str, Any] = {"facts": {**contact.facts, **said.get("facts", {})}}
    for name, kind in (("child", Child), ("referrer", Referrer), ("adults", tuple[Adult, ...])):
        if name in said:
            changes[name] = msgspec.convert(said[name], kind)
    if "restricted" in said:
        changes["restricted"] = msgspec.convert(said["restricted"], Note)
    if "referrer" in said:
        changes["referrers"] = (*contact.referrers, contact.referrer)
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
    said = entry.said
    note = Note(said["note"], entry.by, entry.role, entry.happened) if said.get("note") else None
    return replace(contact, assigned_to=said["user"], handover=note)


def _attached(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    document = Document(
        id=said["document"],
        name=said["name"],
        media_type=said["media_type"],
        size=said["size"],
        digest=said["digest"],
        kind=said["kind"],
        source=said["source"],
        by=entry.by,
        role=entry.role,
        received=entry.happened,
    )
    return replace(contact, documents=(*contact.documents, document))


def _letter_drafted(contact: Contact, entry: Entry) -> Contact:
    said = entry.said
    letter = Letter(
        said["letter"],
        str(entry.detail),
        said["subject"],
        said["addressee"],
        said["text"],
        entry.by,
        entry.role,
        entry.happened,
    )
    return _with_letter(contact, letter)


def _letter_approved(contact: Contact, entry: Entry) -> Contact:
    letter = contact.letters[entry.said["letter"]]
    return _with_letter(contact, replace(letter, approved_by=entry.by, approved=entry.happened))


def _told(contact: Contact, entry: Entry) -> Contact:
    letter = contact.letters.get(entry.said.get("letter", ""))
    if letter is None:
        return contact
    channel = entry.said.get("channel", "")
    return _with_letter(contact, replace(letter, sent=entry.happened, channel=channel))


def _with_letter(contact: Contact, letter: Letter) -> Contact:
    return replace(contact, letters={**contact.letters, letter.id: letter})


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
        referrers=(),
        child=Child(),
        person=None,
        adults=(),
        what_happened="",
        facts={},
        answers={},
        checks={},
        records={},
        information=(),
        handover=None,
        documents=(),
        letters={},
        proposal=None,
        decisions=tuple(replace(decision, rationale="") for decision in contact.decisions),
        restricted=None,
        opened={},
        unmasked={},
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
    "document_attached": _attached,
    "child_corrected": _amended,
    "linked": _linked,
    "letter_drafted": _letter_drafted,
    "letter_approved": _letter_approved,
    "fed_back": _told,
    "notified": _told,
    "deleted": _deleted,
    "restricted": _restricted,
    "restriction_lifted": _restriction_lifted,
    "opened": _opened,
    "unmasked": _unmasked,
}
