"""Sign in and out, and know who makes a request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from msgspec.structs import replace

from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.ports import Session, User, Visit

FAILURES = 6
"""Wrong passwords after which a user is locked out (ASVS 5.0, 6.3.1)."""

LOCKED = timedelta(minutes=15)

SHORTEST_PASSWORD = 12
"""Characters (ASVS 5.0, 6.2.1 asks for 8, and recommends 15)."""


class SignInRefused(Exception):
    """The name and the password are not those of a user who may sign in now."""


def sign_in(authority: Authority, name: str, password: str) -> tuple[str, Session]:
    """A new session with a token of its own, which is given out here and never kept.

    Raises `SignInRefused`, alike for an unknown name, a wrong password and a locked user.
    """
    moment = now()
    # The password is hashed between two transactions: it takes long, by design.
    with authority.store.visit(Visit("", "session.read", moment, logged=False)) as records:
        known = records.user(name)
    matches = authority.passwords.matches(known.password if known else "", password)
    with authority.store.visit(Visit(name[:80], "session.start", moment)) as records:
        user = records.user(name)
        if user is not None and known is not None and user.password != known.password:
            matches = False
        locked = user is not None and user.locked_until is not None and user.locked_until > moment
        if user is not None and not locked and not (user.disabled or matches):
            failures = user.failures + 1
            until = moment + LOCKED if failures >= FAILURES else None
            records.save_user(replace(user, failures=0 if until else failures, locked_until=until))
        if user is not None and matches and not (locked or user.disabled):
            if user.failures or user.locked_until:
                records.save_user(replace(user, failures=0, locked_until=None))
            token = secrets.token_urlsafe(32)
            session = Session(
                token=digest(token),
                user=user.name,
                csrf=secrets.token_urlsafe(32),
                started=moment,
                seen=moment,
            )
            records.save_session(session)
            return token, session
    raise SignInRefused


def digest(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_user(
    authority: Authority,
    name: str,
    full_name: str,
    password: str,
    roles: frozenset[str],
    teams: frozenset[str] = frozenset(),
) -> User:
    """Add a user, or give one other roles and a new password, which ends all their sessions."""
    user = User(
        name=name,
        full_name=full_name,
        roles=roles,
        teams=teams,
        password=authority.passwords.hashed(password),
    )
    with authority.store.visit(Visit("", "user.save", now())) as records:
        records.save_user(user)
        records.end_sessions(user=name)
    return user


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
            records.save_session(replace(session, seen=moment))
        return SignedIn(user, session)


def sign_out(authority: Authority, signed_in: SignedIn, *, everywhere: bool = False) -> None:
    """End this session, or every session of its user."""
    user = signed_in.user.name
    with authority.store.visit(Visit(user, "session.end", now())) as records:
        if everywhere:
            records.end_sessions(user=user)
        else:
            records.end_sessions(token=signed_in.session.token)
