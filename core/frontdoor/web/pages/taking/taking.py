"""A contact that is being taken: all its steps, one at a time or at a glance, and recording it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.domain.permission import Refused
from frontdoor.domain.restricting import RESTRICTED
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.draft_records import Draft, Fields
from frontdoor.services.drafts import (
    NoSuchDraft,
    discard_draft,
    read_draft,
    record_draft,
    recorded_before,
    save_draft,
    what_recording_does,
)
from frontdoor.services.ports import Conflict
from frontdoor.web.pages.contacts.call_form import MOST
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.taking.known_children import Sought, chosen, sought
from frontdoor.web.pages.taking.panel import Panel, panel_of, what_could_change
from frontdoor.web.pages.taking.progress import differing, lines_of, task_list, title_of
from frontdoor.web.pages.taking.recording import address_of, command_of
from frontdoor.web.pages.taking.start import address
from frontdoor.web.pages.taking.steps import (
    SAVED,
    STEPS,
    Step,
    call_of_draft,
    following,
    form_of,
    mark,
    merged,
    owns,
    step_of,
)
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At

_ID: Final = re.compile(r"[0-9a-f]{32}")
_ROW: Final = re.compile(rf"({'|'.join(MOST)})\.\d{{1,2}}", re.ASCII)
_ON: Final = ("on", "later", "add", "remove")

TOGETHER: Final = "together"
"""Stands for the facts of a step where some cannot be together."""

CHANGED: Final = "You changed this contact in another window meanwhile. Look it over again"


class _ChangedElsewhere(Exception):
    """The page was saved from another window since it was opened here."""


def _known(draft: str) -> str:
    if not _ID.fullmatch(draft):
        raise NoSuchDraft(draft)
    return draft


def _step(step: str) -> Step:
    if step not in STEPS:
        raise Problem(404, "not-found", "Taking a contact has no such part.")
    return STEPS[step]


# at a glance


@get("/contacts/begun/{draft:str}", sync_to_thread=True)
def show_overview(request: AnyRequest, at: At, asks: Asks, draft: FromPath[str]) -> Response[str]:
    """Show every step with its state; whoever is on the telephone goes to any of them."""
    return _overview(request, at, asks, read_draft(at, asks.user, _known(draft)))


def _overview(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    draft: Draft,
    problems: Form | None = None,
    status: int = 200,
) -> Response[str]:
    form, call = call_of_draft(draft, at.book)
    panel = panel_of(at, draft)
    return page(
        request,
        "taking/overview",
        status,
        draft=draft,
        form=problems or Form(),
        title=title_of(form),
        tasks=task_list(at, draft, form, panel),
        stops=what_recording_does(at, asks.user, call) if call else None,
        **_around(at, draft, panel),
    )


def _around(at: Authority, draft: Draft, panel: Panel) -> dict[str, Any]:
    return {"panel": panel, "address": address(at, draft.id), "menu": "/contacts/new"}


@post("/contacts/begun/{draft:str}", sync_to_thread=True, status_code=200)
def record(
    request: AnyRequest, at: At, asks: Asks, draft: FromPath[str], form: Filled
) -> Response[str] | Redirect:
    """Record the contact, once."""
    try:
        kept = read_draft(at, asks.user, _known(draft))
    except NoSuchDraft:
        return Redirect(address_of(at, recorded_before(at, asks.user, draft)), status_code=303)
    if form.value("go") != "record":
        return _overview(request, at, asks, kept)
    problems, call = call_of_draft(kept, at.book)
    panel = panel_of(at, kept)
    if form.value("version") != str(kept.version):
        problems.add("", CHANGED)
        return _overview(request, at, asks, kept, _by_step(at, problems), 409)
    if call is None:
        return _overview(request, at, asks, kept, _by_step(at, problems), 422)
    if panel.refused:
        return _not_permitted(request, at, asks, kept, panel.refused)
    try:
        command = command_of(at, call, panel.answers)
        taken = record_draft(at, asks.user, kept.id, kept.version, command)
    except Conflict:
        return _met(request, at, asks, draft)
    if isinstance(taken, Refused):
        return _not_permitted(request, at, asks, kept, taken)
    if not taken.written:
        return page(request, "not_recorded", answers=taken.advice, menu="/contacts/new")
    return Redirect(address_of(at, taken), status_code=303)


def _met(
    request: AnyRequest, at: Authority, asks: SignedIn, draft: str
) -> Response[str] | Redirect:
    """Another saving or recording came at the same moment: show what became of it."""
    try:
        kept = read_draft(at, asks.user, draft)
    except NoSuchDraft:
        return Redirect(address_of(at, recorded_before(at, asks.user, draft)), status_code=303)
    problems = Form()
    problems.add("", CHANGED)
    return _overview(request, at, asks, kept, problems, 409)


def _not_permitted(
    request: AnyRequest, at: Authority, asks: SignedIn, draft: Draft, refused: Refused
) -> Response[str]:
    problems = form_of(draft.fields)
    problems.add_refusal(refused)
    by_step = _by_step(at, problems)
    by_step.reasons = problems.reasons
    return _overview(request, at, asks, draft, by_step, refusal(refused).status)


def _by_step(at: Authority, form: Form) -> Form:
    """What is wrong with a draft, each by the step on which it is put right."""
    found = Form()
    for one in form.wrong:
        found.add(step_of(one.name, at.book) if one.name else "", one.says)
    return found


# one step at a time


@get("/contacts/begun/{draft:str}/{step:str}", sync_to_thread=True)
def show_step(
    request: AnyRequest, at: At, asks: Asks, draft: FromPath[str], step: FromPath[str]
) -> Response[str]:
    """Show one step with what was filled in."""
    kept = read_draft(at, asks.user, _known(draft))
    return _step_page(request, at, asks, kept, _step(step), form_of(kept.fields))


@post("/contacts/begun/{draft:str}/{step:str}", sync_to_thread=True, status_code=200)
def fill_in(
    request: AnyRequest,
    at: At,
    asks: Asks,
    draft: FromPath[str],
    step: FromPath[str],
    form: Filled,
) -> Response[str] | Redirect:
    """Save a step as it was typed, and go where the button says."""
    here = _step(step)
    go, _, row = form.value("go").partition(" ")
    if go not in _ON:
        kept = read_draft(at, asks.user, _known(draft))
        return _step_page(request, at, asks, kept, here, _typed_over(at, kept, here, form))
    children: list[Sought] = []
    if here.id == "known":
        children = sought(at, asks.user, form_of(read_draft(at, asks.user, _known(draft)).fields))
    change = _change(at, here, form, go, row, children)
    try:
        saved = save_draft(at, asks.user, _known(draft), change)
    except (_ChangedElsewhere, Conflict):
        kept = read_draft(at, asks.user, draft)
        form = _typed_over(at, kept, here, form)
        return _step_page(request, at, asks, kept, here, form, 409, elsewhere=True)
    if go == "later":
        return Redirect(f"/{at.name}/contacts/new?saved=1", status_code=303)
    if go in ("add", "remove"):
        return Redirect(f"{address(at, draft)}/{here.id}{_then(form)}", status_code=303)
    wrong = _wrong_on(at, saved, here)
    if wrong.wrong:
        wrong.put("then", form.value("then"))
        return _step_page(request, at, asks, saved, here, wrong, 422)
    if form.value("then") == "check":
        return Redirect(f"{address(at, draft)}/check", status_code=303)
    return Redirect(f"{address(at, draft)}/{_next(saved, here)}", status_code=303)


def _change(
    at: Authority, step: Step, form: Form, go: str, row: str, children: list[Sought]
) -> Callable[[Draft], Fields]:
    name, _, number = row.partition(".")
    gone = (name, int(number)) if go == "remove" and _ROW.fullmatch(row) else None

    def change(kept: Draft) -> Fields:
        if form.value("was") != mark(kept.fields, step, at.book):
            raise _ChangedElsewhere
        add = row if go == "add" else ""
        fields = merged(kept.fields, step, form, at.book, add=add, remove=gone)
        if step.id == "known":
            known = form_of(fields)
            chosen(known, children)
            fields = {**known.values, SAVED: fields[SAVED]}
        return fields

    return change


def _then(form: Form) -> str:
    return "?then=check" if form.value("then") == "check" else ""


def _typed_over(at: Authority, kept: Draft, step: Step, typed: Form) -> Form:
    """What was typed on a step, with all else as it is kept."""
    found = form_of({n: v for n, v in kept.fields.items() if not owns(step, n, at.book)})
    for name, values in typed.values.items():
        if name == "then" or owns(step, name, at.book):
            found.put(name, *values)
    return found


def _wrong_on(at: Authority, draft: Draft, step: Step) -> Form:
    """The form of a draft, with what is wrong with one of its steps alone.

    Facts that cannot be together are told on whichever step was filled in last.
    """
    form, call = call_of_draft(draft, at.book)
    refused = panel_of(at, draft).refused if call and step.groups else None
    if refused:
        form.add_refusal(refused)
    shown = form_of(draft.fields)
    shown.reasons = form.reasons
    for one in form.wrong:
        if one.name == "facts" and step.groups:
            shown.add(TOGETHER, one.says)
        elif step_of(one.name, at.book) == step.id:
            shown.add(one.name, one.says)
    return shown


def _next(draft: Draft, step: Step) -> str:
    """The step to go on to: nobody is looked for where no child is named."""
    if step.id == "child" and not form_of(draft.fields).rows("children"):
        return "caller"
    return following(step.id)


def _step_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    draft: Draft,
    step: Step,
    form: Form,
    status: int = 200,
    *,
    elsewhere: bool = False,
) -> Response[str]:
    kept, call = call_of_draft(draft, at.book)
    panel = panel_of(at, draft)
    for rows in (step.within,) if step.id in ("child", "household") else ():
        if not form.rows(rows):
            form.put(f"{rows}.0.name", "")
    children: list[Sought] = sought(at, asks.user, form) if step.id == "known" else []
    then = form.value("then") or request.query_params.get("then", "")
    return page(
        request,
        "taking/step",
        status,
        draft=draft,
        step=step,
        steps=STEPS,
        form=form,
        was=mark(draft.fields, step, at.book),
        then="check" if then == "check" else "",
        children=children,
        restricted=RESTRICTED,
        elsewhere=differing(at, step, form_of(draft.fields), form) if elsewhere else None,
        answered=_answered(at, kept) if step.id == "check" else [],
        could_change=what_could_change(at, panel.call) if step.id == "missing" else [],
        step_of_fact=lambda fact: step_of(f"facts.{fact}", at.book),
        stops=what_recording_does(at, asks.user, call) if call and step.id == "check" else None,
        problems=_by_step(at, kept) if step.id == "check" else None,
        **_around(at, draft, panel),
        back_to=address(at, draft.id),
        back_says="All parts of this contact",
    )


def _answered(at: Authority, form: Form) -> list[tuple[Step, list[tuple[str, str]]]]:
    return [
        (step, list(lines_of(at, form, step)))
        for step in STEPS.values()
        if step.id not in ("missing", "check")
    ]


# giving it up


@get("/contacts/begun/{draft:str}/discard", sync_to_thread=True)
def ask_to_discard(request: AnyRequest, at: At, asks: Asks, draft: FromPath[str]) -> Response[str]:
    """Ask whether it is to be thrown away."""
    kept = read_draft(at, asks.user, _known(draft))
    return page(
        request,
        "taking/discard",
        title=title_of(form_of(kept.fields)),
        draft=kept,
        address=address(at, draft),
        menu="/contacts/new",
        back_to=address(at, draft),
        back_says="All parts of this contact",
    )


@post("/contacts/begun/{draft:str}/discard", sync_to_thread=True, status_code=303)
def discard(at: At, asks: Asks, draft: FromPath[str]) -> Redirect:
    """Throw it away, with every byte of it."""
    discard_draft(at, asks.user, _known(draft))
    return Redirect(f"/{at.name}/contacts/new?discarded=1", status_code=303)


HANDLERS: Final = (show_overview, record, show_step, fill_in, ask_to_discard, discard)
