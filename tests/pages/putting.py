"""Contacts put on record without a form, for tests of what is shown of them."""

from __future__ import annotations

from typing import Any

from frontdoor.domain import commands as cmd
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact


def user_of(at: Authority, name: str) -> User:
    """A user as they are kept."""
    with at.store.visit(Visit("", "test.user", now(), logged=False)) as records:
        user = records.user(name)
    assert user is not None
    return user


def put_on_record(
    at: Authority,
    name: str = "Ada Example",
    to: str = "",
    adults: tuple[cmd.AdultSaid, ...] = (),
    **child: Any,
) -> str:
    """Put a contact about a child on record at York, given to a user if one is named; its id."""
    worker = user_of(at, "advice_worker")
    call = cmd.Receive(
        referrer=cmd.ReferrerSaid(kind="professional", name="Priya Example"),
        children=(cmd.ChildSaid(name=name, **child),),
        adults=adults,
        what_happened="Invented.",
        facts={"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
    )
    taken = take_contact(at, worker, call)
    assert isinstance(taken, Receipt), taken
    (one,) = taken.written
    if to:
        given = act_on_contact(at, worker, one.id, cmd.Assign(user=to), one.version)
        assert isinstance(given, Receipt), given
    return one.id
