"""The facts of a contact, from what was said of the call, the referrer and the child."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice, UnknownFacts
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.mistakes import did_you_mean


def facts_of_call(
    practice: Practice,
    call: cmd.Receive,
    child: cmd.ChildSaid | None,
    received: datetime,
    pointer: str = "",
) -> tuple[Facts | None, list[Reason]]:
    """The facts of one child's contact, and every reason why they cannot be.

    What is said expressly (`facts:`) goes before what follows from the rest; a child's own facts
    go before those of the call. `pointer` leads to the child in the command.
    """
    reasons: list[Reason] = []
    values: dict[str, str] = {"referrer": call.referrer.kind}
    if call.channel != "not_known":
        values["channel"] = call.channel
    if call.referrer.wants_anonymity is not None:
        values["anonymity"] = "yes" if call.referrer.wants_anonymity else "no"
    if child is None or not (child.name or child.person or child.expected or child.date_of_birth):
        values["child_identified"] = "no"
    for group, names, where in (
        ("concern", call.concerns, "/concerns"),
        ("circumstance", call.circumstances, "/circumstances"),
    ):
        reasons += _named(practice, group, names, where, values)
    values.update(call.facts)
    own = dict(child.facts) if child else {}
    values.update(own)
    born = child.date_of_birth if child else None
    expected = child.expected if child else None
    try:
        facts = practice.facts(values, received, born=born, expected=expected)
    except UnknownFacts as error:
        return None, [*reasons, *unknown(practice, error, own, pointer)]
    reasons += impossible(practice, facts, f"{pointer}/facts" if own else "/facts")
    return facts, reasons


def unknown(
    practice: Practice, error: UnknownFacts, own: Collection[str], pointer: str
) -> list[Reason]:
    """A reason for each fact that the procedure does not have; `own` are those of the child."""
    return [
        Reason(
            "invalid",
            f"{fact} {what}.",
            "" if fact in practice.book.facts else did_you_mean(fact, practice.book.facts),
            pointer=f"{pointer}/facts/{fact}" if fact in own else f"/facts/{fact}",
        )
        for fact, what in error.problems.items()
    ]


def _named(
    practice: Practice, group: str, names: Iterable[str], where: str, values: dict[str, str]
) -> list[Reason]:
    reasons = []
    facts = practice.book.facts
    known = [name for name, fact in facts.items() if fact.group == group]
    for index, name in enumerate(names):
        if name not in known:
            reasons.append(
                Reason(
                    "invalid",
                    f"'{name}' is no {group} here.",
                    did_you_mean(name, known),
                    pointer=f"{where}/{index}",
                )
            )
        elif "yes" in facts[name].values:
            values[name] = "yes"
        else:
            choices = ", ".join(facts[name].values)
            reasons.append(
                Reason(
                    "invalid",
                    f"'{name}' has more than yes and no.",
                    f"Say under facts which of these it is: {choices}.",
                    pointer=f"{where}/{index}",
                )
            )
    return reasons


def impossible(practice: Practice, facts: Facts, pointer: str) -> list[Reason]:
    """A reason for each combination among these facts that cannot be."""
    return [
        Reason("invalid", rule.because, "Correct one of the facts.", rule.rule, pointer=pointer)
        for rule in practice.procedure.impossible(facts)
    ]


def plain(practice: Practice, facts: Facts) -> dict[str, str]:
    """Facts as they are kept: those that are not at their default."""
    values: dict[str, str] = msgspec.structs.asdict(facts)
    return {
        fact: value for fact, value in values.items() if value != practice.book.facts[fact].default
    }


def facts_after_amending(
    practice: Practice, contact: Contact, command: cmd.Amend
) -> tuple[dict[str, str], list[Reason]]:
    """The facts that an amendment changes, derived ones included. Raises `UnknownFacts`."""
    before = msgspec.structs.asdict(practice.procedure.facts(contact.facts))
    values = {**contact.facts, **command.facts}
    reasons: list[Reason] = []
    for group, names in (("concern", command.concerns), ("circumstance", command.circumstances)):
        if names is not None:
            for name, fact in practice.book.facts.items():
                if fact.group == group and name not in command.facts and "yes" in fact.values:
                    values[name] = fact.default
            reasons += _named(practice, group, names, f"/{group}s", values)
    if command.referrer is not None:
        values["referrer"] = command.facts.get("referrer", command.referrer.kind)
        if command.referrer.wants_anonymity is not None:
            values["anonymity"] = "yes" if command.referrer.wants_anonymity else "no"
    born: date | None = contact.child.date_of_birth
    expected: date | None = contact.child.expected
    if command.child is not None:
        values.update(command.child.facts)
        born, expected = command.child.date_of_birth, command.child.expected
        if command.child.name or command.child.person:
            values["child_identified"] = command.facts.get("child_identified", "yes")
    facts = practice.facts(values, contact.received, born=born, expected=expected)
    reasons += impossible(practice, facts, "/facts")
    after = msgspec.structs.asdict(facts)
    return {fact: value for fact, value in after.items() if value != before[fact]}, reasons
