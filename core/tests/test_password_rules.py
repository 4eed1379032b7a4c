"""Which passwords are taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.services.password_rules import COMMON, LONGEST, SHORTEST, wrong_with

NAMES = ("robin", "Robin Example", "Exampleshire")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "purple monkey dishwasher",
        "a long enough password",
        "xkT9-2v!qLmz4",
        "839201746529",
        "Æsop's wolf, 7 times",
        "密码是很长的一个句子吧嗯嗯",
        "x" * 100 + "five different letters",
    ],
)
def test_long_and_unlikely_ones_are_taken(password: str) -> None:
    """Any characters do, blanks and digits alone among them, if no one would guess it first."""
    assert wrong_with(password, *NAMES) == ""


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "P@ssw0rd2024!!", "passwordpassword", "qwertyuiop12", "qwerty123!@#"),
        *("123456789012", "aaaaaaaaaaaa", "abcabcabcabc", "zaq12wsxcde3", "1q2w3e4r5t6y"),
        *("Liverpool2024!", "Summer2026!!!!", "iloveyou12345", "correcthorsebatterystaple"),
        *("robinexample12", "Exampleshire1", "ROBIN-robin-ROBIN", "frontdoorfrontdoor"),
    ],
)
def test_those_that_are_guessed_first_are_refused(password: str) -> None:
    """Common words, rows of keys, years and names that stand near, however put together."""
    assert "easy to guess" in wrong_with(password, *NAMES)


@given(st.lists(st.sampled_from(sorted(COMMON)), min_size=2, max_size=8), st.integers(1, 9999))
def test_common_words_strung_together_are_refused(words: list[str], number: int) -> None:
    """Whatever is made of nothing but common words and a number is refused."""
    assert wrong_with("".join(words) + str(number % 100), *NAMES)


@given(st.text(max_size=300))
def test_length_is_all_that_is_asked_besides(password: str) -> None:
    """Too short and too long ones are refused, and nothing that is typed is an error."""
    wrong = wrong_with(password, *NAMES)
    assert wrong or SHORTEST <= len(password) <= LONGEST
