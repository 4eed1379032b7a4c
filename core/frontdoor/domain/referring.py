"""Contacts that come from outside, by a form: no one at the front door has taken them yet."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.domain.decide import Decided
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NewId, NotRecorded, receive
from frontdoor.procedure.language import Disclosure

FORM: Final = "public form"
"""By whom an entry is that a referrer's form made."""

REFERRER: Final = "referrer"
"""In what role: in none of the procedure's."""


def receive_form(
    command: cmd.Receive, practice: Practice, now: datetime, new_id: NewId
) -> Decided | Refused | NotRecorded:
    """Receive a form as the procedure has its front door receive a contact.

    The same step permits it, with what that leads to; but its entries name no role of the
    authority, for nobody there has read it.
    """
    procedure = practice.procedure
    steps = procedure.steps_of(command.command, None)
    roles = frozenset[str]().union(*(procedure.roles(procedure.by(step)) for step in steps))
    took = receive(command, Actor(user=FORM, roles=roles), practice, now, new_id)
    if not isinstance(took, Decided):
        return took
    return Decided(tuple(replace(entry, role=REFERRER) for entry in took.entries))


def keeps_unnamed(practice: Practice, kind: str) -> list[Disclosure]:
    """The rules by which a referrer of a kind who asks for it is not named to the family."""
    facts = practice.procedure.facts({"referrer": kind, "anonymity": "yes"})
    return [
        rule
        for rule in practice.procedure.disclosure(facts)
        if rule.holds_back == "referrer_identity" and "parents" in rule.from_
    ]
