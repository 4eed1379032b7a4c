"""The people who work at an authority, as those see them who look after it."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Change
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.sign_in import NoSuchUser

MOST_SHOWN = 20
"""How many of the contacts assigned to someone are named."""


class Colleague(msgspec.Struct, frozen=True):
    """A user and when they last asked for anything."""

    user: User
    seen: datetime | None


class Known(msgspec.Struct, frozen=True):
    """A user with what was changed about them, the latest first, and what is assigned to them.

    `assigned` are the references of open contacts, the first `MOST_SHOWN`, and one more where there
    are more; `read` stands for the user as they are now.
    """

    user: User
    seen: datetime | None
    changes: tuple[Change, ...]
    assigned: tuple[str, ...]
    read: str


def people(authority: Authority, asks: User) -> list[Colleague]:
    """Everyone who works here, by their full names."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "user.list", now())) as records:
        seen = records.last_asked()
        users = sorted(records.users(), key=lambda user: (user.full_name.casefold(), user.name))
    return [Colleague(user, seen.get(user.name)) for user in users]


def one_person(authority: Authority, asks: User, name: str) -> Known:
    """Someone who works here. Raises `NoSuchUser`."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "user.read", now())) as records:
        user = records.user(name)
        if user is None:
            raise NoSuchUser(name)
        lines = records.lines(Query(assigned_to=name, limit=MOST_SHOWN))
        return Known(
            user,
            records.last_asked().get(name),
            tuple(records.changes(name)),
            tuple(line.reference for line in lines),
            fingerprint(user),
        )


def changes_of_people(authority: Authority, asks: User) -> list[Change]:
    """What was changed about anyone here, the latest first."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "user.changes", now())) as records:
        return records.changes()


def fingerprint(user: User) -> str:
    """What tells whether a user was changed by another administrator meanwhile."""
    held = (user.full_name, sorted(user.roles), sorted(user.teams), user.administers, user.disabled)
    return hashlib.sha256(msgspec.json.encode(held)).hexdigest()[:16]
