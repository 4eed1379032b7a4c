"""A consultation: on one page, and nothing of it is saved before it is sent."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Refused
from frontdoor.procedure.compiled import Facts
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.ports import Conflict
from frontdoor.services.receipts import KeyReused, once
from frontdoor.services.take_contact import preview, take_contact
from frontdoor.web.pages.contacts.call_form import MOST, call_of
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.taking.recording import address_of, command_of, holds_consultations
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At


@get("/consultations/new", sync_to_thread=True)
def show_form(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show an empty form."""
    _needs_consultations(at)
    at.actor(asks.user)
    return _form_page(request, at, Form({"facts.purpose": ["consultation"]}))


@post("/consultations/new", sync_to_thread=True, status_code=200)
def take(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str] | Redirect:
    """Do what the button says: add or remove a row, ask the procedure, or send it."""
    _needs_consultations(at)
    at.actor(asks.user)
    for name, most in MOST.items():
        form.leave_out(name, form.rows(name)[most:])  # more than our own page ever has
    go, _, row = form.value("go").partition(" ")
    if go == "add" and row in MOST:
        number = max(form.rows(row), default=0) + 1
        if number < MOST[row]:
            form.put(f"{row}.{number}.name", "")
        return _form_page(request, at, form)
    if go == "remove":
        name, _, number_typed = row.partition(".")
        if name in MOST and number_typed.isdecimal():
            form.leave_out(name, [int(number_typed)])
        return _form_page(request, at, form)
    if go not in ("ask", "record"):
        return _form_page(request, at, form)
    call = call_of(form, at.book, cmd.Receive)
    if call is None:
        return _form_page(request, at, form, 422)
    answers = preview(at, asks.user, call)
    if isinstance(answers, Refused):
        return _refused(request, at, form, answers)
    if go == "ask":
        return _form_page(request, at, form, answers=answers)
    return _record(request, at, asks, form, call, answers)


def _needs_consultations(at: Authority) -> None:
    if not holds_consultations(at):
        raise Problem(404, "not-found", f"{at.book.name} takes a contact for every call.")


def _record(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    form: Form,
    call: cmd.Receive,
    answers: list[Answer],
) -> Response[str] | Redirect:
    call = command_of(at, call, answers)
    try:
        taken = take_contact(at, asks.user, call, once(form.keyed(), call.model_dump(mode="json")))
    except KeyReused:
        form.put("key", "")
        form.add(
            "",
            "This form was sent already, with other details, and a contact was recorded. Look it "
            "up among the contacts and correct it there. If this is another contact, send it again",
        )
        return _form_page(request, at, form, 409, answers=answers)
    except Conflict:
        form.add("", "Someone else's change came at the same moment. Send it again")
        return _form_page(request, at, form, 409, answers=answers)
    if isinstance(taken, Refused):
        return _refused(request, at, form, taken, answers)
    if not taken.written:
        return page(request, "not_recorded", answers=taken.advice, menu="/contacts/new")
    return Redirect(address_of(at, taken), status_code=303)


def _refused(
    request: AnyRequest,
    at: Authority,
    form: Form,
    refused: Refused,
    answers: list[Answer] | None = None,
) -> Response[str]:
    form.add_refusal(refused)
    return _form_page(request, at, form, refusal(refused).status, answers=answers)


def _facts(at: Authority, call: cmd.Receive) -> Facts | None:
    """The facts of the call's first child."""
    child = call.children[0] if call.children else None
    facts, _ = facts_of_call(at.practice, call, child, call.happened or now())
    return facts


def _form_page(
    request: AnyRequest,
    at: Authority,
    form: Form,
    status: int = 200,
    *,
    answers: list[Answer] | None = None,
) -> Response[str]:
    form.keyed()
    for name in MOST:
        if not form.rows(name):
            form.put(f"{name}.0.name", "")
    facts = _known_facts(at, form)
    procedure = at.practice.procedure
    return page(
        request,
        "taking/consultation",
        status,
        form=form,
        answers=answers,
        menu="/contacts/new",
        questions=procedure.questions(facts),
        checks=procedure.checks(facts),
    )


def _known_facts(at: Authority, form: Form) -> Facts:
    """The facts as far as they can be used, to show the questions that apply to them."""
    typed = Form({**form.values})
    call = call_of(typed, at.book, cmd.Receive)
    facts = _facts(at, call) if call else None
    return facts or at.practice.procedure.facts({})


HANDLERS: Final = (show_form, take)
