"""Doing something about a contact: one form for every step, sent once and never over a change."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import replay
from frontdoor.domain.entries import Entry
from frontdoor.domain.permission import Reason, Refused, ask_of, permit
from frontdoor.procedure.language import Step
from frontdoor.services.act_on_contact import NoSuchContact, Stale, act_on_contact
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.colleagues import colleagues, holders
from frontdoor.services.foresee import Foreseen, foresee
from frontdoor.services.ports import Conflict
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import KeyReused, Receipt, once
from frontdoor.services.views import Action, View
from frontdoor.web.authentication import CSRF_FIELD
from frontdoor.web.pages.accounts.leading_on import local
from frontdoor.web.pages.contacts import journal
from frontdoor.web.pages.contacts.action_form import command_of, first_form, offered
from frontdoor.web.pages.contacts.call_form import take_over
from frontdoor.web.pages.contacts.contact import because, known_id, since_proposal, stands_in
from frontdoor.web.pages.contacts.people_choice import choices, described
from frontdoor.web.pages.forms import Filled, Form, label_of
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At

ELSEWHERE: Final = {
    "draft_letter": "letters/new",
    "approve_letter": "letters/new",
    "attach": "documents/new",
    "correct_child": "right-child",
}
"""Commands that are given on pages of their own, below the contact's."""

DRAWING_ON_OTHERS: Final = frozenset({"copy", "link", "carry_outcome", "delete_duplicate"})
"""Commands that need other contacts, whose effect on clocks is not told beforehand."""

_DAY = re.compile(r"(day=[0-9]{4}-[0-9]{2}-[0-9]{2}|month=[0-9]{4}-[0-9]{2})")


@get("/contacts/{contact:str}/do/{step:str}", sync_to_thread=True)
def show_step(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], step: FromPath[str]
) -> Response[str] | Redirect:
    """Show the form of a step, or why it cannot be taken; some have pages of their own."""
    found = at.book.steps.get(step)
    if found is not None and (own := ELSEWHERE.get(found.command.verb)):
        return Redirect(f"/{at.name}/contacts/{known_id(contact)}/{own}")
    view = read_contact(at, asks.user, known_id(contact))
    action = _action(at, asks, view, step)
    form = first_form(at, asks.user, view, action, request.query_params.get("about", ""))
    form.put("back", request.query_params.get("back", ""))
    if action.may or stands_in(at, action, asks.user):
        return _form_page(request, at, asks, view, action, form)
    if not action.why_not:
        raise Problem(409, "refused", f"'{action.name}' cannot be done on this contact now.")
    refused = Refused(action.why_not)
    form.add_refusal(refused)
    return _form_page(request, at, asks, view, action, form, refusal(refused).status)


@post("/contacts/{contact:str}/do/{step:str}", sync_to_thread=True, status_code=200)
def take_step(
    request: AnyRequest,
    at: At,
    asks: Asks,
    contact: FromPath[str],
    step: FromPath[str],
    form: Filled,
) -> Response[str] | Redirect:
    """Take a step, once; whatever keeps it from being taken leaves what was typed on the page."""
    id = known_id(contact)
    # Read before acting only where it has to be: one request, one line in the access log.
    view = None
    if form.value("go") != "do" or step not in at.book.steps or _needs_view(at, step):
        view = read_contact(at, asks.user, id)
    action = _action(at, asks, view, step)
    if form.value("go") not in ("do", "see"):
        return _again(request, at, asks, id, action, form, 200, view)
    version = form.number("version")
    if version is None:
        form.add("", "Open the contact again, and take the step from there")
        return _again(request, at, asks, id, action, form, 422, view)
    command = command_of(form, at, asks.user, view, action)
    if command is None:
        return _again(request, at, asks, id, action, form, 422, view)
    if view is not None and form.value("go") == "see":
        return _seen(request, at, asks, view, action, form, command)
    asked = once(form.keyed(), id, version, command.model_dump(mode="json"))
    try:
        done = act_on_contact(at, asks.user, id, command, version, asked)
    except (Stale, Conflict):
        return _changed(request, at, asks, id, step, form, version)
    except KeyReused:
        form.put("key", "")
        form.add("", "This form was sent already, with other details. Look at the contact first")
        return _again(request, at, asks, id, action, form, 409, None)
    if isinstance(done, Refused):
        form.add_refusal(done)
        return _again(request, at, asks, id, action, form, refusal(done).status, view)
    return Redirect(_where(at, id, action, done, version, form), status_code=303)


def _seen(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    view: View,
    action: Action,
    form: Form,
    command: cmd.CommandSaid,
) -> Response[str]:
    """Show what a command would do to the clocks before it is sent."""
    foreseen = foresee(at, asks.user, view.contact.id, command)
    if isinstance(foreseen, Refused):
        form.add_refusal(foreseen)
        return _form_page(request, at, asks, view, action, form, refusal(foreseen).status)
    return _form_page(request, at, asks, view, action, form, foreseen=foreseen)


def _needs_view(at: Authority, step: str) -> bool:
    return at.book.steps[step].command.verb == "amend"


