"""Passwords as argon2id hashes, by argon2-cffi."""

from __future__ import annotations

from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 4
"""How many hashes are worked out at the same time: each takes 64 MiB and a tenth of a second."""


class Argon2Passwords:
    """Implements `Passwords`; `hasher` is for tests that cannot spare a real one's time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(AT_ONCE)
        self._nobody = self.hashed("")

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


def _plain(password: str) -> bytes:
    """The same bytes for the same password, however a keyboard composes its letters."""
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")
