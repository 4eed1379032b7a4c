"""Contacts taken and worked on through the services, to be looked at on their pages."""

from __future__ import annotations

from typing import Any

from frontdoor.domain import commands as cmd
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Access, AccessQuery
from frontdoor.services.ports import User, Visit
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact


def someone(at: Authority, name: str) -> User:
    """A user of an authority."""
    with at.store.visit(Visit("", "test.user", now(), logged=False)) as records:
        user = records.user(name)
    assert user is not None, name
    return user


def take(at: Authority, who: str, **said: Any) -> list[str]:
    """Take a call; the ids of its contacts, in the order of the children."""
    taken = take_contact(at, someone(at, who), cmd.Receive.model_validate(said))
    assert isinstance(taken, Receipt), taken
    return [written.id for written in taken.written]


def do(at: Authority, who: str, contact: str, command: str, **said: Any) -> None:
    """Carry out a command on a contact as it stands."""
    asked = cmd.COMMANDS[command].model_validate(said)
    with at.store.visit(Visit("", "test.read", now(), logged=False)) as records:
        found = records.contact(contact)
    assert found is not None
    done = act_on_contact(at, someone(at, who), contact, asked, found.version)
    assert isinstance(done, Receipt), done


def accesses(at: Authority, contact: str, who: str) -> list[Access]:
    """Every line of the access log about a contact that someone left, the latest first."""
    with at.store.visit(Visit("", "test.log", now(), logged=False)) as records:
        return list(records.accesses(AccessQuery(contact=contact, user=who)).lines)


def summary(page: Any, heading: str) -> str:
    """The text of the section under a heading."""
    for section in page.find("section"):
        if any(h.text == heading for h in [*section.find("h2"), *section.find("h3")]):
            return str(section.text)
    raise AssertionError(f"no section '{heading}'")
