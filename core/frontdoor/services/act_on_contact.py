"""Do something about a contact that is there: any command but receiving."""

from __future__ import annotations

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided, decide
from frontdoor.domain.permission import Reason, Refused
from frontdoor.domain.receiving import copy
from frontdoor.procedure.vocabulary import LOOKS
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Records, User, Visit
from frontdoor.services.receipts import Once, Receipt, given_before, kept
from frontdoor.services.restricted import practice_for, require_open
from frontdoor.services.take_contact import new_id, with_people, write


class NoSuchContact(LookupError):
    """No contact with this id is here."""


class Stale(Exception):
    """The contact has changed since it was read; `version` is the one it has now."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"the contact is at version {version} now")


def act_on_contact(
    authority: Authority,
    user: User,
    contact: str,
    command: cmd.CommandSaid,
    version: int,
    asked: Once | None = None,
) -> Receipt | Refused:
    """Carry out a command on a contact that was read at `version`.

    Raises `NoSuchContact`, `Stale` where someone else changed the contact meanwhile, or
    `Restricted` where it, or one that the command draws on, has to be opened first.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, f"contact.{command.command}", moment)  # type: ignore[attr-defined]  # every command has one
    with authority.store.visit(visit) as records:
        before = given_before(records, user.name, visit.operation, asked)
        if before is not None:
            records.saw(written.id for written in before.written)
            return before
        known = _with_linked(records, contact, command)
        subject = known.get(contact)
        if subject is None:
            raise NoSuchContact(contact)
        if not isinstance(command, cmd.OpenRestricted):
            for one in (subject, *_drawn_on(known, command)):
                require_open(records, one, user.name, moment)
        if subject.version != version and not _only_looked_at(records, contact, version):
            raise Stale(subject.version)
        if (refusal := _unknown_to_records(records, command)) is not None:
            records.refused(refusal.reasons[0].says)
            return refusal
        practice = practice_for(authority, records, subject, command)
        result: Decided | Refused
        if isinstance(command, cmd.Copy):
            inside = authority.practice
            result = copy(subject, command, actor, inside, practice, moment, new_id)
        else:
            result = decide(
                known,
                contact,
                command,
                actor,
                practice,
                moment,
                lambda other: authority.practice_under(other.edition, records),
            )
        if isinstance(result, Refused):
            records.refused(result.reasons[0].says)
            return result
        receipt = write(records, with_people(records, result.entries), known)
        if any(entry.kind == "deleted" for entry in result.entries):
            records.erase(contact)
        if asked is not None:
            records.keep_answer(user.name, visit.operation, asked.key, kept(asked, receipt), moment)
        return receipt


def _with_linked(records: Records, contact: str, command: cmd.CommandSaid) -> dict[str, Contact]:
    """The contact, those linked to it and the one the command names, locked in the order of ids."""
    first = records.contact(contact)
    if first is None:
        return {}
    named = {getattr(command, name, None) for name in ("other", "source", "survivor")} - {None}
    linked = {end for link in first.links for end in (link.this, link.other)}
    if isinstance(command, cmd.Restrict | cmd.LiftRestriction) and first.person:
        person = records.person(first.person)
        linked |= set(person.contacts if person else ())
    return records.locked({contact, *linked, *(str(id) for id in named)})


def _drawn_on(known: dict[str, Contact], command: cmd.CommandSaid) -> list[Contact]:
    """The other contacts of which a command takes something over."""
    ids = (getattr(command, name, None) for name in ("source", "survivor"))
    return [known[id] for id in ids if id in known]


def _only_looked_at(records: Records, contact: str, version: int) -> bool:
    """Whether since a version nobody has done more than look at what is held back."""
    since = [entry for entry in records.entries(contact) if entry.sequence > version]
    return bool(since) and all(entry.kind in LOOKS for entry in since)


def _unknown_to_records(records: Records, command: cmd.CommandSaid) -> Refused | None:
    if (
        isinstance(command, cmd.Assign)
        and command.user
        and ((user := records.user(command.user)) is None or user.disabled)
    ):
        return Refused(
            (
                Reason(
                    "invalid",
                    f"Nobody here signs in as '{command.user}'.",
                    "Name a user of this authority.",
                    pointer="/user",
                ),
            )
        )
    child = getattr(command, "child", None)
    if child is not None and child.person and records.person(child.person) is None:
        return Refused(
            (
                Reason(
                    "unknown", "There is no such person.", "Search again.", pointer="/child/person"
                ),
            )
        )
    return None
