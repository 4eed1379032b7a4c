"""Giving several contacts to someone: at the end of a shift, for someone away, or from a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.domain.permission import Refused
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.colleagues import Colleague, colleagues, local_day
from frontdoor.services.hand_over import MOST, Given, HandedOver, hand_over, these, work_of
from frontdoor.services.ports import Conflict, Line
from frontdoor.services.receipts import KeyReused, once
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.contacts.people_choice import absence_of, absences, choices, chosen
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At

LONGEST_NOTE: Final = 20_000


@get("/hand-over", sync_to_thread=True)
def show_form(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show someone's open contacts, or those that were ticked in a list, to be given away."""
    form = Form()
    ticked = request.query_params.getall("contact", [])[:MOST]
    form.put("of", "" if ticked else request.query_params.get("of", asks.user.name))
    form.put("listed", *ticked)
    people = colleagues(at)
    whose = _whose(form, people)
    lines = _lines(at, asks, form)
    back = whose.away.last if whose and whose.away else None
    form.put(
        "contact",
        *(
            line.id
            for line in lines
            if back is None or (line.next_due and local_day(line.next_due) <= back)
        ),
    )
    given = request.query_params.get("given", "")
    return _form_page(request, at, asks, form, 200, lines, people, given)


@post("/hand-over", sync_to_thread=True, status_code=200)
def give(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str] | Redirect:
    """Give away what is ticked, once; what cannot be given is left, with the reason."""
    if form.value("go") != "give":
        return _form_page(request, at, asks, form)
    given = _given(form)
    who = chosen(form)
    if form.wrong or who is None:
        return _form_page(request, at, asks, form, 422)
    to, note = (None if who.to_team else who.user), form.text("note")
    asked = once(form.keyed(), given, to, note)
    try:
        done = hand_over(at, asks.user, given, to, note, asked)
    except KeyReused:
        form.put("key", "")
        form.add("", "This form was sent already, with other details. Look at the contacts first")
        return _form_page(request, at, asks, form, 409)
    except Conflict:
        form.add("", "Someone else's change came at the same moment. Send it again")
        return _form_page(request, at, asks, form, 409)
    if isinstance(done, Refused):
        form.add_refusal(done)
        return _form_page(request, at, asks, form, refusal(done).status)
    if done.left:
        return _left(request, at, asks, form, done)
    of = f"of={form.value('of')}&" if form.value("of") else ""
    return Redirect(f"/{at.name}/hand-over?{of}given={len(done.written)}", status_code=303)


def _given(form: Form) -> list[Given]:
    """The contacts that are ticked, each with the version that was read and its own note."""
    given = []
    for id in dict.fromkeys(form.every("contact")[:MOST]):
        version = form.number(f"version.{id}")
        if version is not None:
            given.append(Given(known_id(id), version, form.text(f"note.{id}")))
    if not given:
        form.add("contact", "Tick the contacts that you give away")
    for name in ("note", *(f"note.{one.contact}" for one in given)):
        if len(form.text(name)) > LONGEST_NOTE:
            form.add(name, f"Note must be {LONGEST_NOTE:,} characters or fewer")
    return given


def _left(
    request: AnyRequest, at: Authority, asks: SignedIn, form: Form, done: HandedOver
) -> Response[str]:
    """What was left, with why, ready to be sent again as it is now."""
    for one in done.left:
        form.add("", f"{one.reference or 'One contact'} was left as it is. {one.why}")
    left = [one.contact for one in done.left]
    form.put("contact", *left)
    form.put("key", "")
    for id in left:
        form.values.pop(f"version.{id}", None)
    return _form_page(request, at, asks, form, 409, given=str(len(done.written)))


def _whose(form: Form, people: Sequence[Colleague]) -> Colleague | None:
    """Whose contacts they are, or None where they come from a list."""
    of = form.value("of")
    whose = next((one for one in people if one.name == of), None)
    if of and whose is None:
        raise Problem(404, "not-found", "Nobody who works here signs in so.")
    return whose


def _lines(at: Authority, asks: SignedIn, form: Form) -> list[Line]:
    if of := form.value("of"):
        return work_of(at, asks.user, of)
    return these(at, asks.user, [known_id(id) for id in form.every("listed")[:MOST]])


def _form_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    form: Form,
    status: int = 200,
    lines: Sequence[Line] | None = None,
    people: Sequence[Colleague] | None = None,
    given: str = "",
) -> Response[str]:
    people = colleagues(at) if people is None else people
    whose = _whose(form, people)
    mine = whose is not None and whose.name == asks.user.name
    form.keyed()
    return page(
        request,
        "contacts/hand_over",
        status,
        form=form,
        lines=_lines(at, asks, form) if lines is None else lines,
        whose=whose,
        mine=mine,
        absent=absence_of(whose, people) if whose else "",
        away=absences(people),
        people=choices(Wording(at.book), people, None if mine else asks.user),
        given=given if given.isdecimal() and len(given) < 4 else "",
        menu="/hand-over",
    )


HANDLERS: Final = (show_form, give)
