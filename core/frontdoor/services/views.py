"""What people are shown of a contact: what their roles may see, and what they may do now."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from frontdoor.domain.contact import Contact, Referrer
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Permitted, Reason, ask_of, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.showing import Missing, hides_referrer, missing
from frontdoor.procedure.language import Step
from frontdoor.services.authority import now

HELD_BACK = "not to be named"
"""What stands in the place of a referrer whom a role may not see."""


class Action(msgspec.Struct, frozen=True):
    """A step at the contact's stage: whether this person may take it now, and if not, why not.

    `outcomes` are those it can lead to (id, name); `verb` and `detail` its command.
    """

    step: str
    verb: str
    detail: str | None
    name: str
    hint: str
    may: bool
    why_not: tuple[Reason, ...]
    outcomes: tuple[tuple[str, str], ...]
    destinations: tuple[tuple[str, str], ...]
    needs_reason: bool
    cites: tuple[str, ...]


class View(msgspec.Struct, frozen=True):
    """A contact as one person sees it, with its journal and what may be done."""

    contact: Contact
    entries: tuple[Entry, ...]
    actions: tuple[Action, ...]
    missing: tuple[Missing, ...]


def view(practice: Practice, contact: Contact, entries: list[Entry], actor: Actor) -> View:
    """Put together what `actor` may see of a contact and may do with it."""
    if hides_referrer(practice, contact, actor):
        contact = replace(contact, referrer=_unnamed(contact.referrer))
        entries = [_without_referrer(entry) for entry in entries]
    if contact.deleted:
        return View(contact, tuple(entries), (), ())
    return View(
        contact,
        tuple(entries),
        tuple(actions(practice, contact, actor)),
        tuple(missing(practice, contact)),
    )


def _unnamed(referrer: Referrer) -> Referrer:
    return Referrer(kind=referrer.kind, name=HELD_BACK, wants_anonymity=referrer.wants_anonymity)


def _without_referrer(entry: Entry) -> Entry:
    if "referrer" not in entry.said:
        return entry
    kind = entry.said["referrer"].get("kind", "not_known")
    return replace(entry, said={**entry.said, "referrer": {"kind": kind, "name": HELD_BACK}})


def actions(
    practice: Practice, contact: Contact, actor: Actor, at: datetime | None = None
) -> list[Action]:
    """The steps of the contact's stage at a time (now), those that this person may take first."""
    procedure, book = practice.procedure, practice.book
    facts = procedure.facts(contact.facts)
    found = []
    for step in procedure.steps(facts, contact.stage):
        outcomes = procedure.outcomes(step)
        ask = replace(
            ask_of(practice, contact, step.command.verb, step.command.detail, at or now()),
            outcomes=_supposed(contact, step, outcomes),
            decided=step.command.verb not in ("propose", "authorise"),
            reason="to be given",
            step=step.rule,
        )
        permitted = permit(practice, ask, actor)
        may = isinstance(permitted, Permitted)
        found.append(
            Action(
                step=step.rule,
                verb=step.command.verb,
                detail=step.command.detail,
                name=step.name,
                hint=step.hint or "",
                may=may,
                why_not=() if isinstance(permitted, Permitted) else permitted.reasons,
                outcomes=tuple((id, book.outcomes[id].name) for id in outcomes),
                destinations=()
                if step.to
                else tuple((id, d.name) for id, d in book.destinations.items()),
                needs_reason=step.needs_reason,
                cites=step.clauses,
            )
        )
    return sorted(found, key=lambda action: not action.may)


def _supposed(contact: Contact, step: Step, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """The outcomes for which a step is tried: the likeliest that it can lead to."""
    if step.command.verb in ("propose", "authorise"):
        likely = [contact.proposal.outcome] if contact.proposal else []
        likely += [contact.advice.outcome] if contact.advice else []
        usable = [outcome for outcome in likely if outcome in outcomes] or list(outcomes)
        return tuple(usable[:1])
    if contact.decision:
        return (contact.decision.outcome, *contact.decision.also)
    return outcomes[:1] if step.command.verb == "close" else ()
