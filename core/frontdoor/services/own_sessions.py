"""Where someone is signed in, and how they end what they do not want to go on."""

from __future__ import annotations

from datetime import timedelta

from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.ports import Records, Session, Visit
from frontdoor.services.sign_in import with_password


def own_sessions(
    authority: Authority, signed_in: SignedIn, idle: timedelta, longest: timedelta
) -> list[Session]:
    """The sessions that someone has, the latest used first; those that timed out are ended."""
    moment, name = now(), signed_in.user.name
    with authority.store.visit(Visit(name, "account.read", moment)) as records:
        found = []
        for session in records.sessions(name):
            if moment - session.seen > idle or moment - session.started > longest:
                records.end_sessions(token=session.token)
            else:
                found.append(session)
        return found


def end_own_sessions(authority: Authority, signed_in: SignedIn, which: str, password: str) -> None:
    """End someone's sessions: `others` than this, `all`, or the one of theirs with this handle.

    Whoever came by the provider has no password to give (ASVS 5.0, 7.5.2, asks for it of the
    others). Raises `SignInRefused` where it is wrong.
    """
    name, way = signed_in.user.name, signed_in.session.way
    if way == "provider":
        with authority.store.visit(Visit(name, "session.end", now())) as records:
            _end(records, signed_in, which)
    else:
        with with_password(authority, name, password, "session.end") as (records, _):
            _end(records, signed_in, which)


def _end(records: Records, signed_in: SignedIn, which: str) -> None:
    for session in records.sessions(signed_in.user.name):
        others = which == "others" and session.token != signed_in.session.token
        if others or which in ("all", handle(session)):
            records.end_sessions(token=session.token)


def handle(session: Session) -> str:
    """What a session is called on a page: the beginning of what is kept of its token."""
    return session.token[:16]
