"""Put contacts on the right child: one on another child, or two of a call the other way round."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.decide import decide
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Reason, Refused
from frontdoor.domain.restricting import is_open_to
from frontdoor.domain.right_child import history
from frontdoor.services.act_on_contact import NoSuchContact, Stale, act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Person, Records, User, Visit
from frontdoor.services.receipts import Once, Receipt, given_before, kept
from frontdoor.services.restricted import practice_for, require_open
from frontdoor.services.take_contact import with_people, write


def put_on_known_child(
    authority: Authority,
    user: User,
    contact: str,
    person: str,
    facts: Mapping[str, str],
    reason: str,
    version: int,
    asked: Once,
) -> Receipt | Refused:
    """Put a contact on a child on record; what is known of that child comes from there.

    `facts` are those of the child's history. Raises as `act_on_contact` does.
    """
    with authority.store.visit(Visit("", "person.read", now(), logged=False)) as records:
        known = records.person(person)
        if known is not None and known.restricted:
            says = "The records of this child are restricted."
            instead = "Open one of them first, saying why."
            return Refused((Reason("conflict", says, instead, pointer="/person"),))
        child = _latest(records, known, user) if known else Child()
    command = cmd.CorrectChild(child=_said(child, person, facts), reason=reason)
    return act_on_contact(authority, user, contact, command, version, asked)


def swap_children(
    authority: Authority,
    user: User,
    versions: Mapping[str, int],
    reason: str,
    asked: Once,
) -> Receipt | Refused:
    """Put each of two contacts on the other's child, both or neither.

    `versions` are those that were read, by contact. Raises `NoSuchContact`, `Stale` or
    `Restricted`.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, "contact.swap_children", moment)
    with authority.store.visit(visit) as records:
        before = given_before(records, user.name, visit.operation, asked)
        if before is not None:
            records.saw(written.id for written in before.written)
            return before
        known = records.locked(versions)
        for id, version in versions.items():
            if id not in known:
                raise NoSuchContact(id)
            require_open(records, known[id], user.name, moment)
            if known[id].version != version:
                raise Stale(known[id].version)
        one, other = (known[id] for id in versions)
        entries: list[Entry] = []
        for contact, right in ((one, other), (other, one)):
            result = _on_child_of(authority, records, contact, right, actor, reason)
            if isinstance(result, Refused):
                records.refused(result.reasons[0].says)
                return result
            entries += result
        receipt = write(records, with_people(records, tuple(entries)), known)
        records.keep_answer(user.name, visit.operation, asked.key, kept(asked, receipt), moment)
        return receipt


def _on_child_of(
    authority: Authority,
    records: Records,
    contact: Contact,
    right: Contact,
    actor: Actor,
    reason: str,
) -> tuple[Entry, ...] | Refused:
    own = history(authority.book)
    facts = {fact: value for fact, value in right.facts.items() if fact in own}
    command = cmd.CorrectChild(child=_said(right.child, right.person, facts), reason=reason)
    practice = practice_for(authority, records, contact, command)
    result = decide({contact.id: contact}, contact.id, command, actor, practice, now())
    return result if isinstance(result, Refused) else result.entries


def _latest(records: Records, person: Person, user: User) -> Child:
    """A child as the latest contact has them that whoever asks may read."""
    for id in person.contacts:
        contact = records.contact(id)
        if contact is not None and is_open_to(contact, user.name, now()):
            return contact.child
    return person.child


def _said(child: Child, person: str | None, facts: Mapping[str, str]) -> cmd.ChildSaid:
    return cmd.ChildSaid(**msgspec.structs.asdict(child), person=person, facts=dict(facts))
