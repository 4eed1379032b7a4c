"""Add someone who works at an authority, or change what they may."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from frontdoor.services.administering.changes import changes_between
from frontdoor.services.administering.people import fingerprint
from frontdoor.services.authority import Authority, NotAdministrator, now
from frontdoor.services.oversight import Change, ChangeKind
from frontdoor.services.ports import User, Visit
from frontdoor.services.second_factor import reset_second_factor
from frontdoor.services.sign_in import NoSuchUser

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,79}", re.ASCII | re.IGNORECASE)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and figures that are not taken for one another when they are read out."""


class PersonRefused(Exception):
    """Something that is not done to a user, in a sentence that says why and what to do instead."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says of someone who works here."""

    full_name: str
    roles: frozenset[str]
    teams: frozenset[str] = frozenset()
    administers: bool = False


def wrong_with_name(name: str) -> str:
    """What is wrong with a name to sign in with, in a sentence without a stop; or nothing."""
    if _NAME.fullmatch(name):
        return ""
    return "User name must have letters, figures and . _ @ + - alone, 80 at most"


def first_password() -> str:
    """A password to hand to someone, which they change when they first sign in: 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def add_person(authority: Authority, asks: User, name: str, said: Person) -> str:
    """Add someone; their first password, which is not kept. Raises `PersonRefused`."""
    authority.check_administers(asks)
    password = first_password()
    hashed = authority.passwords.hashed(password)
    moment = now()
    with authority.store.visit(Visit(asks.name, "user.add", moment)) as records:
        if records.user(name) is not None:
            says = f"Someone here signs in as {name} already. Choose another user name."
            records.refused(says)
            raise PersonRefused(says)
        user = User(
            name=name, **msgspec.structs.asdict(said), password=hashed, must_change_password=True
        )
        records.save_user(user)
        records.note(changes_between(None, user, asks.name, moment))
    return password


def change_person(authority: Authority, asks: User, name: str, said: Person, read: str) -> None:
    """Change name, roles, teams and right of someone as they stood when they were `read`.

    Raises `NoSuchUser` or `PersonRefused`.
    """

    def change(user: User) -> User:
        if fingerprint(user) != read:
            raise PersonRefused(
                "Someone else changed this person meanwhile. What they have now is below, beside "
                "what you chose: look again and save."
            )
        return replace(user, **msgspec.structs.asdict(said))

    _change(authority, asks, name, "user.change", change)


def disable(authority: Authority, asks: User, name: str) -> None:
    """Let someone sign in no more, and sign them out. Raises `NoSuchUser` or `PersonRefused`."""
    _change(
        authority, asks, name, "user.disable", lambda user: replace(user, disabled=True), ends=True
    )


def enable(authority: Authority, asks: User, name: str) -> None:
    """Let someone sign in again. Raises `NoSuchUser`."""
    _change(authority, asks, name, "user.enable", lambda user: replace(user, disabled=False))


def unlock(authority: Authority, asks: User, name: str) -> None:
    """Let someone try again who was locked out. Raises `NoSuchUser`."""
    _change(
        authority,
        asks,
        name,
        "user.unlock",
        lambda user: replace(user, failures=0, locked_until=None),
    )


def new_password(authority: Authority, asks: User, name: str) -> str:
    """Give someone a new first password, which is not kept, and sign them out.

    Raises `NoSuchUser`.
    """
    password = first_password()
    hashed = authority.passwords.hashed(password)

    def change(user: User) -> User:
        return replace(
            user, password=hashed, must_change_password=True, failures=0, locked_until=None
        )

    _change(authority, asks, name, "user.password", change, ends=True)
    return password


def reset_factor(authority: Authority, asks: User, name: str) -> None:
    """Take someone's second factor away, who has lost it, and sign them out.

    Raises `NoSuchUser`, or `PersonRefused` for one's own.
    """
    authority.check_administers(asks)
    if asks.name == name:
        # Whoever takes over a session must not be rid of what guards the account.
        raise PersonRefused(
            "You cannot reset your own second factor. Take it off on your account's page, with a "
            "code, or ask another administrator."
        )
    reset_second_factor(authority, asks.name, name)


def end_sessions(authority: Authority, asks: User, name: str) -> None:
    """Sign someone out wherever they are signed in. Raises `NoSuchUser`."""
    _change(authority, asks, name, "user.sign-out", lambda user: user, ends=True, also="signed_out")


def _change(
    authority: Authority,
    asks: User,
    name: str,
    operation: str,
    change: Callable[[User], User],
    *,
    ends: bool = False,
    also: ChangeKind | None = None,
) -> None:
    authority.check_administers(asks)
    moment = now()
    with authority.store.visit(Visit(asks.name, operation, moment)) as records:
        # In one order, so that of two who disable each other the second is refused.
        locked = {one: records.user(one) for one in sorted({asks.name, name})}
        before, own = locked[name], locked[asks.name]
        if own is None or own.disabled or not own.administers:
            records.refused("no administrator")
            raise NotAdministrator(f"{asks.name} does not administer {authority.book.name}.")
        if before is None:
            records.refused("no such user")
            raise NoSuchUser(name)
        try:
            after = change(before)
            _check(asks, before, after)
        except PersonRefused as refused:
            records.refused(str(refused))
            raise
        noted = changes_between(before, after, asks.name, moment)
        if also is not None:
            noted.append(Change(at=moment, by=asks.name, user=name, what=also))
        if after != before:
            records.save_user(after)
        records.note(noted)
        if ends:
            records.end_sessions(user=name)


def _check(asks: User, before: User, after: User) -> None:
    """Nobody takes their own right: so there is always someone left who has it."""
    if asks.name != before.name:
        return
    if after.disabled or not after.administers:
        raise PersonRefused(
            "You cannot take your own right, or disable yourself. Ask another administrator."
        )
    if (after.roles, after.teams) != (before.roles, before.teams):
        raise PersonRefused("You cannot change your own roles or teams. Ask another administrator.")
    if after.password != before.password:
        # Whoever takes over a session knows no password, and must not be given one.
        raise PersonRefused("You cannot give yourself a new first password. Change it yourself.")
