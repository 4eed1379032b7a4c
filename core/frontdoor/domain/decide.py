"""Decides on a command: the entries that follow, a refusal with every reason, or nothing recorded.

Pure: the same records, command, actor, procedure and time always give the same answer. The same
function serves a live contact, a case file and a proof's example.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.facts import facts_after_amending
from frontdoor.domain.permission import Ask, Permitted, Reason, Refused, permit, there
from frontdoor.domain.practice import Practice, UnknownFacts
from frontdoor.domain.tasks import events_of, matches
from frontdoor.domain.writing import Draft, write
from frontdoor.procedure import vocabulary as words
from frontdoor.procedure.mistakes import did_you_mean

CLOCK_SKEW = timedelta(minutes=2)
"""How far ahead of ours another clock may be before `happened` counts as the future."""


class Decided(msgspec.Struct, frozen=True):
    """A command that happens: the entries to write, on one contact or on several."""

    entries: tuple[Entry, ...]


def decide(
    records: Mapping[str, Contact],
    contact: str,
    command: cmd.CommandSaid,
    actor: Actor,
    practice: Practice,
    now: datetime,
) -> Decided | Refused:
    """Decide on a command about the contact with the id `contact`.

    `records` holds that contact and those linked to it; `now` is aware. A new contact is begun by
    `receiving.receive` and `receiving.copy` instead.
    """
    subject = records[contact]
    if subject.deleted:
        return Refused(
            (Reason("conflict", "This contact was deleted as a duplicate.",
                    "Go on with the contact that has its outcome."),)
        )
    happened = command.happened or now
    if happened > now + CLOCK_SKEW:
        return Refused((future(),))
    try:
        drafted = _draft(records, subject, command, practice)
        if isinstance(drafted, Refused):
            return drafted
        permitted = permit(practice, _ask(practice, subject, command, drafted), actor)
        if isinstance(permitted, Refused):
            return permitted
        if drafted.waives and (refusal := _may_waive(practice, drafted.waives, actor)):
            return refusal
        entry = write(practice, subject, drafted, permitted, actor.user, happened, now,
                      command.reason, command.away)
    except BeyondCalendar as error:
        return Refused((Reason("invalid", str(error), pointer="/happened"),))
    entries = [entry, *_missed(drafted, subject, entry)]
    entries += _reactions(records, entries, practice, actor, now)
    return Decided(tuple(entries))


def future() -> Reason:
    """The reason for refusing something said to have happened later than now."""
    return Reason("invalid", "This is said to have happened in the future.",
                  "Give the time at which it happened.", pointer="/happened")


def _ask(practice: Practice, contact: Contact, command: cmd.CommandSaid, draft: Draft) -> Ask:
    verb = command.command  # type: ignore[attr-defined]  # every command has one
    outcomes = draft.outcomes
    if not outcomes and contact.decision:
        outcomes = (contact.decision.outcome, *contact.decision.also)
    return Ask(
        verb=verb,
        detail=cmd.detail_of(command),
        stage=contact.stage,
        facts=practice.procedure.facts(contact.facts),
        outcomes=outcomes,
        decided=not draft.outcomes,
        there=there(contact),
        holding_team=contact.holding_team,
        proposer=contact.proposal.by if contact.proposal else None,
        reason=command.reason,
        away=command.away,
        step=command.step,
    )


def _draft(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.CommandSaid,
    practice: Practice,
) -> Draft | Refused:
    """What a command would write, before asking whether it may."""
    drafter = _DRAFTERS[type(command)]
    draft = drafter(records, contact, command, practice)
    if isinstance(draft, list):
        return Refused(tuple(draft))
    return draft


Drafted = Draft | list[Reason]


def _amend(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Amend, practice: Practice
) -> Drafted:
    del records
    said: dict[str, Any] = {}
    for name in ("child", "referrer", "adults"):
        value = getattr(command, name)
        if value is not None:
            said[name] = (
                [one.model_dump(mode="json") for one in value]
                if isinstance(value, tuple)
                else value.model_dump(mode="json", exclude={"facts", "person"})
            )
    if command.child is not None and command.child.person:
        said["person"] = command.child.person
    if command.what_happened is not None:
        said["what_happened"] = command.what_happened
    try:
        facts, reasons = facts_after_amending(practice, contact, command)
    except UnknownFacts as error:
        return [
            Reason("invalid", f"{fact} {what}.", pointer=f"/facts/{fact}")
            for fact, what in error.problems.items()
        ]
    if reasons:
        return reasons
    if facts:
        said["facts"] = facts
    if not said:
        return [Reason("invalid", "Nothing was changed.", "Change at least one thing.")]
    return Draft("amended", None, said)


def _answer(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Answer, practice: Practice
) -> Drafted:
    del records, contact
    reason = answer_refused(practice, command.question, command.text, "/text", "/question")
    return [reason] if reason else Draft("answered", command.question, {"text": command.text})


def answer_refused(
    practice: Practice, question: str, text: str, at: str, id_at: str
) -> Reason | None:
    """Why an answer to a question is not accepted, or None."""
    rule = practice.book.questions.get(question)
    if rule is None:
        return _unknown("question", question, practice.book.questions, id_at)
    if text.strip().lower() in {refused.lower() for refused in rule.refuses}:
        return Reason("invalid", f"'{text}' is not accepted as an answer to '{rule.ask}'.",
                      "Give what is known, or leave it open.", rule.rule, rule.clauses, at)
    return None


def _check(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Check, practice: Practice
) -> Drafted:
    del records, contact
    if command.check not in practice.book.checks:
        return [_unknown("check", command.check, practice.book.checks, "/check")]
    return Draft("checked", command.check, {"text": command.result})


def _record(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Record, practice: Practice
) -> Drafted:
    del records, contact
    if command.record not in practice.book.records:
        return [_unknown("record", command.record, practice.book.records, "/record")]
    return Draft("recorded", command.record, {"text": command.text})


def _propose(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Propose, practice: Practice
) -> Drafted:
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
    """Whether an outcome is another than the one advised (or proposed, where one is)."""
    if contact.proposal:
        return outcome != contact.proposal.outcome
    return contact.advice is not None and outcome not in (
        contact.advice.outcome,
        *contact.advice.also,
    )


def _authorise(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Authorise, practice: Practice
) -> Drafted:
    del records
    outcome = command.outcome or (contact.proposal.outcome if contact.proposal else None)
    if outcome is None:
        return [Reason("invalid", "No outcome was chosen, and none was proposed.",
                       "Choose an outcome.", pointer="/outcome")]
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


def _decline(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Decline, practice: Practice
) -> Drafted:
    del records, practice
    if contact.proposal is None:
        return [Reason("conflict", "Nothing is proposed on this contact.", "There is nothing to decline.")]
    if not command.reason:
        return [Reason("invalid", "A proposal is declined with a reason.", "Say why.", pointer="/reason")]
    return Draft("declined", None, {"outcome": contact.proposal.outcome},
                 outcomes=(contact.proposal.outcome, *contact.proposal.also))


def _transfer(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.Transfer | cmd.Redirect,
    practice: Practice,
) -> Drafted:
    del records
    if command.to is not None and command.to not in practice.book.destinations:
        return [_unknown("destination", command.to, practice.book.destinations, "/to")]
    if command.to is not None and command.to == contact.holding_team:
        name = practice.book.destinations[command.to].name
        return [Reason("conflict", f"{name} holds this contact already.", "Choose another team.",
                       pointer="/to")]
    kind = words.VERBS[command.command]
    return Draft(kind, None, {"from": contact.holding_team}, to=command.to, needs_to=True)


def _acknowledge(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Acknowledge, practice: Practice
) -> Drafted:
    del records, contact, practice
    return Draft("acknowledged", None, {"channel": command.channel, "text": command.text})


def _add_information(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.AddInformation,
    practice: Practice,
) -> Drafted:
    del records, contact, practice
    return Draft("information_added", None, {"text": command.text})


def _notify(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Notify, practice: Practice
) -> Drafted:
    del records, contact
    reasons = _unknown_reader(practice, command.whom, "/whom")
    return reasons or Draft("notified", command.whom, {"text": command.text})


def _share(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Share, practice: Practice
) -> Drafted:
    del records, contact
    reasons = _unknown_reader(practice, command.with_, "/with")
    return reasons or Draft("shared", command.with_, {"text": command.text})


def _unknown_reader(practice: Practice, whom: str, pointer: str) -> list[Reason]:
    known = {"police", *practice.book.destinations, *practice.book.roles}
    return [] if whom in known else [_unknown("team, service or role", whom, known, pointer)]


def _feed_back(
    records: Mapping[str, Contact], contact: Contact, command: cmd.FeedBack, practice: Practice
) -> Drafted:
    del records, contact, practice
    if command.to not in words.READERS:
        return [_unknown("reader", command.to, words.READERS, "/to")]
    return Draft("fed_back", command.to, {"channel": command.channel, "text": command.text})


def _assign(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Assign, practice: Practice
) -> Drafted:
    del records, contact, practice
    if not command.user:
        return [Reason("invalid", "Nobody was named.", "Name a user.", pointer="/user")]
    return Draft("assigned", None, {"user": command.user})


def _waive(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Waive, practice: Practice
) -> Drafted:
    del records, practice
    task = contact.tasks.get(command.task)
    if task is None or not task.runs:
        running = [task.id for task in contact.running]
        return [_unknown("running task", command.task, running, "/task")]
    return Draft("waived", task.rule, {"task": task.id}, waives=task)


def _may_waive(practice: Practice, task: Task, actor: Actor) -> Refused | None:
    rule = practice.book.tasks[task.rule]
    if practice.procedure.roles(rule.waived_by) & actor.roles:
        return None
    names = [practice.book.roles[role].name for role in practice.procedure.roles(rule.waived_by)]
    instead = f"These may: {', '.join(sorted(names))}." if names else "It has to be done."
    says = f"'{rule.name}' cannot be waived" + (" by you." if names else ".")
    return Refused((Reason("role", says, instead, rule.rule, rule.clauses),))


def _link(
    records: Mapping[str, Contact], contact: Contact, command: cmd.LinkTo, practice: Practice
) -> Drafted:
    del practice
    if command.kind not in words.LINKS:
        return [_unknown("kind of link", command.kind, words.LINKS, "/kind")]
    other = records.get(command.other)
    if other is None or other.deleted:
        return [Reason("unknown", "There is no such contact to link to.", "Check its reference.",
                       pointer="/other")]
    if other.id == contact.id:
        return [Reason("invalid", "A contact cannot be linked to itself.", pointer="/other")]
    said = {"this": contact.id, "other": other.id}
    return Draft("linked", command.kind, said, on_others=(other,))


def _carry_outcome(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.CarryOutcome,
    practice: Practice,
) -> Drafted:
    source = records.get(command.source)
    joined = {*contact.linked("copy_of"), *contact.linked("duplicate_of")}
    if source is None or source.id not in joined:
        return [Reason("unknown", "That contact is neither copied from nor a duplicate of this one.",
                       "Link the two first.", pointer="/source")]
    decision = source.decision
    if decision is None:
        return [Reason("needs", f"{source.reference} has no outcome yet.", "Decide on it first.",
                       pointer="/source")]
    if any(taken.carried_from == source.id for taken in contact.decisions):
        return [Reason("conflict", "This outcome has been carried over already.",
                       "There is nothing more to do.", pointer="/source")]
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


def _close(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Close, practice: Practice
) -> Drafted:
    del records
    if command.outcome is not None:
        return _decision(
            "closed", practice, contact, command.outcome, command.also, command.rationale
        )
    if contact.decision is None:
        return [Reason("needs", "A contact is closed only with an outcome.", "Decide on it first.",
                       pointer="/outcome")]
    return Draft("closed", None, {"rationale": command.rationale})


def _reopen(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Reopen, practice: Practice
) -> Drafted:
    del records, command, contact
    return Draft("reopened", None, {}, falls_to=practice.book.first_stage)


def _delete_duplicate(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.DeleteDuplicate,
    practice: Practice,
) -> Drafted:
    del practice
    survivor = records.get(command.survivor)
    if survivor is None or survivor.deleted or survivor.id not in contact.linked("duplicate_of"):
        return [Reason("unknown", "That contact is not linked to this one as its duplicate.",
                       "Link the two as duplicates first.", pointer="/survivor")]
    if not any(decision.carried_from == contact.id for decision in survivor.decisions):
        return [Reason("needs", f"The outcome has not been copied to {survivor.reference} yet.",
                       "Carry the outcome over first; only then may the duplicate be deleted.",
                       pointer="/survivor")]
    return Draft("deleted", None, {"survivor": survivor.id}, on_others=(survivor,))


def _missed(draft: Draft, contact: Contact, entry: Entry) -> list[Entry]:
    """What an entry means on the other contact: the other end of a link, deadlines that were missed."""
    entries = []
    for other in draft.on_others:
        base: dict[str, Any] = {
            "contact": other.id,
            "sequence": other.version + 1,
            "happened": entry.happened,
            "recorded": entry.recorded,
            "by": entry.by,
            "role": entry.role,
            "step": entry.step,
            "cites": entry.cites,
            "edition": other.edition,
        }
        if entry.kind == "linked":
            entries.append(Entry(kind="linked", detail=entry.detail, said=entry.said, **base))
        elif entry.kind == "deleted":
            late = [task for task in contact.tasks.values()
                    if task.was_late or (task.runs and task.due and task.due < entry.happened)]
            text = f"The duplicate {contact.reference} was deleted; its outcome stands here."
            missed = [{"name": task.name, "due": _iso(task.due)} for task in late]
            if missed:
                text += " Deadlines missed on it: " + ", ".join(task.name for task in late) + "."
            said = {"text": text, "missed": missed}
            entries.append(Entry(kind="information_added", said=said, **base))
    return entries


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _reactions(
    records: Mapping[str, Contact],
    entries: list[Entry],
    practice: Practice,
    actor: Actor,
    now: datetime,
) -> list[Entry]:
    """The commands on linked contacts to which an entry leads; these lead to no further ones."""
    first = entries[0]
    current = dict(records)
    for entry in entries:
        current[entry.contact] = apply(current[entry.contact], entry)
    subject = current[first.contact]
    final = first.stage is not None and practice.procedure.is_final(first.stage)
    events = events_of(first.kind, first.detail, first.stage, final)
    if first.kind == "deleted":
        return []
    led_to: list[Entry] = []
    everyone = Actor(user=actor.user, roles=frozenset(practice.book.roles))
    for rule in practice.procedure.reactions(practice.procedure.facts(subject.facts)):
        if not matches(rule.on, events):
            continue
        for link in subject.links:
            if link.kind != rule.across or (link.kind == "copy_of" and link.this == subject.id):
                continue
            other = current.get(link.other if link.this == subject.id else link.this)
            command = _reaction_command(rule.command.verb, rule.command.detail, subject)
            if other is None or other.deleted or command is None:
                continue
            drafted = _draft(current, other, command, practice)
            if isinstance(drafted, Refused):
                continue
            permitted = permit(practice, _ask(practice, other, command, drafted), everyone)
            if isinstance(permitted, Refused):
                continue
            by_rule = Permitted(permitted.step, "procedure")
            entry = write(practice, other, drafted, by_rule, actor.user, now, now,
                          f"follows from {rule.rule} on {subject.reference}", "")
            led_to.append(entry)
            current[other.id] = apply(other, entry)
    return led_to


def _reaction_command(
    verb: str, detail: str | None, subject: Contact
) -> cmd.CommandSaid | None:
    if verb == "carry_outcome":
        return cmd.CarryOutcome(source=subject.id)
    if verb == "notify" and detail:
        return cmd.Notify(whom=detail)
    if verb == "reopen":
        return cmd.Reopen(reason=f"reopened with {subject.reference}")
    if verb == "add_information":
        return cmd.AddInformation(text=f"See the linked contact {subject.reference}.")
    return None


def _unknown(what: str, word: str, known: Any, pointer: str) -> Reason:
    return Reason("invalid", f"'{word}' is no {what} here.", did_you_mean(word, known), pointer=pointer)


def _unknown_outcomes(practice: Practice, outcomes: tuple[str, ...]) -> list[Reason]:
    book = practice.book
    reasons = []
    for index, outcome in enumerate(outcomes):
        if outcome not in book.outcomes:
            at = "/outcome" if index == 0 else f"/also/{index - 1}"
            reasons.append(_unknown("outcome", outcome, book.outcomes, at))
    return reasons


_DRAFTERS: dict[type[cmd.CommandSaid], Callable[..., Drafted]] = {
    cmd.Amend: _amend,
    cmd.Answer: _answer,
    cmd.Check: _check,
    cmd.Record: _record,
    cmd.Propose: _propose,
    cmd.Authorise: _authorise,
    cmd.Decline: _decline,
    cmd.Transfer: _transfer,
    cmd.Redirect: _transfer,
    cmd.Acknowledge: _acknowledge,
    cmd.AddInformation: _add_information,
    cmd.Notify: _notify,
    cmd.Share: _share,
    cmd.FeedBack: _feed_back,
    cmd.Assign: _assign,
    cmd.Waive: _waive,
    cmd.LinkTo: _link,
    cmd.CarryOutcome: _carry_outcome,
    cmd.Close: _close,
    cmd.Reopen: _reopen,
    cmd.DeleteDuplicate: _delete_duplicate,
}
