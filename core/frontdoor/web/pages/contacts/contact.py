"""One contact: where it stands and why, what must be done, what may be done, what has happened."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.domain.answer import Answer, answer
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Entry
from frontdoor.domain.receiving import reference_of
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority
from frontdoor.services.ports import User
from frontdoor.services.read_contact import read_contact
from frontdoor.services.views import Action, View
from frontdoor.web.pages.contacts import journal
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

_ID = re.compile(r"[0-9a-z-]{1,64}")

RECORDING: Final = frozenset(
    {
        *("amend", "answer", "check", "record", "add_information", "link", "assign"),
        *("notify", "share", "feed_back", "acknowledge", "waive"),
    }
)
"""Commands that keep the record; all others decide something or move the contact on."""


def known_id(contact: str) -> str:
    """An id that could be one; whatever else stands in the path is the id of nothing."""
    if not _ID.fullmatch(contact):
        raise NoSuchContact(contact)
    return contact


@get("/contacts/{contact:str}", sync_to_thread=True)
def show_contact(request: AnyRequest, at: At, asks: Asks, contact: FromPath[str]) -> Response[str]:
    """Show a contact as this person may see it."""
    view = read_contact(at, asks.user, known_id(contact))
    found = view.contact
    may = [action for action in view.actions if action.may]
    return page(
        request,
        "contact",
        view=view,
        contact=found,
        menu="/",
        done=_done(request, view),
        said=_said(at, found),
        deciding=[action for action in may if action.verb not in RECORDING],
        recording=[action for action in may if action.verb in RECORDING],
        refused=[
            (action, stands_in(at, action, asks.user)) for action in view.actions if not action.may
        ],
        answering=next((a.step for a in may if a.verb == "answer" and not a.detail), None),
        checking=next((a.step for a in may if a.verb == "check" and not a.detail), None),
        linked=[
            (link, other, reference_of(other))
            for link in found.links
            for other in ({link.this, link.other} - {found.id})
        ],
        told=journal.told,
        led_to=journal.led_to,
        reference_of=reference_of,
    )


def stands_in(at: Authority, action: Action, user: User) -> bool:
    """Whether someone may take a step for those whose it is, when they are away."""
    step = at.book.steps.get(action.step)
    if step is None or any(reason.code != "role" for reason in action.why_not):
        return False
    return bool(at.practice.procedure.roles(step.if_away) & user.roles)


def _done(request: AnyRequest, view: View) -> Entry | None:
    """The entry that someone has just written, to say that it is there."""
    sequence = request.query_params.get("done", "")
    return next((entry for entry in view.entries if str(entry.sequence) == sequence), None)


def _said(at: Authority, contact: Contact) -> Answer | None:
    """What the procedure says at this stage; None under another edition, whose rules are others."""
    procedure = at.practice.procedure
    if contact.deleted or contact.edition != at.book.digest:
        return None
    if not procedure.has_routes(contact.stage):
        return None
    facts = procedure.facts(contact.facts)
    return answer(at.practice, facts, contact.received, contact.stage)


HANDLERS: Final = (show_contact,)
