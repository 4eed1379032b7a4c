"""Restricted records: open one by saying why; nothing else reads one before that."""

from __future__ import annotations

from datetime import datetime

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import decide
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.restricting import is_open_to
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Records, User, Visit


class Restricted(Exception):
    """The record is restricted, and whoever asks has not opened it; a reason opens it."""

    def __init__(self, contact: Contact) -> None:
        self.contact, self.reference = contact.id, contact.reference
        self.version = contact.version
        super().__init__(f"{contact.reference} is restricted")


def require_open(records: Records, contact: Contact, user: str, at: datetime) -> None:
    """Raise `Restricted` unless a user may read a contact now.

    Where they gave a reason for opening it, this request's line of the access log has it.
    """
    if not is_open_to(contact, user, at):
        records.refused("restricted record")
        raise Restricted(contact)
    if contact.restricted and user in contact.opened:
        records.because(contact.opened[user].text)


def open_contact(authority: Authority, user: User, contact: str, reason: str) -> Refused | None:
    """Open a restricted record to a user for `OPEN_FOR`, for a reason that its journal then has.

    Nothing is done where it is open to them already. Raises `LookupError` for an unknown contact.
    """
    actor = authority.actor(user)
    moment = now()
    with authority.store.visit(
        Visit(user.name, "contact.open_restricted", moment, reason)
    ) as records:
        found = records.locked([contact])
        if contact not in found:
            raise LookupError(contact)
        if is_open_to(found[contact], user.name, moment):
            return None
        command = cmd.OpenRestricted(reason=reason)
        practice = practice_for(authority, records, found[contact], command)
        result = decide(found, contact, command, actor, practice, moment)
        if isinstance(result, Refused):
            records.refused(result.reasons[0].says)
            return result
        for entry in result.entries:
            found[contact] = apply(found[contact], entry)
        records.append(result.entries, found)
    return None


def practice_for(
    authority: Authority, records: Records, contact: Contact, command: cmd.CommandSaid
) -> Practice:
    """The procedure under which a command on a contact is decided.

    That is the edition it was received under. What an edition from before there were restrictions
    does not speak of is decided under the one in force, or its contacts could not be protected;
    so it is with letters and documents, of which older editions had none, and with mistakes.
    """
    practice = authority.practice_under(contact.edition, records)
    if isinstance(command, _NEWER) and not practice.procedure.steps_of(command.command, None):
        return authority.practice
    return practice


_NEWER = (
    *(cmd.Restrict, cmd.LiftRestriction, cmd.OpenRestricted, cmd.Unmask),
    *(cmd.DraftLetter, cmd.ApproveLetter),
    *(cmd.Attach, cmd.CorrectChild),
)
