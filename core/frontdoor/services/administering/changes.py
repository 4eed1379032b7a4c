"""What a change to a user comes to, as it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from frontdoor.services.oversight import Change, ChangeKind
from frontdoor.services.ports import User


def changes_between(before: User | None, after: User, by: str, at: datetime) -> list[Change]:
    """Everything that a change of a user gives and takes, each kind of it once; `by` made it."""
    return [
        Change(at=at, by=by, user=after.name, what=what, given=given, taken=taken)
        for what, given, taken in _between(before, after)
    ]


_Told = tuple[ChangeKind, tuple[str, ...], tuple[str, ...]]


def _between(before: User | None, after: User) -> Iterator[_Told]:
    if before is None:
        yield "added", (after.full_name,), ()
        before = User(name=after.name, full_name=after.full_name, roles=frozenset())
    elif before.password != after.password:
        yield "password", (), ()
    if before.full_name != after.full_name:
        yield "full_name", (after.full_name,), (before.full_name,)
    if before.roles != after.roles:
        yield "roles", _only(after.roles, before.roles), _only(before.roles, after.roles)
    if before.teams != after.teams:
        yield "teams", _only(after.teams, before.teams), _only(before.teams, after.teams)
    if before.administers != after.administers:
        right = ("administrator",)
        yield ("administers", right, ()) if after.administers else ("administers", (), right)
    if before.disabled != after.disabled:
        yield "disabled" if after.disabled else "enabled", (), ()
    if before.locked_until is not None and after.locked_until is None:
        yield "unlocked", (), ()


def _only(these: frozenset[str], those: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(these - those))
