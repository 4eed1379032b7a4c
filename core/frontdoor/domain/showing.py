"""What of a contact is held back from whom, and what is still missing on it."""

from __future__ import annotations

import msgspec

from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import there
from frontdoor.domain.practice import Practice
from frontdoor.procedure.language import Disclosure


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


def hides_referrer(practice: Practice, contact: Contact, actor: Actor) -> bool:
    """Whether the referrer is held back from someone who acts in these roles."""
    roles = practice.book.roles
    if any(role in roles and roles[role].sees_referrer for role in actor.roles):
        return False
    return any(rule.holds_back == "referrer_identity" for rule in held_back(practice, contact))
