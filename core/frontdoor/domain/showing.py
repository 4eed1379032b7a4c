"""What of a contact is held back from whom, and what is still missing on it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.domain.contact import Contact, Note
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import there
from frontdoor.domain.practice import Practice
from frontdoor.domain.restricting import is_fresh
from frontdoor.procedure.language import Disclosure
from frontdoor.procedure.vocabulary import MANAGER_KINDS


class Missing(msgspec.Struct, frozen=True):
    """A question or a check that applies and has no answer yet."""

    id: str
    kind: str
    says: str
    part: str
    cites: tuple[str, ...]


def missing(practice: Practice, contact: Contact) -> list[Missing]:
    """Questions and checks that apply and are not answered; none of them holds anything up."""
    facts = practice.procedure.facts(contact.facts)
    found = [
        Missing(q.rule, "question", q.ask, q.part, q.clauses)
        for q in practice.procedure.questions(facts)
        if q.rule not in contact.answers
    ]
    found += [
        Missing(c.rule, "check", c.look, "Checks", c.clauses)
        for c in practice.procedure.checks(facts)
        if c.rule not in contact.checks
    ]
    return found


def held_back(practice: Practice, contact: Contact) -> list[Disclosure]:
    """The rules that hold something of a contact back, unless what lifts them is on record."""
    on_record = there(contact)
    return [
        rule
        for rule in practice.procedure.disclosure(practice.procedure.facts(contact.facts))
        if not (rule.unless and all(need in on_record for need in rule.unless))
    ]


def hides_referrer(
    practice: Practice, contact: Contact, actor: Actor, at: datetime | None = None
) -> bool:
    """Whether the referrer is held back from someone who acts in these roles.

    It is not at a time `at` at which they have said why they must know.
    """
    if at is not None and is_fresh(contact.unmasked.get(actor.user), at):
        return False
    roles = practice.book.roles
    if any(role in roles and roles[role].sees_referrer for role in actor.roles):
        return False
    return any(rule.holds_back == "referrer_identity" for rule in held_back(practice, contact))


def reads_note(practice: Practice, contact: Contact, note: Note, actor: Actor) -> bool:
    """Whether someone may read a note: a restricted one is for few.

    For whoever wrote it, whoever the contact is assigned to, and managers.
    """
    if not note.restricted or actor.user in (note.by, contact.assigned_to):
        return True
    roles = practice.book.roles
    return any(role in roles and roles[role].kind in MANAGER_KINDS for role in actor.roles)
