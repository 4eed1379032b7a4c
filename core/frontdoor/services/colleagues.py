"""Who works here, who of them is away, and who looks after their work meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.procedure.language import Step
from frontdoor.services.authority import Authority, now
from frontdoor.services.filed import Absence
from frontdoor.services.ports import Records, User, Visit


class Colleague(msgspec.Struct, frozen=True):
    """Someone who works here today: their roles, their teams, and their absence if away today."""

    name: str
    full_name: str
    roles: frozenset[str]
    teams: frozenset[str]
    away: Absence | None = None


def colleagues(authority: Authority) -> list[Colleague]:
    """Everyone who has a role here today, by full name.

    It shows nobody's record, and is part of a request that leaves a line in the access log itself.
    """
    moment = now()
    with authority.store.visit(Visit("", "colleagues", moment, logged=False)) as records:
        return _colleagues(authority, records, away_now(records, moment))


def stood_in_for(
    authority: Authority, records: Records, user: User, away: Mapping[str, Absence]
) -> list[Colleague]:
    """Those who are away now and whose work a user looks after."""
    if all(one.stand_in != user.name for one in away.values()):
        return []
    people = _colleagues(authority, records, away)
    return [one for one in people if one.away is not None and one.away.stand_in == user.name]


def _colleagues(
    authority: Authority, records: Records, away: Mapping[str, Absence]
) -> list[Colleague]:
    known = authority.book.roles.keys()
    found = (
        Colleague(one.name, one.full_name, one.roles & known, one.teams, away.get(one.name))
        for one in records.users()
        if works_here(authority, one)
    )
    return sorted(found, key=lambda one: (one.full_name.casefold(), one.name))


def works_here(authority: Authority, user: User | None) -> bool:
    """Whether a user may sign in and has a role of the procedure in force."""
    return user is not None and not user.disabled and bool(user.roles & authority.book.roles.keys())


def away_now(records: Records, at: datetime) -> dict[str, Absence]:
    """Who is away at a time, by user."""
    today = local_day(at)
    return {one.user: one for one in records.absences(today) if one.covers(today)}


def local_day(at: datetime) -> date:
    """The local day of a moment."""
    return at.astimezone(LONDON).date()


def holders(authority: Authority, step: Step, people: Iterable[Colleague]) -> list[Colleague]:
    """Those whose a step is by its procedure, whoever stands in for them left out."""
    procedure = authority.practice.procedure
    roles = procedure.roles(procedure.by(step))
    return [one for one in people if one.roles & roles]
