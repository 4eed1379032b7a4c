"""Drafts what a command would write, after the checks that need no permission.

Each drafter gives a `Draft`, or every reason why there is nothing to write: something unknown,
something missing, something that has been done already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from frontdoor.domain import commands as cmd
from frontdoor.domain import decisions, filing, letters, restricting, right_child
from frontdoor.domain.contact import Contact
from frontdoor.domain.decisions import carried
from frontdoor.domain.facts import facts_after_amending, unknown
from frontdoor.domain.permission import Reason, Refused
from frontdoor.domain.practice import Practice, UnknownFacts
from frontdoor.domain.writing import Draft, Drafted, no_such
from frontdoor.procedure import vocabulary
from frontdoor.procedure.compiled import Facts


def draft(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.CommandSaid,
    practice: Practice,
) -> Draft | Refused:
    """What a command would write, before asking whether it may.

    `records` holds the contact and every contact that the command names.
    """
    drafted = _DRAFTERS[type(command)](records, contact, command, practice)
    return Refused(tuple(drafted)) if isinstance(drafted, list) else drafted


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
        return unknown(practice, error, command.child.facts if command.child else (), "/child")
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
    del records
    facts = practice.procedure.facts(contact.facts)
    reason = answer_refused(practice, facts, command.question, command.text, "/text", "/question")
    return [reason] if reason else Draft("answered", command.question, {"text": command.text})


def answer_refused(
    practice: Practice, facts: Facts, question: str, text: str, at: str, id_at: str
) -> Reason | None:
    """Why an answer to a question is not accepted, or None; where it is not asked, any is."""
    rule = practice.book.questions.get(question)
    if rule is None:
        return no_such("question", question, practice.book.questions, id_at)
    refused = {refused.lower() for refused in rule.refuses}
    if text.strip().lower() in refused and rule in practice.procedure.questions(facts):
        return Reason(
            "invalid",
            f"'{text}' is not accepted as an answer to '{rule.ask}'.",
            "Give what is known, or leave it open.",
            rule.rule,
            rule.clauses,
            at,
        )
    return None


def _check(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Check, practice: Practice
) -> Drafted:
    del records, contact
    if command.check not in practice.book.checks:
        return [no_such("check", command.check, practice.book.checks, "/check")]
    return Draft("checked", command.check, {"text": command.result})


def _record(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Record, practice: Practice
) -> Drafted:
    del records, contact
    if command.record not in practice.book.records:
        return [no_such("record", command.record, practice.book.records, "/record")]
    return Draft("recorded", command.record, {"text": command.text})


def _transfer(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.Transfer | cmd.Redirect,
    practice: Practice,
) -> Drafted:
    del records
    if command.to is not None and command.to not in practice.book.destinations:
        return [no_such("destination", command.to, practice.book.destinations, "/to")]
    if command.to is not None and command.to == contact.holding_team:
        name = practice.book.destinations[command.to].name
        return [
            Reason(
                "conflict",
                f"{name} holds this contact already.",
                "Choose another team.",
                pointer="/to",
            )
        ]
    kind = vocabulary.VERBS[command.command]
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
    said: dict[str, Any] = {"text": command.text}
    return Draft(
        "information_added", None, said | ({"restricted": True} if command.restricted else {})
    )


def _notify(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Notify, practice: Practice
) -> Drafted:
    del records
    reasons = _unknown_reader(practice, command.whom, "/whom")
    said = {"text": command.text}
    if command.letter:
        said["letter"] = command.letter
        to = letters.RECEIVING_TEAM
        reasons += letters.not_to_be_sent(practice, contact, command.letter, to)
    return reasons or Draft("notified", command.whom, said)


def _share(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Share, practice: Practice
) -> Drafted:
    del records, contact
    reasons = _unknown_reader(practice, command.with_, "/with")
    return reasons or Draft("shared", command.with_, {"text": command.text})


def _unknown_reader(practice: Practice, whom: str, pointer: str) -> list[Reason]:
    known = {"police", *practice.book.destinations, *practice.book.roles}
    return [] if whom in known else [no_such("team, service or role", whom, known, pointer)]


def _feed_back(
    records: Mapping[str, Contact], contact: Contact, command: cmd.FeedBack, practice: Practice
) -> Drafted:
    del records
    if command.to not in vocabulary.READERS:
        return [no_such("reader", command.to, vocabulary.READERS, "/to")]
    said = {"channel": command.channel, "text": command.text}
    if command.letter:
        said["letter"] = command.letter
        if reasons := letters.not_to_be_sent(practice, contact, command.letter, command.to):
            return list(reasons)
    return Draft("fed_back", command.to, said)


def _assign(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Assign, practice: Practice
) -> Drafted:
    del records, practice
    if command.to_team == bool(command.user):
        says = "Both a person and the team were named." if command.user else "Nobody was named."
        return [Reason("invalid", says, "Name a user, or the team.", pointer="/user")]
    said = {"user": command.user or None, "was": contact.assigned_to}
    return Draft("assigned", None, {**said, "note": command.note} if command.note else said)


def _waive(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Waive, practice: Practice
) -> Drafted:
    del records, practice
    task = contact.tasks.get(command.task)
    if task is None or not task.runs:
        running = [task.id for task in contact.running]
        return [no_such("running task", command.task, running, "/task")]
    return Draft("waived", task.rule, {"task": task.id}, waives=task)


def _link(
    records: Mapping[str, Contact], contact: Contact, command: cmd.LinkTo, practice: Practice
) -> Drafted:
    del practice
    if command.kind not in vocabulary.LINKS:
        return [no_such("kind of link", command.kind, vocabulary.LINKS, "/kind")]
    other = records.get(command.other)
    if other is None or other.deleted:
        return [
            Reason(
                "unknown",
                "There is no such contact to link to.",
                "Check its reference.",
                pointer="/other",
            )
        ]
    if other.id == contact.id:
        return [Reason("invalid", "A contact cannot be linked to itself.", pointer="/other")]
    said = {"this": contact.id, "other": other.id}
    return Draft("linked", command.kind, said, on_others=(other,))


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
        return [
            Reason(
                "unknown",
                "That contact is not linked to this one as its duplicate.",
                "Link the two as duplicates first.",
                pointer="/survivor",
            )
        ]
    if contact.decision:
        stands = carried(contact, survivor)
    else:
        stands = any(taken.carried_from for taken in survivor.decisions)
    if not stands:
        return [
            Reason(
                "needs",
                f"The outcome has not been copied to {survivor.reference} yet.",
                "Carry the outcome over first; only then may the duplicate be deleted.",
                pointer="/survivor",
            )
        ]
    told = {task.rule for task in survivor.tasks.values()}
    undone = [
        task.name
        for task in contact.running
        if task.purpose in ("tell_police", "tell_worker") and task.rule not in told
    ]
    if undone:
        return [
            Reason(
                "needs",
                f"Something must still be done on this contact: {', '.join(undone)}.",
                "Do it first; it would be lost with the duplicate.",
            )
        ]
    return Draft("deleted", None, {"survivor": survivor.id}, on_others=(survivor,))


_DRAFTERS: dict[type[cmd.CommandSaid], Callable[..., Drafted]] = {
    cmd.Amend: _amend,
    cmd.Answer: _answer,
    cmd.Check: _check,
    cmd.Record: _record,
    cmd.Propose: decisions.propose,
    cmd.Authorise: decisions.authorise,
    cmd.Decline: decisions.decline,
    cmd.Transfer: _transfer,
    cmd.Redirect: _transfer,
    cmd.Acknowledge: _acknowledge,
    cmd.AddInformation: _add_information,
    cmd.Notify: _notify,
    cmd.Share: _share,
    cmd.FeedBack: _feed_back,
    cmd.DraftLetter: letters.draft_letter,
    cmd.ApproveLetter: letters.approve_letter,
    cmd.Assign: _assign,
    cmd.Waive: _waive,
    cmd.LinkTo: _link,
    cmd.CarryOutcome: decisions.carry_outcome,
    cmd.Close: decisions.close,
    cmd.Reopen: _reopen,
    cmd.DeleteDuplicate: _delete_duplicate,
    cmd.Attach: filing.attach,
    cmd.CorrectChild: right_child.correct_child,
    cmd.Restrict: restricting.restrict,
    cmd.LiftRestriction: restricting.lift_restriction,
    cmd.OpenRestricted: restricting.open_restricted,
    cmd.Unmask: restricting.unmask,
}
