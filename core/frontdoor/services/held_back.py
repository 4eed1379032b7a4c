"""What of a contact is held back from someone: a restricted record, a referrer, restricted notes.

Whatever shows or sends anything of a contact takes it through `shown`, and its journal through
`entries_shown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from frontdoor.domain.contact import Contact, Document, Note, Referrer
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.practice import Practice
from frontdoor.domain.restricting import is_open_to, withheld
from frontdoor.domain.showing import hides_referrer, reads_note

NOT_NAMED: Final = "not to be named"
"""What stands in the place of a referrer whom a role may not see."""

HELD_BACK: Final = "Held back, for it may tell who the referrer is"
"""What stands in the place of a text from which a referrer could be known."""

RESTRICTED_NOTE: Final = "A restricted note"
"""What stands in the place of a note that is not for everyone; by whom and when stays beside it."""

_WORD = re.compile(r"[\w@.]+")
_TOLD: Final = ("name", "telephone", "email", "address")
_IDS: Final = frozenset(
    {
        *("referrer", "reference", "authority", "person", "facts", "channel", "user", "restricted"),
        *("outcome", "also", "meaning", "carried_from", "copied_from", "decided_by", "survivor"),
        *("this", "other", "from", "task"),
    }
)
"""What an entry says in ids, not in anyone's words."""

Hide = Callable[[str], str]


def shown(practice: Practice, contact: Contact, actor: Actor, at: datetime) -> Contact:
    """A contact as `actor` may see it at a time.

    Of a restricted record that they have not opened only where it stands is left.
    """
    if not is_open_to(contact, actor.user, at):
        return withheld(contact)
    contact = _without_notes(practice, contact, actor)
    if not hides_referrer(practice, contact, actor, at):
        return contact
    hide = _hides(contact)
    about = about_referrer(practice)
    proposal = contact.proposal
    return replace(
        contact,
        referrer=Referrer(
            kind=contact.referrer.kind,
            name=NOT_NAMED,
            wants_anonymity=contact.referrer.wants_anonymity,
        ),
        referrers=(),
        what_happened=hide(contact.what_happened),
        child=replace(
            contact.child, needs=hide(contact.child.needs), school=hide(contact.child.school)
        ),
        adults=tuple(replace(one, telephone=hide(one.telephone)) for one in contact.adults),
        answers={
            id: HELD_BACK if id in about else hide(text) for id, text in contact.answers.items()
        },
        checks={id: _hidden(note, hide) for id, note in contact.checks.items()},
        records={id: _hidden(note, hide) for id, note in contact.records.items()},
        information=tuple(_hidden(note, hide) for note in contact.information),
        handover=contact.handover and _hidden(contact.handover, hide),
        documents=tuple(_document(one, hide) for one in contact.documents),
        proposal=proposal and replace(proposal, rationale=hide(proposal.rationale)),
        decisions=tuple(replace(one, rationale=hide(one.rationale)) for one in contact.decisions),
        letters={
            id: replace(
                one,
                subject=hide(one.subject),
                addressee=hide(one.addressee),
                text=hide(one.text),
            )
            for id, one in contact.letters.items()
        },
    )


def entries_shown(
    practice: Practice, contact: Contact, entries: Iterable[Entry], actor: Actor, at: datetime
) -> list[Entry]:
    """A contact's journal as `actor` may see it at a time; `contact` is as it is on record."""
    entries = list(entries)
    if not is_open_to(contact, actor.user, at):
        return []
    entries = [_without_note(practice, contact, entry, actor) for entry in entries]
    if not hides_referrer(practice, contact, actor, at):
        return entries
    about, hide = about_referrer(practice), _hides(contact)
    return [_unnamed(entry, about, hide) for entry in entries]


def about_referrer(practice: Practice) -> frozenset[str]:
    """The questions whose answer says who a referrer is."""
    questions = practice.book.questions.values()
    return frozenset(question.rule for question in questions if question.names_referrer)


def _unnamed(entry: Entry, about: frozenset[str], hide: Hide) -> Entry:
    said = {key: value if key in _IDS else _each(value, hide) for key, value in entry.said.items()}
    if "referrer" in said:
        said["referrer"] = {"kind": said["referrer"].get("kind", "not_known"), "name": NOT_NAMED}
    if said.get("source") == "referrer" and entry.kind == "document_attached":
        said["name"] = HELD_BACK
    if entry.kind == "answered" and entry.detail in about and "text" in said:
        said["text"] = HELD_BACK
    if "answers" in said:
        said["answers"] = {
            id: HELD_BACK if id in about else text for id, text in said["answers"].items()
        }
    return replace(entry, said=said)


def _each(value: Any, hide: Hide) -> Any:
    match value:
        case str():
            return hide(value)
        case dict():
            return {key: _each(one, hide) for key, one in value.items()}
        case list():
            return [_each(one, hide) for one in value]
    return value


def _hides(contact: Contact) -> Hide:
    """Holds a text back that has a word of the referrer's name, address or the like.

    Who the referrer was said to be before is as telling as who they are known to be now. A word
    that is the child's or the family's as well tells nothing. What someone wrote of a referrer in
    other words stays.
    """
    child = contact.child
    known = (child.name, child.address, *(f"{one.name} {one.address}" for one in contact.adults))
    referrers = (contact.referrer, *contact.referrers)
    told = (getattr(one, part) for one in referrers for part in _TOLD)
    tells = _words(*told) - _words(*known)
    return lambda text: HELD_BACK if tells & _words(text) else text


def _document(document: Document, hide: Hide) -> Document:
    if document.source != "referrer" and hide(document.name) == document.name:
        return document
    return replace(document, name=HELD_BACK, digest="", held_back=True)


def _hidden(note: Note, hide: Hide) -> Note:
    return replace(note, text=hide(note.text))


def _words(*texts: str) -> set[str]:
    """The words of texts that are long enough to tell of anyone, without regard to capitals."""
    found = (word.strip(".").casefold() for text in texts for word in _WORD.findall(text))
    return {word for word in found if len(word) > 1}


def _without_notes(practice: Practice, contact: Contact, actor: Actor) -> Contact:
    notes = (
        note if reads_note(practice, contact, note, actor) else replace(note, text=RESTRICTED_NOTE)
        for note in contact.information
    )
    return replace(contact, information=tuple(notes))


def _without_note(practice: Practice, contact: Contact, entry: Entry, actor: Actor) -> Entry:
    if not entry.said.get("restricted") or "text" not in entry.said:
        return entry
    note = Note("", entry.by, entry.role, entry.happened, restricted=True)
    if reads_note(practice, contact, note, actor):
        return entry
    return replace(entry, said={**entry.said, "text": RESTRICTED_NOTE})
