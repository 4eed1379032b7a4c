"""Drafts of decisions: what is proposed, authorised, declined, carried over, closed with."""

from __future__ import annotations

from collections.abc import Mapping

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.domain.writing import Draft, Drafted, no_such


def propose(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Propose, practice: Practice
) -> Drafted:
    """An outcome for someone else to authorise."""
    del records
    outcomes = (command.outcome, *command.also)
    reasons = _unknown_outcomes(practice, outcomes)
    if not reasons and not command.rationale and departs(contact, command.outcome):
        reasons.append(_rationale(practice, contact, command.outcome))
    return reasons or Draft(
        "proposed",
        None,
        {"outcome": command.outcome, "also": list(command.also), "rationale": command.rationale},
        outcomes=outcomes,
    )


def departs(contact: Contact, outcome: str) -> bool:
    """Whether an outcome is neither what the procedure advises nor what was proposed."""
    if contact.proposal and outcome == contact.proposal.outcome:
        return False
    return contact.advice is not None and outcome not in (
        contact.advice.outcome,
        *contact.advice.also,
    )


def authorise(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Authorise, practice: Practice
) -> Drafted:
    """A decision: on the proposal, or on an outcome of its own."""
    del records
    outcome = command.outcome or (contact.proposal.outcome if contact.proposal else None)
    if outcome is None:
        return [
            Reason(
                "invalid",
                "No outcome was chosen, and none was proposed.",
                "Choose an outcome.",
                pointer="/outcome",
            )
        ]
    also = command.also
    if also is None:
        same = contact.proposal is not None and contact.proposal.outcome == outcome
        also = contact.proposal.also if same and contact.proposal else ()
    rationale = command.rationale
    return _decision("authorised", practice, contact, outcome, also, rationale)


def _decision(
    kind: str,
    practice: Practice,
    contact: Contact,
    outcome: str,
    also: tuple[str, ...],
    rationale: str,
) -> Drafted:
    outcomes = (outcome, *also)
    reasons = _unknown_outcomes(practice, outcomes)
    if reasons:
        return reasons
    if not rationale and departs(contact, outcome):
        return [_rationale(practice, contact, outcome)]
    if not rationale and contact.proposal:
        rationale = contact.proposal.rationale
    greatest = max(outcomes, key=practice.procedure.rank)
    said = {
        "outcome": outcome,
        "also": list(also),
        "meaning": practice.book.outcomes[greatest].meaning,
        "rationale": rationale,
    }
    return Draft(kind, None, said, outcomes=outcomes)


def _rationale(practice: Practice, contact: Contact, outcome: str) -> Reason:
    instead_of = contact.proposal or contact.advice
    named = practice.book.outcomes[instead_of.outcome].name if instead_of else "nothing"
    by = "proposed" if contact.proposal else "advised by the procedure"
    return Reason(
        "invalid",
        f"'{practice.book.outcomes[outcome].name}' is another outcome than the one {by} ({named}).",
        "Give the rationale for it.",
        pointer="/rationale",
    )


def decline(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Decline, practice: Practice
) -> Drafted:
    """A proposal sent back."""
    del records, practice
    if contact.proposal is None:
        return [
            Reason(
                "conflict", "Nothing is proposed on this contact.", "There is nothing to decline."
            )
        ]
    if not command.reason:
        return [
            Reason(
                "invalid", "A proposal is declined with a reason.", "Say why.", pointer="/reason"
            )
        ]
    return Draft(
        "declined",
        None,
        {"outcome": contact.proposal.outcome},
        outcomes=(contact.proposal.outcome, *contact.proposal.also),
    )


def carry_outcome(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.CarryOutcome,
    practice: Practice,
) -> Drafted:
    """The outcome of a linked contact, taken over."""
    source = records.get(command.source)
    joined = {*contact.linked("copy_of"), *contact.linked("duplicate_of")}
    if source is None or source.id not in joined:
        return [
            Reason(
                "unknown",
                "That contact is neither copied from nor a duplicate of this one.",
                "Link the two first.",
                pointer="/source",
            )
        ]
    decision = source.decision
    if decision is None:
        return [
            Reason(
                "needs",
                f"{source.reference} has no outcome yet.",
                "Decide on it first.",
                pointer="/source",
            )
        ]
    if carried(source, contact):
        return [
            Reason(
                "conflict",
                "This outcome has been carried over already.",
                "There is nothing more to do.",
                pointer="/source",
            )
        ]
    del practice
    said = {
        "outcome": decision.outcome,
        "also": list(decision.also),
        "meaning": decision.meaning,
        "rationale": decision.rationale,
        "carried_from": source.id,
        "decided_by": decision.by,
    }
    outcomes = (decision.outcome, *decision.also)
    return Draft("outcome_carried", None, said, outcomes=outcomes)


def carried(source: Contact, onto: Contact) -> bool:
    """Whether the outcome now in force on `source` was carried over, not one before it."""
    decision = source.decision
    taken = [taken for taken in onto.decisions if taken.carried_from == source.id]
    return decision is not None and any(
        (one.outcome, one.also, one.rationale)
        == (decision.outcome, decision.also, decision.rationale)
        for one in taken[-1:]
    )


def close(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Close, practice: Practice
) -> Drafted:
    """The end, with an outcome or on the one decided."""
    del records
    if command.outcome is not None:
        return _decision(
            "closed", practice, contact, command.outcome, command.also, command.rationale
        )
    if contact.decision is None:
        return [
            Reason(
                "needs",
                "A contact is closed only with an outcome.",
                "Decide on it first.",
                pointer="/outcome",
            )
        ]
    return Draft("closed", None, {"rationale": command.rationale})


def _unknown_outcomes(practice: Practice, outcomes: tuple[str, ...]) -> list[Reason]:
    book = practice.book
    reasons = []
    for index, outcome in enumerate(outcomes):
        if outcome not in book.outcomes:
            at = "/outcome" if index == 0 else f"/also/{index - 1}"
            reasons.append(no_such("outcome", outcome, book.outcomes, at))
    return reasons
