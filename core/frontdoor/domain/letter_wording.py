"""Drafts a letter about a contact in a procedure's wording, with what was left out and why."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from frontdoor.domain.clocks import LONDON, describe_day
from frontdoor.domain.contact import Adult, Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.letters import kept_from, names_referrer
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.letters import (
    PARTS,
    PLACEHOLDERS,
    RECEIVING_TEAM,
    filled,
    placeholders,
)

NEXT: Final = ("assessment", "strategy_discussion", "enquiry", "support", "review", "allocation")
"""Purposes of tasks that a reader may be told of as what comes next."""

_INSIDE: Final = ("front_door", "meeting", "assessment_team", "specialist_team", "allocated_worker")


class Written(msgspec.Struct, frozen=True):
    """A paragraph of a draft, with the rule that words it."""

    rule: str
    text: str
    cites: tuple[str, ...]


class Withheld(msgspec.Struct, frozen=True):
    """Something that a reader may not know: what, why, by which rule of a section."""

    what: str
    because: str
    section: str
    rule: str
    cites: tuple[str, ...]


class LetterDraft(msgspec.Struct, frozen=True):
    """A letter as the procedure words it; `cautions` are for the writer, as is what is withheld.

    `told` are the rules that say what this reader is told.
    """

    to: str
    subject: str
    addressee: str
    text: str
    written: tuple[Written, ...]
    withheld: tuple[Withheld, ...]
    told: tuple[lang.Feedback, ...]
    cautions: tuple[str, ...]
    disagrees: bool
    """Whether it says how to complain or to disagree."""


def readers_of(practice: Practice, contact: Contact) -> list[str]:
    """The readers to whom a letter about a contact may be thought of, its referrer first."""
    kind = contact.facts.get("referrer", contact.referrer.kind)
    referrer = "professional_referrer" if kind == "professional" else "other_referrer"
    found = [] if kind == "not_known" and not contact.referrer.name else [referrer]
    found.append("parents")
    if contact.facts.get("age_band") not in ("unborn", "under_1") and not contact.child.expected:
        found.append("child")
    found.append("agencies")
    if receiving_team(practice, contact):
        found.append(RECEIVING_TEAM)
    return found


def receiving_team(practice: Practice, contact: Contact) -> str:
    """The team of the authority that a contact has gone to, or nothing."""
    team = practice.book.destinations.get(contact.holding_team or "")
    return team.destination if team and team.kind in _INSIDE else ""


def wording(
    practice: Practice, contact: Contact, to: str, writer: Actor, now: datetime
) -> LetterDraft:
    """Draft a letter to a reader: every paragraph that applies, but what they may not know.

    A paragraph that names something held back gives way whole; so does one whose reasons tell of a
    referrer who may not be named.
    """
    procedure = practice.procedure
    facts = procedure.facts(contact.facts)
    values = _values(practice, contact, to, writer, now)
    held = kept_from(practice, contact, to)
    written, left_out = [], []
    for rule in sorted(procedure.letters(facts), key=lambda rule: PARTS.index(rule.part)):
        if to not in rule.to or not _stands(practice, contact, rule):
            continue
        names = placeholders(rule.says)
        if any(not values[name] for name in names):
            continue
        blocking = [one for one in held if one.holds_back in map(PLACEHOLDERS.get, names)]
        if "reasons" in names and names_referrer(practice, contact, to, (values["reasons"],)):
            blocking += [one for one in held if one.holds_back == "referrer_identity"]
        if blocking:
            left_out += [(one, rule) for one in blocking]
        else:
            written.append(Written(rule.rule, filled(rule.says, values), rule.clauses))
    told = tuple(rule for rule in procedure.feedback(facts) if rule.to == to)
    is_referrer = to in ("professional_referrer", "other_referrer")
    about = f"Your contact of {values['received']}" if is_referrer else practice.book.name
    return LetterDraft(
        to=to,
        subject=f"{about}: reference {contact.reference}",
        addressee=_addressee(practice, contact, to),
        text="\n\n".join(paragraph.text for paragraph in written),
        written=tuple(written),
        withheld=_withheld(held, left_out, told),
        told=told,
        cautions=tuple(_cautions(contact, to, told)),
        disagrees=any(practice.book.letters[one.rule].part == "disagree" for one in written),
    )


def _stands(practice: Practice, contact: Contact, rule: lang.Letter) -> bool:
    decision = contact.decision
    if rule.decided is not None and rule.decided != (decision is not None):
        return False
    if not rule.meanings:
        return True
    ids = (decision.outcome, *decision.also) if decision else ()
    known = practice.book.outcomes
    return any(known[id].meaning in rule.meanings for id in ids if id in known)


def _values(
    practice: Practice, contact: Contact, to: str, writer: Actor, now: datetime
) -> dict[str, str]:
    book, decision = practice.book, contact.decision
    outcomes = (decision.outcome, *decision.also) if decision else ()
    team = book.destinations.get(contact.holding_team or "")
    roles = [book.roles[role].name for role in sorted(writer.roles) if role in book.roles]
    reached = [
        one.says for one in book.statements.values() if one.says and "contact_details" in one.about
    ]
    return {
        "authority": book.name,
        "reference": contact.reference,
        "received": _day(contact.received),
        "decided": _day(decision.happened) if decision else "",
        "today": _day(now),
        "name": _name(practice, contact, to) or "[to fill in: name]",
        "writer": writer.name or "[to fill in: your name]",
        "role": roles[0] if len(roles) == 1 else "[to fill in: your role]",
        "outcome": "; ".join(book.outcomes[id].name for id in outcomes if id in book.outcomes),
        "team": team.name if team else "",
        "contact_details": " ".join(reached) or "[to fill in: how to reach us]",
        "referrer": _listed(contact.referrer.name, contact.referrer.organisation),
        "child": contact.child.name or "the child",
        "first_name": contact.child.name.partition(" ")[0] or "[to fill in: name]",
        "reasons": decision.rationale if decision else "",
        "next": "; ".join(
            f"{task.name}{f', by {_day(task.due)}' if task.due else ''}"
            for task in contact.running
            if task.purpose in NEXT
        ),
    }


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _day(moment: datetime) -> str:
    return describe_day(moment.astimezone(LONDON).date())


def _parents(contact: Contact) -> list[Adult]:
    """Those with parental responsibility whom one letter can reach: who live together, or one."""
    found = [adult for adult in contact.adults if adult.parental_responsibility and adult.name]
    return found if len({adult.address for adult in found}) == 1 else []


def _name(practice: Practice, contact: Contact, to: str) -> str:
    if to in ("professional_referrer", "other_referrer"):
        return contact.referrer.name
    if to == "parents":
        return " and ".join(adult.name for adult in _parents(contact))
    if to == RECEIVING_TEAM:
        return practice.book.destinations[receiving_team(practice, contact)].name
    return contact.child.name if to == "child" else ""


def _addressee(practice: Practice, contact: Contact, to: str) -> str:
    name = _name(practice, contact, to) or "[to fill in: name]"
    if to == RECEIVING_TEAM:
        return name
    if to in ("professional_referrer", "other_referrer"):
        referrer = contact.referrer
        lines = [name, referrer.role, referrer.organisation, referrer.address]
        return "\n".join(line for line in lines if line)
    if to == "parents":
        parents = _parents(contact)
        address = parents[0].address if parents else ""
    else:
        address = contact.child.address if to == "child" else ""
    return f"{name}\n{address or '[to fill in: address]'}"


def _withheld(
    held: list[lang.Disclosure],
    left_out: list[tuple[lang.Disclosure, lang.Letter]],
    told: tuple[lang.Feedback, ...],
) -> tuple[Withheld, ...]:
    found = [
        Withheld(rule.holds_back, rule.because, "disclosure", rule.rule, rule.clauses)
        for rule in held
    ]
    found += [
        Withheld(rule.says, because.because, "letters", rule.rule, because.clauses)
        for because, rule in left_out
    ]
    found += [
        Withheld(text, "", "feedback", rule.rule, rule.clauses)
        for rule in told
        for text in rule.holds_back
    ]
    return tuple(found)


def _cautions(contact: Contact, to: str, told: tuple[lang.Feedback, ...]) -> list[str]:
    found = []
    if not told and to != RECEIVING_TEAM:
        found.append("For this contact the procedure has no rule on telling this reader.")
    with_say = [adult for adult in contact.adults if adult.parental_responsibility]
    if to == "parents" and len({adult.address for adult in with_say}) > 1:
        found.append(
            "Those with parental responsibility live apart. Write to each alone, and give neither "
            "the other's address."
        )
    if to == "agencies" and contact.facts.get("consent") != "given":
        found.append(
            "The parents have not given their consent. Without it, information about the family is "
            "shared only where sharing was authorised."
        )
    if contact.decision is None:
        found.append("Nothing is decided yet: the draft only says that the contact has come.")
    return found
