"""Whether a text tells who the referrer is, where that must not be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from frontdoor.domain.clocks import WEEKDAYS
from frontdoor.domain.contact import Contact

_WORD: Final = re.compile(r"\w+")
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[0-9](?:[\s().+-]*[0-9])+")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CALENDAR: Final = frozenset({*_MONTHS, *map(str.casefold, WEEKDAYS)})


def tells_of_referrer(contact: Contact, text: str, wording: Iterable[str] = ()) -> str:
    """What of the referrer's name, telephone number, e-mail or address stands in a text, or ''.

    A word that the family has as well, that `wording` uses, or of which dates are made tells
    nothing. What someone writes of a referrer in other words cannot be told from the rest.
    """
    words = _words(text)
    spaced = f" {' '.join(words)} "
    said = set(words)
    numbers = [_digits(found) for found in _DIGITS.findall(text)]
    innocent = {*_CALENDAR, *_words(*wording)}
    family = _words(
        contact.child.name,
        contact.child.address,
        *(part for adult in contact.adults for part in (adult.name, adult.address)),
    )
    referrer = contact.referrer
    whole = _words(referrer.name)
    if len(whole) > 1 and set(whole) - set(family) and f" {' '.join(whole)} " in spaced:
        return referrer.name
    for word in whole:
        if len(word) > 2 and word in said and word not in innocent and word not in family:
            return word.capitalize()
    number = _digits(referrer.telephone)[-9:]
    of_family = [_digits(adult.telephone) for adult in contact.adults]
    is_there = len(number) > 5 and any(number in one for one in numbers)
    if is_there and not any(number in one for one in of_family):
        return referrer.telephone
    if referrer.email and referrer.email.casefold() in text.casefold():
        return referrer.email
    return next(
        (line for line, sought in _lines(referrer.address, family) if sought in spaced),
        _postcode(contact, text),
    )


def _words(*texts: str) -> list[str]:
    return [word.casefold() for text in texts for word in _WORD.findall(text)]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _lines(address: str, family: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of an address that tell of a house, not of a town, as words between blanks."""
    home = f" {' '.join(family)} "
    for line in re.split(r"[,\n]", address):
        words = _words(_POSTCODE.sub("", line))
        sought = f" {' '.join(words)} "
        if len(words) > 1 and sought not in home:
            yield line.strip(), sought


def _postcode(contact: Contact, text: str) -> str:
    family = [contact.child.address, *(adult.address for adult in contact.adults)]
    shared = {_closed(code) for one in family for code in _POSTCODE.findall(one)}
    there = {_closed(code) for code in _POSTCODE.findall(text)}
    own = _POSTCODE.findall(contact.referrer.address)
    return next((code for code in own if _closed(code) in there - shared), "")


def _closed(code: str) -> str:
    return code.replace(" ", "").upper()
