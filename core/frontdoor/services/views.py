"""What people are shown of a contact: what their roles may see, and what they may do now."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Permitted, Reason, Refused, ask_of, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.restricting import is_open_to
from frontdoor.domain.showing import Missing, hides_referrer, missing
from frontdoor.procedure.language import Step
from frontdoor.services.authority import now
from frontdoor.services.held_back import entries_shown, shown

NOT_LINKED: Final = Reason(
    "conflict",
    "It is not known yet which contact it is a duplicate of.",
    "Link it to that contact first, as a duplicate.",
)


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


class Linked(msgspec.Struct, frozen=True):
    """A contact that another is linked to, as one person may see it.

    `kinds` says for each link what it is, and whether this one is its second end (the original of
    a copy, the one that a duplicate goes on as).
    """

    id: str
    reference: str
    kinds: tuple[tuple[str, bool], ...]
    child: Child
    stage: str
    outcomes: tuple[str, ...]
    next_due: datetime | None
    assigned_to: str | None
    deleted: bool


class View(msgspec.Struct, frozen=True):
    """A contact as one person sees it, with its journal and what may be done."""

    contact: Contact
    entries: tuple[Entry, ...]
    actions: tuple[Action, ...]
    missing: tuple[Missing, ...]
    linked: tuple[Linked, ...] = ()


def view(
    practice: Practice, contact: Contact, entries: list[Entry], actor: Actor, at: datetime
) -> View:
    """Put together what `actor` may see of a contact and may do with it at a time.

    With a restricted record that they have not opened they can do nothing but open it.
    """
    seen = shown(practice, contact, actor, at)
    if contact.deleted or not is_open_to(contact, actor.user, at):
        return View(seen, tuple(entries_shown(practice, contact, entries, actor, at)), (), ())
    return View(
        seen,
        tuple(entries_shown(practice, contact, entries, actor, at)),
        tuple(actions(practice, contact, actor, at)),
        tuple(missing(practice, contact)),
    )


def linked(contact: Contact, other: Contact) -> Linked:
    """A contact in the list of those that `contact` is linked to; both as someone may see them."""
    ends = [link for link in contact.links if other.id in (link.this, link.other)]
    decision = other.decision
    return Linked(
        id=other.id,
        reference=other.reference,
        kinds=tuple(dict.fromkeys((link.kind, link.other == other.id) for link in ends)),
        child=other.child,
        stage=other.stage,
        outcomes=(decision.outcome, *decision.also) if decision else (),
        next_due=other.next_due,
        assigned_to=other.assigned_to,
        deleted=other.deleted,
    )


def actions(
    practice: Practice, contact: Contact, actor: Actor, at: datetime | None = None
) -> list[Action]:
    """The steps of the contact's stage at a time (now), those that this person may take first."""
    procedure, book = practice.procedure, practice.book
    facts = procedure.facts(contact.facts)
    found = []
    for step in procedure.steps(facts, contact.stage):
        if not _is_of_use(practice, contact, step, actor, at or now()):
            continue
        outcomes = procedure.outcomes(step)
        ask = replace(
            ask_of(practice, contact, step.command.verb, step.command.detail, at or now()),
            outcomes=_supposed(contact, step, outcomes),
            decided=step.command.verb not in ("propose", "authorise"),
            reason="to be given",
            step=step.rule,
        )
        permitted = permit(practice, ask, actor)
        if step.command.verb == "delete_duplicate" and not contact.linked("duplicate_of"):
            permitted = Refused((NOT_LINKED,))
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


def _is_of_use(
    practice: Practice, contact: Contact, step: Step, actor: Actor, at: datetime
) -> bool:
    """Whether a step would change anything for someone: nothing is held back, written or linked."""
    match step.command.verb:
        case "restrict":
            return contact.restricted is None
        case "lift_restriction":
            return contact.restricted is not None
        case "open_restricted":
            return not is_open_to(contact, actor.user, at)
        case "approve_letter":
            return any(not one.approved and not one.sent for one in contact.letters.values())
        case "carry_outcome":
            return bool(contact.linked("copy_of") or contact.linked("duplicate_of"))
        case "unmask":
            return hides_referrer(practice, contact, actor, at)
    return True


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
