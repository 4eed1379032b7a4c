"""Passwords as argon2id hashes, by argon2-cffi."""

from __future__ import annotations

from base64 import b64encode
from secrets import token_bytes
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

AT_ONCE = 4
"""How many hashes are worked out at the same time: each takes 64 MiB and a tenth of a second."""


class Argon2Passwords:
    """Implements `Passwords`; `hasher` is for tests that cannot spare a real one's time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(AT_ONCE)
        self._nobody = _no_one(self._hasher)

    def hashed(self, password: str) -> str:
        """A salted hash to keep."""
        with self._turn:
            return self._hasher.hash(_plain(password))

    def matches(self, kept: str, password: str) -> bool:
        """Whether a password is the one kept; takes as long where none is."""
        known = kept.startswith("$argon2")
        try:
            with self._turn:
                right = self._hasher.verify(kept if known else self._nobody, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return known and right


def _no_one(hasher: PasswordHasher) -> str:
    """A hash that nothing matches, and that takes as long to find that out."""
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    lengths = (hasher.salt_len, hasher.hash_len)
    salt, digest = (b64encode(token_bytes(length)).decode().rstrip("=") for length in lengths)
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def _plain(password: str) -> bytes:
    """The same bytes for the same password, however a keyboard composes its letters."""
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")
