"""What a command would do to the clocks of a contact, told before it is sent."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Task
from frontdoor.domain.decide import decide
from frontdoor.domain.permission import Refused
from frontdoor.domain.restricting import is_open_to
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit


class Foreseen(msgspec.Struct, frozen=True):
    """The tasks that would be done, each with whether in time, and those that would start."""

    happened: datetime
    ends: tuple[Task, ...]
    starts: tuple[Task, ...]


def foresee(
    authority: Authority, user: User, contact: str, command: cmd.CommandSaid
) -> Foreseen | Refused:
    """What a command would do to the tasks of a contact, or why it would be refused.

    Nothing is written. Raises `NoSuchContact`.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, "contact.foresee", moment, logged=False)  # the page reads it as well
    with authority.store.visit(visit) as records:
        subject = records.contact(contact)
        if subject is None or not is_open_to(subject, user.name, moment):
            raise NoSuchContact(contact)
        practice = authority.practice_under(subject.edition, records)
        known = {contact: subject}
        result = decide(known, contact, command, actor, practice, moment)
        if isinstance(result, Refused):
            return result
        entry = result.entries[0]
        ended = (
            msgspec.structs.replace(subject.tasks[end.id], ended=entry.happened, ended_by=end.by)
            for end in entry.ends
        )
        return Foreseen(entry.happened, tuple(ended), entry.starts)
