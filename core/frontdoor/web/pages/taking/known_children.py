"""Whether the children of a call are on record: who may be one of them, and why."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.restricting import RESTRICTED
from frontdoor.services.authority import Authority
from frontdoor.services.find_people import Match, find_people
from frontdoor.services.ports import User
from frontdoor.web.pages.contacts.call_form import ADULT, CHILD, NONE_OF_THESE, PERSON
from frontdoor.web.pages.forms import Form


class Sought(NamedTuple):
    """A child of the call, by the beginning of their fields' names, and who they may be."""

    at: str
    name: str
    matches: list[Match]


def sought(authority: Authority, user: User, form: Form) -> list[Sought]:
    """Every child of whom something is known, with those on record who may be the same."""
    adults = [
        msgspec.convert({part: form.text(f"adults.{row}.{part}") for part in ADULT}, Adult)
        for row in form.rows("adults")
    ]
    found = []
    for row in form.rows("children"):
        at = f"children.{row}"
        child = Child(
            **{part: form.text(f"{at}.{part}") for part in CHILD},
            date_of_birth=Form(form.values).day(f"{at}.date_of_birth"),
            expected=Form(form.values).day(f"{at}.expected"),
        )
        if child != Child():
            found.append(Sought(at, child.name, find_people(authority, user, child, adults)))
    return found


def chosen(form: Form, children: list[Sought]) -> None:
    """Keep only choices that were offered, and for who is on record fill in who they are.

    What the caller said stays as said; only what they left out comes from the record, and nothing
    from one that is restricted.
    """
    offered = {child.at: {one.person: one for one in child.matches} for child in children}
    for row in form.rows("children"):
        at = f"children.{row}"
        choice = form.text(f"{at}.{PERSON}")
        match = offered.get(at, {}).get(choice)
        if match is None:
            if choice != NONE_OF_THESE:
                form.values.pop(f"{at}.{PERSON}", None)
            continue
        if match.child.name == RESTRICTED:
            continue
        for part in ("name", "nhs_number"):
            if not form.text(f"{at}.{part}"):
                form.put(f"{at}.{part}", getattr(match.child, part))
        born = match.child.date_of_birth
        if born and not any(form.text(f"{at}.date_of_birth.{part}") for part in _DAY):
            form.put_day(f"{at}.date_of_birth", born)


_DAY = ("day", "month", "year")
