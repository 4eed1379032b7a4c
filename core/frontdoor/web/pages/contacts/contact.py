"""One contact: where it stands and why, what must be done, what may be done, what has happened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.compare.words.conditions import condition_text
from frontdoor.domain.answer import Answer, answer
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Entry
from frontdoor.domain.receiving import reference_of
from frontdoor.procedure.phrases import Condition
from frontdoor.procedure.vocabulary import LOOKS
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority
from frontdoor.services.colleagues import colleagues
from frontdoor.services.ports import User
from frontdoor.services.read_contact import read_contact
from frontdoor.services.views import Action, View
from frontdoor.web.pages.contacts import journal
from frontdoor.web.pages.contacts.people_choice import absences
from frontdoor.web.pages.contacts.ways import (
    follows,
    is_for_others,
    ways_advised,
    ways_to_end,
)
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

_ID = re.compile(r"[0-9a-z-]{1,64}")

RECORDING: Final = frozenset(
    {
        *("amend", "answer", "check", "record", "add_information", "link", "assign"),
        *("notify", "share", "feed_back", "acknowledge", "waive"),
        *("attach", "correct_child", "draft_letter", "approve_letter"),
    }
)
"""Commands that keep the record; those that neither do so nor hide it decide or move it on."""

LATER: Final = frozenset({"copy", "carry_outcome", "delete_duplicate", "reopen"})
"""Commands that decide something, and are seldom what is to be done next."""

BUTTONS: Final = 3
"""How many of the steps that decide or move on stand as buttons at the top."""

HIDING: Final = frozenset({"restrict", "lift_restriction", "open_restricted", "unmask"})
"""Commands about who may see the record."""


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
    deciding = [action for action in may if action.verb not in RECORDING | HIDING]
    likely = (action for action in deciding if action.verb not in LATER)
    first = sorted(likely, key=lambda action: not follows(at, view, action))[:BUTTONS]
    ways = {task.id: ways_to_end(at, view, task) for task in found.running}
    return page(
        request,
        "contact",
        view=view,
        contact=found,
        menu="/",
        done=_done(request, view),
        said=_said(at, found),
        because=because(at, found),
        deciding=deciding,
        first=first,
        leads=found.advice is None or any(follows(at, view, action) for action in first[:1]),
        recording=[action for action in may if action.verb in RECORDING],
        hiding=[action for action in may if action.verb in HIDING],
        waiting=[action for action in view.actions if not action.may and not is_for_others(action)],
        others=[
            (action, stands_in(at, action, asks.user))
            for action in view.actions
            if not action.may and is_for_others(action)
        ],
        ways=ways,
        next_ways=[
            way
            for task in found.running[:1]
            for way in ways[task.id]
            if way.is_open and way.path not in {f"do/{action.step}" for action in first}
        ],
        advised=ways_advised(at, view),
        amending=next((a for a in may if a.verb == "amend"), None),
        answering=next((a.step for a in may if a.verb == "answer" and not a.detail), None),
        checking=next((a.step for a in may if a.verb == "check" and not a.detail), None),
        away=absences(colleagues(at)) if found.assigned_to else {},
        assigning=next((a for a in may if a.verb == "assign"), None),
        since_proposal=since_proposal(view),
        sent_back=_sent_back(view.entries),
        consent=_consent(at, found),
        shares=[entry for entry in view.entries if entry.kind == "shared"],
        looks=[entry for entry in view.entries if entry.kind in LOOKS],
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


def since_proposal(view: View) -> list[Entry]:
    """What has changed since the outcome was proposed that someone is to decide on now."""
    proposal = view.contact.proposal
    if proposal is None:
        return []
    return [e for e in view.entries if e.sequence > proposal.version and e.kind not in LOOKS]


def _sent_back(entries: Iterable[Entry]) -> Entry | None:
    """The entry that sent a proposal back, unless something was proposed or decided after it."""
    latest = None
    for entry in entries:
        if entry.kind in ("proposed", "declined", "authorised", "closed", "outcome_carried"):
            latest = entry
    return latest if latest and latest.kind == "declined" else None


def _consent(at: Authority, contact: Contact) -> list[tuple[str, str]]:
    """What is known of the parents' knowledge and consent: each fact's id and value."""
    facts = [fact for fact in at.book.facts.values() if fact.group == "consent"]
    return [(fact.fact, contact.facts.get(fact.fact, fact.default)) for fact in facts]


def _done(request: AnyRequest, view: View) -> Entry | None:
    """The entry that someone has just written, to say that it is there."""
    sequence = request.query_params.get("done", "")
    return next((entry for entry in view.entries if str(entry.sequence) == sequence), None)


def because(at: Authority, contact: Contact) -> str:
    """What is known of a contact by which the advised route applies, in words."""
    book, procedure = at.book, at.practice.procedure
    route = book.routes.get(contact.advice.rule) if contact.advice else None
    if route is None or contact.edition != book.digest:
        return ""
    facts = procedure.facts(contact.facts)

    def holds(condition: Condition) -> bool:
        if condition.fact in book.conditions:
            value = "yes" if procedure.holds(condition.fact, facts) else "no"
        else:
            value = getattr(facts, condition.fact)
        return (value in condition.values) != condition.negated

    box = next((box for box in route.when if all(map(holds, box))), ())
    return condition_text(book, (box,)) if box else ""


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
