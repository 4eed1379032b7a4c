"""Take a call: receive contacts, hold a consultation, or see beforehand what the procedure says."""

from __future__ import annotations

from uuid import uuid4

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer, answer, in_full
from frontdoor.domain.apply import apply
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Entry
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Reason, Refused
from frontdoor.domain.receiving import NotRecorded, receive
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Conflict, Records, User, Visit
from frontdoor.services.receipts import Once, Receipt, Written, given_before, kept


def take_contact(
    authority: Authority,
    user: User,
    command: cmd.Receive,
    asked: Once | None = None,
    *,
    draft: tuple[str, int] | None = None,
) -> Receipt | Refused:
    """Receive a call, once under each idempotency key.

    A `draft` (id and version) that it was begun as is erased with it; raises `Conflict` where that
    has changed or is gone. Of a consultation or call of which the procedure records nothing,
    nothing is left anywhere: no contact, no journal, no line in the access log, no kept answer.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, f"contact.{command.command}", moment)
    with authority.store.visit(visit) as records:
        before = given_before(records, user.name, visit.operation, asked)
        if before is not None:
            records.saw(written.id for written in before.written)
            return before
        unknown = [
            Reason(
                "unknown",
                "There is no such person.",
                "Search again, or leave it open.",
                pointer=f"/children/{index}/person",
            )
            for index, child in enumerate(command.children)
            if child.person and records.person(child.person) is None
        ]
        result = (
            Refused(tuple(unknown))
            if unknown
            else receive(command, actor, authority.practice, moment, new_id)
        )
        if isinstance(result, NotRecorded):
            records.leave_no_trace()
            return Receipt((), result.answers)
        if isinstance(result, Refused):
            records.refused(result.reasons[0].says)
            return result
        if draft is not None and not records.erase_draft(user.name, *draft):
            raise Conflict("the draft is gone")
        receipt = write(records, with_people(records, result.entries), {})
        if asked is not None:
            records.keep_answer(user.name, visit.operation, asked.key, kept(asked, receipt), moment)
        return receipt


def new_id() -> str:
    """A fresh id for a contact or a person."""
    return uuid4().hex


def with_people(records: Records, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, with a person taken up for each new child who is named.

    A contact about a child whose records are restricted is restricted as well.
    """
    import msgspec

    from frontdoor.domain.contact import Child

    complete = []
    for entry in entries:
        said = entry.said
        if entry.kind not in ("received", "amended", "child_corrected"):
            complete.append(entry)
            continue
        if entry.kind != "amended" and not said.get("person") and said.get("child"):
            person = new_id()
            records.add_person(person, msgspec.convert(said["child"], Child))
            entry = msgspec.structs.replace(entry, said={**said, "person": person})
        elif known := said.get("person"):
            restriction = records.restriction_of(known)
            if restriction is not None:
                restricted = msgspec.to_builtins(restriction)
                entry = msgspec.structs.replace(entry, said={**said, "restricted": restricted})
        complete.append(entry)
    return tuple(complete)


def write(records: Records, entries: tuple[Entry, ...], before: dict[str, Contact]) -> Receipt:
    """Write entries and the contacts they lead to; the receipt names them in order."""
    after: dict[str, Contact] = {}
    for entry in entries:
        current = after.get(entry.contact) or before.get(entry.contact)
        after[entry.contact] = apply(current, entry)
    records.append(entries, after)
    return Receipt(tuple(Written(c.id, c.reference, c.version, c.stage) for c in after.values()))


def preview(authority: Authority, user: User, command: cmd.Receive) -> list[Answer] | Refused:
    """What the procedure says to a call as far as it is known; nothing is kept of it."""
    authority.actor(user)
    return answers_to(authority, command)


def answers_to(authority: Authority, command: cmd.Receive) -> list[Answer] | Refused:
    """What the procedure says to a call, child by child, whoever asks."""
    happened = command.happened or now()
    answers, reasons = [], []
    for index, child in enumerate(command.children or (None,)):
        at = f"/children/{index}" if child else ""
        facts, wrong = facts_of_call(authority.practice, command, child, happened, at)
        reasons += [reason for reason in wrong if reason not in reasons]
        if facts is not None and not wrong:
            try:
                given = answer(authority.practice, facts, happened)
                answers.append(in_full(authority.practice, facts, given))
            except BeyondCalendar as error:
                reasons.append(Reason("invalid", str(error), pointer="/happened"))
    return Refused(tuple(reasons)) if reasons else answers