def _action(at: Authority, asks: SignedIn, view: View | None, step: str) -> Action:
    """A step as the contact's page has it, or from the procedure where it does not stand there."""
    for action in view.actions if view else ():
        if action.step == step:
            return action
    found = at.book.steps.get(step)
    if found is None or found.command.verb in ("receive", "consult"):
        raise Problem(404, "not-found", "The procedure has no such step.")
    procedure, book = at.practice.procedure, at.book
    return Action(
        step=step,
        verb=found.command.verb,
        detail=found.command.detail,
        name=found.name,
        hint=found.hint or "",
        may=False,
        why_not=_why_not(at, view, found, asks),
        outcomes=tuple((id, book.outcomes[id].name) for id in procedure.outcomes(found)),
        destinations=() if found.to else tuple((id, d.name) for id, d in book.destinations.items()),
        needs_reason=found.needs_reason,
        cites=found.clauses,
    )


def _why_not(at: Authority, view: View | None, step: Step, asks: SignedIn) -> tuple[Reason, ...]:
    """Why a step does not stand at the contact's stage, or for what is known of it."""
    if view is None or view.contact.edition != at.book.digest:
        return ()
    found = view.contact
    asked = ask_of(at.practice, found, step.command.verb, step.command.detail, now())
    ask = replace(asked, step=step.rule, reason="to be given")
    permitted = permit(at.practice, ask, at.actor(asks.user))
    return permitted.reasons if isinstance(permitted, Refused) else ()


def _where(at: Authority, id: str, action: Action, done: Receipt, version: int, form: Form) -> str:
    """The page to go on with: the contact, its new copy, or the one that a duplicate goes on as."""
    if action.verb == "copy":
        return f"/{at.name}/contacts/{done.written[0].id}?done=1"
    if action.verb == "delete_duplicate":
        return f"/{at.name}/contacts/{known_id(form.text('survivor'))}"
    if back := _back(at, form):
        return f"{back}{'&' if '?' in back else '?'}done={id}"
    return f"/{at.name}/contacts/{id}?done={version + 1}"


def _back(at: Authority, form: Form) -> str:
    """Where someone came from, if that is one of the authority's own pages; else empty."""
    back = form.value("back")
    path, asks, query = back.partition("?")
    plain = not asks or _DAY.fullmatch(query)
    return back if plain and local(path, at) == path else ""


def _changed(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    step: str,
    form: Form,
    version: int,
) -> Response[str]:
    """Someone else changed the contact meanwhile: show what, and keep what was typed."""
    view = read_contact(at, asks.user, id)
    since = [entry for entry in view.entries if entry.sequence > version]
    form.put("version", str(view.contact.version))
    form.add("", "Someone else changed this contact. See what changed, and send it again if right")
    action = _action(at, asks, view, step)
    if action.verb == "amend" and not view.contact.deleted:
        before = replay(entry for entry in view.entries if entry.sequence <= version)
        take_over(form, at.book, before, view.contact)
    return _form_page(request, at, asks, view, action, form, 409, since)


def _again(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    action: Action,
    form: Form,
    status: int,
    view: View | None,
) -> Response[str]:
    view = view or read_contact(at, asks.user, id)
    return _form_page(request, at, asks, view, _action(at, asks, view, action.step), form, status)


def _typed(form: Form) -> list[tuple[str, str]]:
    """What somebody typed, by label, to be copied from a page that has no use for it any more."""
    ours = {CSRF_FIELD, "key", "version", "back", "go"}
    return [
        (label_of(name), value)
        for name, values in form.values.items()
        for value in values
        if name not in ours and value.strip()
    ]


def _form_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    view: View,
    action: Action,
    form: Form,
    status: int = 200,
    since: list[Entry] | None = None,
    foreseen: Foreseen | None = None,
) -> Response[str]:
    if view.contact.deleted:
        typed = _typed(form)
        if not typed:
            raise NoSuchContact(view.contact.id)
        return page(request, "contacts/typed", 409, contact=view.contact, typed=typed, menu="/")
    form.keyed()
    step = at.book.steps.get(action.step)
    procedure = at.practice.procedure
    here = view.contact.edition == at.book.digest
    away = procedure.roles(step.if_away) & asks.user.roles if step else frozenset()
    people = colleagues(at) if away or action.verb == "assign" else []
    w = Wording(at.book)
    return page(
        request,
        "action",
        status,
        form=form,
        contact=view.contact,
        action=action,
        back=_back(at, form),
        offered=offered(at, view, action),
        since=since or [],
        away=away,
        holders=[(described(w, one, people), one.away) for one in holders(at, step, people)]
        if away and step
        else [],
        people=choices(w, people, asks.user),
        foreseen=foreseen,
        foreseeable=action.verb not in DRAWING_ON_OTHERS,
        blocked=not action.may and not stands_in(at, action, asks.user) and not since,
        feedback=procedure.feedback(procedure.facts(view.contact.facts)) if here else [],
        since_proposal=since_proposal(view),
        because=because(at, view.contact),
        told=journal.told,
        led_to=journal.led_to,
        menu="/",
    )


HANDLERS: Final = (show_step, take_step)
