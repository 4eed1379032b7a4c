"""What a password has to be: long, and not what anyone would guess first; no rules of letters.

After ASVS 5.0, 6.2: at least 12 and at most 128 characters, any characters; neither a common
password nor made of common words, runs of keys, years, or names that stand near it.
"""

from __future__ import annotations

import re
from typing import Final

SHORTEST: Final = 12
LONGEST: Final = 128

ENOUGH: Final = 5
"""Characters that must be left when everything that is guessed first has been taken out."""

_MOST_OFTEN: Final = """
1q2w3e4r 1qaz2wsx 5t6y abc123 abcd access admin adobe amanda andrea andrew angel anthony apple
april arsenal ashley asdf asdfgh asdfghjkl august autumn babygirl bailey banana barney baseball
basketball batman blink buster butterfly changeit changeme charlie cheese chelsea chocolate
christmas computer cookie correcthorsebatterystaple council cricket daniel default december
diamond donald dragon eminem england everton facebook family february flower football forever
freedom friday friend friends frontdoor gandalf garfield gateway george ginger google guest hannah
happy harley hello holiday hunter iloveyou internet january jasmine jennifer jessica jesus jordan
joshua july june justin killer letmein liverpool login london love lovely manchester manager march
maggie master matrix matthew merlin michael michelle mickey monday monkey mustang naruto nicole
nothing november october office orange pass passcode passphrase password passw0rd pepper pokemon
princess purple qazwsx qwer qwert qwerty qwertyuiop rainbow rangers robert rosebud safeguarding
samantha samsung saturday school secret secure september service shadow snoopy soccer social
socialcare socialwork socialworker sophie spring starwars steelers sterling summer sunday sunshine
superman superstar sweet system temp temporary test testing thomas thursday tigger today tottenham
trustno trustno1 tuesday united user village wednesday welcome whatever william winter wizard work
yellow zaq1 zaq12wsx zxcv zxcvbn zxcvbnm
"""

COMMON: Final = frozenset(_MOST_OFTEN.split())
"""What passwords are made of most often, in small letters and with the usual signs undone."""

_SIGNS: Final = str.maketrans("013457@$!|", "oieastasil")
_YEAR: Final = re.compile(r"(19|20)\d\d")
_RUN: Final = re.compile(r"(.)\1{2,}|(.{2,4}?)\2{2,}")
_ROWS: Final = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("!@#$%^&*()", '!"£$%^&*()'),
)
_IN_A_ROW: Final = [
    keys[start : start + size]
    for row in _ROWS
    for keys in (row, row[::-1])
    for size in range(len(row), 2, -1)
    for start in range(len(row) - size + 1)
]


def wrong_with(password: str, *names: str) -> str:
    """What is wrong with a new password, in a sentence without a stop; empty where nothing is.

    `names` stand near it and are guessed first: the user name, the full name, the authority.
    """
    if len(password) < SHORTEST:
        return f"Password must be at least {SHORTEST} characters. Three or four words will do"
    if len(password) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    near = {part.lower() for name in names for part in re.split(r"[\W_]+", name) if len(part) > 2}
    if _left_of(password.lower(), COMMON | near) < ENOUGH:
        return (
            "Password is easy to guess: it is made of common words, names, dates or keys in a row. "
            "Choose three or four words that do not belong together"
        )
    return ""


def _left_of(password: str, guessed: frozenset[str]) -> int:
    """How many different characters are left without words, years and keys in a row."""
    known = [*sorted(guessed, key=len, reverse=True), *_IN_A_ROW]
    plain = _YEAR.sub(" ", password)
    return min(_without(text, known) for text in (plain, plain.translate(_SIGNS)))


def _without(text: str, known: list[str]) -> int:
    for part in known:
        text = text.replace(part, " ")
    return len(set(_RUN.sub(" ", text)) - {" "})
