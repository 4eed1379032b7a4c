"""Someone away: who says so, from when to when, and who looks after their work meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from frontdoor.domain.clocks import describe_day
from frontdoor.domain.permission import Reason, Refused
from frontdoor.procedure.vocabulary import MANAGER_KINDS
from frontdoor.services.authority import Authority, now
from frontdoor.services.colleagues import local_day, works_here
from frontdoor.services.filed import Absence
from frontdoor.services.ports import Records, User, Visit

LONGEST = timedelta(days=366)


class Away(msgspec.Struct, frozen=True):
    """An absence as it is asked for: whose, its first and its last day, and who stands in."""

    user: str
    first: date
    last: date
    stand_in: str | None = None


def may_note_for_others(authority: Authority, user: User) -> bool:
    """Whether someone may say of others that they are away: managers and those who administer."""
    roles = authority.book.roles
    kinds = {roles[role].kind for role in user.roles if role in roles}
    return user.administers or bool(kinds & {*MANAGER_KINDS, "administrator"})


def list_absences(authority: Authority, user: User) -> list[Absence]:
    """Absences from today on, the first to begin first."""
    authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "absence.list", moment)) as records:
        return records.absences(local_day(moment))


def note_absence(authority: Authority, user: User, away: Away) -> Absence | Refused:
    """Note that someone is away, or every reason why that cannot be."""
    authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "absence.note", moment)) as records:
        reasons = _wrong(authority, records, user, away, local_day(moment))
        if reasons:
            records.refused(reasons[0].says)
            return Refused(tuple(reasons))
        absence = Absence(
            id=uuid4().hex,
            user=away.user,
            first=away.first,
            last=away.last,
            stand_in=away.stand_in,
            by=user.name,
            noted=moment,
        )
        records.note_absence(absence)
        return absence


def _wrong(
    authority: Authority, records: Records, user: User, away: Away, today: date
) -> list[Reason]:
    def invalid(says: str, instead: str, field: str) -> None:
        reasons.append(Reason("invalid", says, instead, pointer=f"/{field}"))

    reasons: list[Reason] = []
    known = records.absences(min(today, away.first))
    if away.user != user.name and not may_note_for_others(authority, user):
        says = "You may say this of yourself alone."
        reasons.append(Reason("role", says, "Ask a manager to note it.", pointer="/user"))
    if not works_here(authority, records.user(away.user)):
        invalid("Nobody who works here signs in so.", "Choose who is away.", "user")
    if away.last < away.first:
        invalid("The last day is before the first.", "Correct one of the days.", "last")
    elif away.last < today:
        invalid("This is over already.", "Give a last day that is to come.", "last")
    elif away.last - away.first > LONGEST:
        invalid("This is longer than a year.", "Give the first year.", "last")
    for one in known:
        if one.first <= away.last and one.last >= away.first:
            days = f"{describe_day(one.first)} to {describe_day(one.last)}"
            if one.user == away.user:
                says = f"They are noted as away already from {days}."
                invalid(says, "Take that back first, or give other days.", "first")
            elif one.user == away.stand_in:
                says = f"They are away themselves from {days}."
                invalid(says, "Choose someone who is there.", "stand_in")
    if away.stand_in == away.user:
        invalid("Nobody stands in for themselves.", "Choose someone else.", "stand_in")
    elif away.stand_in is not None and not works_here(authority, records.user(away.stand_in)):
        invalid("Nobody who works here signs in so.", "Choose who stands in.", "stand_in")
    return reasons


def end_absence(authority: Authority, user: User, id: str) -> Refused | None:
    """Someone is back, or does not go after all: from today on they are there."""
    authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "absence.end", moment)) as records:
        today = local_day(moment)
        found = next((one for one in records.absences(today) if one.id == id), None)
        if found is None:
            return None  # it has been taken back already
        if found.user != user.name and not may_note_for_others(authority, user):
            says = "You may say this of yourself alone."
            records.refused(says)
            return Refused((Reason("role", says, "Ask them, or a manager."),))
        if found.first < today:
            records.note_absence(replace(found, last=today - timedelta(days=1)))
        else:
            records.forget_absence(id)
    return None
