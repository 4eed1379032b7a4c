"""Signing in through the authority's OpenID provider, as someone whom an administrator named."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Change
from frontdoor.services.ports import Session, Visit
from frontdoor.services.sign_in import NoSuchUser, TookTooLong, start_session
from frontdoor.services.sign_in_ports import Provider, ProviderFault

AWAY = timedelta(minutes=10)
"""How long someone may stay with the provider."""


class NotOurs(Exception):
    """Someone comes back who did not set out from here, or not just now, or not in this browser."""


class NotKnownHere(Exception):
    """The provider knows them, and no user here is named as being them; `identity` is for these."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        super().__init__()


class IdentityTaken(Exception):
    """Another user here is this one at the provider."""


class _Away(msgspec.Struct, frozen=True):
    state: str
    nonce: str
    verifier: str
    next: str
    until: datetime


_away = msgspec.json.Decoder(_Away)


def set_out(authority: Authority, back: str, to: str) -> tuple[str, str]:
    """The address at the provider where someone signs in, and what their browser keeps meanwhile.

    `back` is where the provider sends them, `to` where they go in the end. Raises `ProviderFault`.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    away = _Away(state, nonce, verifier, to, now() + AWAY)
    address = _provider(authority).address(
        back=back, state=away.state, nonce=away.nonce, verifier=away.verifier
    )
    return address, authority.seals.sealed(msgspec.json.encode(away).decode(), _of(authority))


def come_back(
    authority: Authority, kept: str, state: str, code: str, back: str, browser: str
) -> tuple[str, Session, str]:
    """A session with its token for someone who comes back, and where they wanted to go.

    Raises `NotOurs` for a `state` that is not the one they set out with, `TookTooLong`,
    `ProviderFault`, `ProviderRefused` for a code that is wrong or used, and `NotKnownHere`.
    """
    opened = authority.seals.opened(kept, _of(authority))
    away = _away.decode(opened) if opened else None
    if away is None or not hmac.compare_digest(away.state.encode(), state.encode()):
        raise NotOurs
    if away.until < now():
        raise TookTooLong
    identity = _provider(authority).identity(
        code=code, back=back, nonce=away.nonce, verifier=away.verifier
    )
    with authority.store.visit(Visit("", "session.read", now(), logged=False)) as records:
        found = records.user_with_identity(identity)
    name = found.name if found else ""
    with authority.store.visit(Visit(name, "session.start", now())) as records:
        user = records.user(name)
        if user is not None and user.identity == identity and not user.disabled:
            return *start_session(authority, records, user, browser, "provider"), away.next
        records.refused("not known here")
    raise NotKnownHere(identity)


def link_identity(authority: Authority, by: str, user: str, identity: str | None) -> None:
    """Say who someone is at the provider, or with None that they do not sign in through it.

    `by` is the administrator, empty where it is done at the machine. Their sessions end where it
    changes. Raises `NoSuchUser` or `IdentityTaken`.
    """
    with authority.store.visit(Visit(by, "user.identity", now())) as records:
        before = records.user(user)
        if before is None:
            raise NoSuchUser(user)
        if before.identity == identity:
            return
        if identity is not None and records.user_with_identity(identity) is not None:
            raise IdentityTaken
        records.save_user(replace(before, identity=identity))
        given, taken = ((one,) if one else () for one in (identity, before.identity))
        change = Change(at=now(), by=by, user=user, what="identity", given=given, taken=taken)
        records.note([change])
        records.end_sessions(user=user)


def _provider(authority: Authority) -> Provider:
    if authority.provider is None:
        raise ProviderFault("none is set")
    return authority.provider


def _of(authority: Authority) -> str:
    return f"away {authority.name}"
