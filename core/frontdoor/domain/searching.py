"""What people type to find a child or a contact, taken apart: all in one line, in any order."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.likeness import digits, folded

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)

_NUMBERS = re.compile(
    r"(?<!\d)(\d{1,2})\s*([/.\- ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)", re.ASCII
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", re.ASCII)
_IN_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d+])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)", re.ASCII)
_TELEPHONE = re.compile(r"(?<!\d)(?:\+44|0)(?:[ ()-]*\d){9,10}(?!\d)", re.ASCII)
_REFERENCE = re.compile(
    r"(?<![\w-])([0-9a-z]{4})[- ]?([0-9a-z]{4})(?![\w-])", re.ASCII | re.IGNORECASE
)
_MISTAKEN = str.maketrans("OIL", "011")


class Asked(NamedTuple):
    """What a search asks for; `doubts` are what in it cannot be right, in sentences."""

    child: Child = Child()
    adults: tuple[Adult, ...] = ()
    reference: str = ""
    doubts: tuple[str, ...] = ()


def read(text: str, today: date) -> Asked:
    """Take apart what was typed: reference, NHS or telephone number, date of birth, name.

    A word of eight letters may be a name or a reference; it is looked for as both.
    """
    doubts: list[str] = []
    telephone = _TELEPHONE.search(text)
    rest = _without(text, telephone)
    born, rest = _date(rest, today, doubts)
    number = _NHS.search(rest)
    rest = _without(rest, number)
    nhs = "".join(number.groups()) if number else ""
    if number and not _is_nhs_number(nhs):
        doubts.append(
            f"{number[0]} is not an NHS number that was ever given out: check it for a slip."
        )
    reference = _REFERENCE.search(rest)
    name = rest
    if reference and re.search(r"\d", reference[0]):
        name = _without(rest, reference)
    return Asked(
        child=Child(name=name.strip() if folded(name) else "", date_of_birth=born, nhs_number=nhs),
        adults=(Adult(telephone=digits(telephone[0])),) if telephone else (),
        reference="-".join(reference.groups()).upper().translate(_MISTAKEN) if reference else "",
        doubts=tuple(doubts),
    )


def _without(text: str, found: re.Match[str] | None) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _is_nhs_number(number: str) -> bool:
    from stdnum.gb import nhs

    return nhs.is_valid(number)


def _date(text: str, today: date, doubts: list[str]) -> tuple[date | None, str]:
    """The first date in a text, day before month as it is written here, and the text without it."""
    for pattern in (_YEAR_FIRST, _NUMBERS, _IN_WORDS):
        found = pattern.search(text)
        if found is None:
            continue
        if pattern is _YEAR_FIRST:
            year, month, day = map(int, found.groups())
        elif pattern is _NUMBERS:
            day, month, year = int(found[1]), int(found[3]), _year(found[4], today)
        elif found[2][:3].lower() in _MONTHS:
            day, year = int(found[1]), _year(found[3], today)
            month = _MONTHS.index(found[2][:3].lower()) + 1
        else:
            continue
        try:
            return date(year, month, day), _without(text, found)
        except ValueError:
            doubts.append(f"{found[0]} is not a real date.")
            return None, _without(text, found)
    return None, text


def _year(typed: str, today: date) -> int:
    """A year of two numbers is the latest that has begun."""
    year = int(typed)
    if len(typed) == 4:
        return year
    return year + 2000 if year + 2000 <= today.year else year + 1900
