"""A second factor: an app that makes codes, set up, renewed and taken away again."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.codes import kept_codes, new_recovery_codes, sealed_as, step_of
from frontdoor.services.oversight import Change
from frontdoor.services.ports import Records, User, Visit
from frontdoor.services.sign_in import NoSuchUser, TookTooLong, with_password

OFFERED = timedelta(minutes=30)
"""How long someone may take to set up their app."""


class WrongCode(Exception):
    """The code is not the app's, or not of this half minute or one of those beside it."""


class Offer(msgspec.Struct, frozen=True):
    """A secret for an app: as text, as the address that a QR code holds, and sealed to come back.

    Nothing of it is kept until a code of the app has come back with it.
    """

    secret: str
    address: str
    sealed: str


class _Offered(msgspec.Struct, frozen=True):
    secret: str
    until: datetime


_offered = msgspec.json.Decoder(_Offered)


def offer(authority: Authority, signed_in: SignedIn) -> Offer:
    """A new secret for someone's app."""
    import pyotp

    given = _Offered(pyotp.random_base32(), now() + OFFERED)
    text = msgspec.json.encode(given).decode()
    sealed = authority.seals.sealed(text, _offer_of(authority, signed_in.user))
    return _as_offer(authority, signed_in.user, given, sealed)


def offered_again(authority: Authority, signed_in: SignedIn, sealed: str) -> Offer:
    """The secret that was offered before. Raises `TookTooLong`."""
    given = _opened(authority, signed_in.user, sealed)
    return _as_offer(authority, signed_in.user, given, sealed)


def set_up(
    authority: Authority, signed_in: SignedIn, sealed: str, code: str, password: str
) -> tuple[str, ...]:
    """Take the offered secret as the second factor, in the place of another; the recovery codes.

    They are given out here and never again. Every other session of theirs ends. Raises
    `TookTooLong`, `WrongCode`, or `SignInRefused` for a wrong password.
    """
    given = _opened(authority, signed_in.user, sealed)
    name = signed_in.user.name
    codes = new_recovery_codes()
    with with_password(authority, name, password, "second_factor.set_up") as (records, user):
        step = step_of(given.secret, "".join(code.split()), now())
        if step is None:
            records.refused("wrong code")
            raise WrongCode
        after = replace(
            user,
            second_factor=authority.seals.sealed(given.secret, sealed_as(authority, name)),
            second_factor_step=step,
            recovery_codes=kept_codes(codes),
        )
        records.save_user(after)
        records.note([_change(name, name, given=("second factor",))])
        _end_others(records, signed_in)
    return codes


def renew_recovery_codes(
    authority: Authority, signed_in: SignedIn, password: str
) -> tuple[str, ...]:
    """New recovery codes in the place of the old ones. Raises `SignInRefused`."""
    codes = new_recovery_codes()
    name = signed_in.user.name
    with with_password(authority, name, password, "second_factor.renew") as (records, user):
        records.save_user(replace(user, recovery_codes=kept_codes(codes)))
        records.note([_change(name, name, given=("recovery codes",))])
    return codes


def take_away(authority: Authority, signed_in: SignedIn, password: str) -> None:
    """Do without a second factor from now on; other sessions end. Raises `SignInRefused`."""
    name = signed_in.user.name
    with with_password(authority, name, password, "second_factor.take_away") as (records, user):
        _without(records, user, name)
        _end_others(records, signed_in)


def reset_second_factor(authority: Authority, by: str, user: str) -> None:
    """Take someone else's second factor away, who has lost it, and end their sessions.

    `by` is the administrator, empty where it is done at the machine. Raises `NoSuchUser`.
    """
    with authority.store.visit(Visit(by, "second_factor.reset", now())) as records:
        found = records.user(user)
        if found is None:
            raise NoSuchUser(user)
        _without(records, found, by)
        records.end_sessions(user=user)


def _without(records: Records, user: User, by: str) -> None:
    if user.second_factor:
        records.save_user(replace(user, second_factor="", recovery_codes=()))
        records.note([_change(by, user.name, taken=("second factor",))])


def _end_others(records: Records, signed_in: SignedIn) -> None:
    for session in records.sessions(signed_in.user.name):
        if session.token != signed_in.session.token:
            records.end_sessions(token=session.token)


def _change(by: str, user: str, given: tuple[str, ...] = (), taken: tuple[str, ...] = ()) -> Change:
    return Change(at=now(), by=by, user=user, what="second_factor", given=given, taken=taken)


def _offer_of(authority: Authority, user: User) -> str:
    return f"offer {authority.name} {user.name}"


def _opened(authority: Authority, user: User, sealed: str) -> _Offered:
    text = authority.seals.opened(sealed, _offer_of(authority, user))
    given = _offered.decode(text) if text else None
    if given is None or given.until < now():
        raise TookTooLong
    return given


def _as_offer(authority: Authority, user: User, given: _Offered, sealed: str) -> Offer:
    import pyotp

    address = pyotp.TOTP(given.secret).provisioning_uri(
        name=user.name, issuer_name=authority.book.name
    )
    return Offer(given.secret, address, sealed)
