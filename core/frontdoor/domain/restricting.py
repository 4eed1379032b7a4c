"""Restricted records and a referrer who may not be named: who sees them, who has to say why first.

A restriction is the child's: it covers every contact of the person. It hides and never hinders:
whoever has a role may open the record by saying why, and each such opening stands in its journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Child, Contact, Note, Referrer, Task
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.domain.writing import Draft, Drafted

RESTRICTED: Final = "Restricted record"
"""What stands in the place of a child's name on a restricted record that is not open."""

OPEN_FOR: Final = timedelta(hours=8)
"""How long what was opened with a reason stays open to whoever gave it: a shift."""


def is_open_to(contact: Contact, user: str, at: datetime) -> bool:
    """Whether a user may read a contact without saying why now.

    So may everyone where it is not restricted, whoever it is assigned to, whoever restricted it,
    and whoever has opened it within `OPEN_FOR`.
    """
    if contact.restricted is None or user in (contact.assigned_to, contact.restricted.by):
        return True
    return is_fresh(contact.opened.get(user), at)


def is_fresh(look: Note | None, at: datetime) -> bool:
    """Whether what was opened with a reason is open still."""
    return look is not None and at - look.happened < OPEN_FOR


def withheld(contact: Contact) -> Contact:
    """A restricted contact as those see it who have not opened it.

    Its reference, its stage, who holds it and when something is due next stay, so that no deadline
    is lost.
    """
    due = contact.next_due
    task = Task("held_back", "held_back", RESTRICTED, "other", (), contact.received, due, (), ())
    return Contact(
        id=contact.id,
        reference=contact.reference,
        authority=contact.authority,
        edition=contact.edition,
        version=contact.version,
        stage=contact.stage,
        received=contact.received,
        recorded=contact.recorded,
        received_by=contact.received_by,
        referrer=Referrer(),
        child=Child(name=RESTRICTED),
        facts={},
        tasks={task.id: task} if due else {},
        holding_team=contact.holding_team,
        assigned_to=contact.assigned_to,
        moments={event: at for event, at in contact.moments.items() if event.startswith("stage ")},
        restricted=contact.restricted,
        deleted=contact.deleted,
    )


def is_withheld(contact: Contact) -> bool:
    """Whether a contact is as `withheld` leaves it."""
    return contact.restricted is not None and contact.child.name == RESTRICTED


def restrict(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Restrict, practice: Practice
) -> Drafted:
    """A restriction of this contact and every other of the same child."""
    del command, practice
    if contact.restricted:
        return [Reason("conflict", "This record is restricted already.", "Nothing is to be done.")]
    others = (other for other in _same_child(records, contact) if not other.restricted)
    return Draft("restricted", None, {}, on_others=tuple(others))


def lift_restriction(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.LiftRestriction,
    practice: Practice,
) -> Drafted:
    """The end of a restriction, on every contact of the child."""
    del command, practice
    if contact.restricted is None:
        return [_not_restricted()]
    others = (other for other in _same_child(records, contact) if other.restricted)
    return Draft("restriction_lifted", None, {}, on_others=tuple(others))


def open_restricted(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.OpenRestricted,
    practice: Practice,
) -> Drafted:
    """That someone opens a restricted record, and why."""
    del records, command, practice
    return Draft("opened", None, {}) if contact.restricted else [_not_restricted()]


def unmask(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Unmask, practice: Practice
) -> Drafted:
    """That someone sees who the referrer is, and why."""
    del records, contact, command, practice
    return Draft("unmasked", None, {})


def _same_child(records: Mapping[str, Contact], contact: Contact) -> list[Contact]:
    return [
        other
        for _, other in sorted(records.items())
        if contact.person
        and other.person == contact.person
        and other.id != contact.id
        and not other.deleted
    ]


def _not_restricted() -> Reason:
    return Reason("conflict", "This record is not restricted.", "It can be read as it is.")
