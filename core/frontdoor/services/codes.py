"""Codes that are good for once: those of an app, by time (TOTP, RFC 6238), and those on paper."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from frontdoor.services.authority import Authority
from frontdoor.services.ports import User

log = logging.getLogger("frontdoor")

RECOVERY_CODES: Final = 8
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 6, 4
"""Of 31 letters 24 are 118 bits: enough for a plain digest to be kept (ASVS 5.0, 6.5.2)."""


def digest(token: str) -> str:
    """What is kept of a token, or of a code, that is too random to be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sealed_as(authority: Authority, user: str) -> str:
    """What a user's secret is sealed as: it opens as nobody else's."""
    return f"second factor {authority.name} {user}"


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The step in time that a code belongs to: this one, the one before or the next; else None."""
    import pyotp
    from pyotp.exceptions import OTPVerificationError

    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=1)
    except OTPVerificationError:
        return None


def accepted(authority: Authority, user: User, code: str, at: datetime) -> User | None:
    """A user after a code was taken, of the app or on paper; None where it is wrong or used."""
    plain = "".join(code.split()).replace("-", "").lower()
    if not plain.isdecimal():
        left = tuple(kept for kept in user.recovery_codes if kept != digest(plain))
        return replace(user, recovery_codes=left) if left != user.recovery_codes else None
    secret = authority.seals.opened(user.second_factor, sealed_as(authority, user.name))
    if secret is None:
        log.error("%s: a second factor was sealed with another key", authority.name)
        return None
    step = step_of(secret, plain, at)
    if step is None or step <= user.second_factor_step:
        return None
    return replace(user, second_factor_step=step)


def new_recovery_codes() -> tuple[str, ...]:
    """Fresh codes as people write them down."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def kept_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """What is kept of them."""
    return tuple(digest(code.replace("-", "")) for code in codes)
