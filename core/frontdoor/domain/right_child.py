"""Putting a contact that was recorded on the wrong child on the right one.

What was said and done stays, and so does every deadline. What is known of a child's history (an
open case, a plan) was the other child's: it is left behind for what is known of the right child's.
"""

from __future__ import annotations

from collections.abc import Mapping

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.facts import facts_after_amending, unknown
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice, UnknownFacts
from frontdoor.domain.writing import Draft, Drafted
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.rulebook import Rulebook


def correct_child(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.CorrectChild,
    practice: Practice,
) -> Drafted:
    """The entry that moves a contact to another child. Tasks that corrections start, start."""
    del records
    child = command.child
    if not (child.name or child.date_of_birth or child.expected):
        says = "It is not said which child is the right one."
        return [Reason("invalid", says, "Choose one, or say who it is.", pointer="/child/name")]
    if child.person is not None and child.person == contact.person:
        says = "The contact is on this child already."
        return [Reason("conflict", says, "Choose the other child.", pointer="/child/person")]
    facts = {fact: practice.book.facts[fact].default for fact in history(practice.book)}
    try:
        changed, reasons = facts_after_amending(
            practice, contact, cmd.Amend(child=child, facts=facts)
        )
    except UnknownFacts as error:
        return unknown(practice, error, child.facts, "/child")
    if reasons:
        return reasons
    said = {
        "child": child.model_dump(mode="json", exclude={"facts", "person"}),
        "was_child": contact.child.name or "a child not named",
    }
    if contact.person:
        said["was_person"] = contact.person
    if child.person:
        said["person"] = child.person
    if changed:
        said["facts"] = changed
    # Whatever a correction starts (telling the allocated worker, say) starts for this child too.
    return Draft("child_corrected", None, said, events=(Event("amended"),))


def history(book: Rulebook) -> list[str]:
    """The facts of a child's own history, in the procedure's order."""
    return [id for id, fact in book.facts.items() if fact.group == "history" and not fact.derived]
