"""Passwords are kept as argon2id hashes; time does not tell an unknown user from a known one."""

from __future__ import annotations

from typing import Literal

from argon2 import PasswordHasher, Type, extract_parameters

from frontdoor.adapters.passwords import Argon2Passwords

LIGHT = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_password_matches_its_hash_alone() -> None:
    """Only the password that was hashed matches, however its letters were composed."""
    kept = LIGHT.hashed("correct hörse \U0001f40e")
    assert LIGHT.matches(kept, "correct hörse \U0001f40e")
    assert LIGHT.matches(kept, "correct ho\u0308rse \U0001f40e")
    assert not LIGHT.matches(kept, "correct horse \U0001f40e")
    assert not LIGHT.matches(kept, "")
    assert LIGHT.hashed("same") != LIGHT.hashed("same")


def test_nothing_matches_where_no_password_is_kept() -> None:
    """No hash, or one that is broken, matches no password, the empty one included."""
    for kept in ("", "x", "$argon2id$broken"):
        for password in ("", "x", "\ud800"):
            assert not LIGHT.matches(kept, password)


def test_hashes_are_as_heavy_as_recommended() -> None:
    """The default is argon2id with at least what OWASP asks (19 MiB, two passes)."""
    parameters = extract_parameters(Argon2Passwords().hashed("x"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


class Counting(PasswordHasher):
    """Counts the hashes that are worked out to compare."""

    verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - argon2's own name
        self.verified += 1
        return super().verify(hash, password)


def test_unknown_user_takes_the_same_work() -> None:
    """One hash is worked out for a user who is there, and one for a user who is not."""
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Argon2Passwords(hasher)
    kept = passwords.hashed("right")
    for number, against in enumerate((kept, "", "disabled"), start=1):
        passwords.matches(against, "wrong")
        assert hasher.verified == number
