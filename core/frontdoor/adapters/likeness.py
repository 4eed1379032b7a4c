"""Names as they are compared: without case, accents, punctuation or order."""

from __future__ import annotations

from difflib import SequenceMatcher
from unicodedata import combining, normalize

ALIKE = 0.8
"""How like two names are that may be one child's, from 0 to 1; one word in common is enough too."""


def folded(name: str) -> str:
    """A name in small letters, without accents, punctuation and double spaces."""
    plain = (one for one in normalize("NFKD", name) if not combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in plain).casefold().split())


def digits(number: str) -> str:
    """The digits alone of an NHS number."""
    return "".join(one for one in number if one.isdigit())


def alike(one: str, other: str) -> bool:
    """Whether two folded names may be the same child's; a name that is not known is like none."""
    words, others = sorted(one.split()), sorted(other.split())
    if set(words) & set(others):
        return True
    return SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= ALIKE
