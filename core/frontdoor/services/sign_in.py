"""Sign in and out, and know who makes a request."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from frontdoor.services.administering.changes import changes_between
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.codes import accepted, digest
from frontdoor.services.ports import Records, Session, User, Visit, Way

FAILURES = 6
"""Wrong passwords after which a user is locked out (ASVS 5.0, 6.3.1)."""

LOCKED = timedelta(minutes=15)

PENDING = timedelta(minutes=5)
"""How long after the password the code of the second factor may come."""

OLDEST = timedelta(hours=24)
"""The longest that any deployment lets a session last."""

First = Literal["password", "second_factor"]
"""What someone may have to see to before anything else."""


class SignInRefused(Exception):
    """The name and the password are not those of a user who may sign in now."""


class NoSuchUser(LookupError):
    """Nobody here signs in with this name."""


class CodeNeeded(Exception):
    """The password is right, and a code of the second factor is still to come.

    `pending` takes the place of name and password for five minutes, and is worth nothing else.
    """

    def __init__(self, pending: str) -> None:
        self.pending = pending
        super().__init__()


class TookTooLong(Exception):
    """What someone was in the midst of has run out: they begin again."""


def sign_in(
    authority: Authority, name: str, password: str, code: str = "", browser: str = ""
) -> tuple[str, Session]:
    """A new session with a token of its own, which is given out here and never kept.

    `browser` says in a few words what they came with. Raises `SignInRefused`, alike for an unknown
    name, a wrong password, a wrong code and a locked user; `CodeNeeded` where a code is missing.
    """
    with with_password(authority, name, password, "session.start") as (records, user):
        if user.second_factor and not code:
            records.refused("code needed")
            raise CodeNeeded(_pending(authority, user))
        found = accepted(authority, user, code, now()) if user.second_factor else user
        if found is not None:
            return start_session(authority, records, found, browser)
        records.save_user(failed(user, now()))
    raise SignInRefused


def finish_sign_in(
    authority: Authority, pending: str, code: str, browser: str = ""
) -> tuple[str, Session]:
    """The session of someone who gave the password before, with a code of the second factor.

    Raises `SignInRefused` for a wrong code and for a locked user alike, `TookTooLong` where the
    password was given too long ago, or has changed since.
    """
    opened = authority.seals.opened(pending, _of("code", authority))
    given = _given.decode(opened) if opened else None
    if given is None or given.until < now():
        raise TookTooLong
    with authority.store.visit(Visit(given.user, "session.start", now())) as records:
        user = records.user(given.user)
        if user is None or user.disabled or digest(user.password) != given.password:
            raise TookTooLong
        if is_locked(user):
            records.refused("locked")
        elif (found := accepted(authority, user, code, now())) is None:
            records.save_user(failed(user, now()))
        else:
            return start_session(authority, records, found, browser)
    raise SignInRefused


@contextmanager
def with_password(
    authority: Authority, name: str, password: str, operation: str
) -> Iterator[tuple[Records, User]]:
    """One transaction for someone who gives their password, with the user as locked for change.

    Raises `SignInRefused` where it is wrong, which counts towards being locked out, and for a user
    who is locked, disabled or unknown.
    """
    # The password is hashed between two transactions: it takes long, by design.
    with authority.store.visit(Visit("", "session.read", now(), logged=False)) as records:
        known = records.user(name)
    matches = authority.passwords.matches(known.password if known else "", password)
    with authority.store.visit(Visit(name[:80], operation, now())) as records:
        user = records.user(name)
        if user is not None and not user.disabled and not is_locked(user):
            if matches and known is not None and user.password == known.password:
                yield records, user
                return
            records.save_user(failed(user, now()))
    raise SignInRefused


def is_locked(user: User) -> bool:
    """Whether a user is locked out at present."""
    return user.locked_until is not None and user.locked_until > now()


def failed(user: User, at: datetime) -> User:
    """A user after one more failure; the last of them locks."""
    if user.failures + 1 < FAILURES:
        return replace(user, failures=user.failures + 1)
    return replace(user, failures=0, locked_until=at + LOCKED)


def start_session(
    authority: Authority, records: Records, user: User, browser: str, way: Way = "password"
) -> tuple[str, Session]:
    """A session for someone who has proved who they are, with its token; what failed is forgiven.

    The token of its forms says, sealed, whose they are: see `kept_text`.
    """
    moment = now()
    records.save_user(replace(user, failures=0, locked_until=None))
    for old in records.sessions(user.name):
        if moment - old.started > OLDEST:
            records.end_sessions(token=old.token)
    token = secrets.token_urlsafe(32)
    session = Session(
        token=digest(token),
        user=user.name,
        csrf=authority.seals.sealed(user.name, _of("form", authority)),
        started=moment,
        seen=moment,
        browser=browser[:80],
        way=way,
    )
    records.save_session(session)
    return token, session


def whose_form(authority: Authority, csrf: str) -> str | None:
    """The user whose session a form was made in, by its token; None where it was none of ours."""
    return authority.seals.opened(csrf, _of("form", authority))


class _Given(msgspec.Struct, frozen=True):
    """Someone who gave their password: `password` is a digest of the hash that it matched."""

    user: str
    password: str
    until: datetime


_given = msgspec.json.Decoder(_Given)


def _pending(authority: Authority, user: User) -> str:
    given = _Given(user.name, digest(user.password), now() + PENDING)
    return authority.seals.sealed(msgspec.json.encode(given).decode(), _of("code", authority))


def _of(what: str, authority: Authority) -> str:
    return f"{what} {authority.name}"


def needed_first(signed_in: SignedIn, *, second_factor: bool) -> First | None:
    """What someone must do before anything else; `second_factor` is whether one is required.

    Whoever came by the provider owes us neither: it has its own rules.
    """
    if signed_in.session.way == "provider":
        return None
    if signed_in.user.must_change_password:
        return "password"
    return "second_factor" if second_factor and not signed_in.user.second_factor else None


def add_user(
    authority: Authority,
    name: str,
    full_name: str,
    password: str,
    roles: frozenset[str],
    teams: frozenset[str] = frozenset(),
    *,
    administers: bool | None = None,
) -> User:
    """Add a user, or give one other roles and a new password, which ends all their sessions.

    `administers` is whether they are an administrator: where None, they stay what they are.
    """
    hashed = authority.passwords.hashed(password)
    moment = now()
    with authority.store.visit(Visit("", "user.save", moment)) as records:
        before = records.user(name)
        user = replace(
            before or User(name=name, full_name=full_name, roles=roles),
            full_name=full_name,
            roles=roles,
            teams=teams,
            password=hashed,
            disabled=False,
            failures=0,
            locked_until=None,
            must_change_password=False,
        )
        if administers is not None:
            user = replace(user, administers=administers)
        records.save_user(user)
        records.note(changes_between(before, user, "", moment))
        records.end_sessions(user=name)
    return user


def set_disabled(authority: Authority, name: str, *, disabled: bool) -> None:
    """Let someone sign in no more, which ends their sessions, or let them again; at the machine.

    Raises `NoSuchUser`.
    """
    moment = now()
    with authority.store.visit(Visit("", "user.disable", moment)) as records:
        before = records.user(name)
        if before is None:
            raise NoSuchUser(name)
        after = replace(before, disabled=disabled)
        records.save_user(after)
        records.note(changes_between(before, after, "", moment))
        records.end_sessions(user=name)


def list_users(authority: Authority) -> list[User]:
    """Everyone who may sign in, by name."""
    with authority.store.visit(Visit("", "user.list", now())) as records:
        return records.users()


def who_asks(
    authority: Authority, token: str, idle: timedelta, longest: timedelta
) -> SignedIn | None:
    """The user and session of a token, or None where it is unknown, idle too long or too old."""
    moment = now()
    with authority.store.visit(Visit("", "session.read", moment, logged=False)) as records:
        session = records.session(digest(token))
        user = records.user(session.user) if session else None
        if session is None or user is None or user.disabled:
            return None
        if moment - session.seen > idle or moment - session.started > longest:
            records.end_sessions(token=session.token)
            return None
        if moment - session.seen >= timedelta(minutes=1):
            records.session_used(session.token, moment)
        return SignedIn(user, session)


def sign_out(authority: Authority, signed_in: SignedIn) -> None:
    """End this session."""
    with authority.store.visit(Visit(signed_in.user.name, "session.end", now())) as records:
        records.end_sessions(token=signed_in.session.token)
