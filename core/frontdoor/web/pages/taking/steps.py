"""The steps of taking a contact: their fields, in any order, and the call they add up to."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.draft_records import Draft, Fields
from frontdoor.web.pages.contacts.call_form import ADULT, CHILD, MOST, PERSON, REFERRER, call_of
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.wording import ASKED_ELSEWHERE

SAVED: Final = "steps"
"""Stands in a draft for the steps that were saved, blank or not."""

_DATE: Final = r"(day|month|year)"
_FOUND_BY: Final = ("name", "nhs_number")
_MORE: Final = "|".join(part for part in CHILD if part not in _FOUND_BY)


class Step(NamedTuple):
    """A page of the form: the names of its fields, and the groups of facts that it asks.

    What lies `within` (children, adults) moves when a row is taken out on another page.
    """

    id: str
    title: str
    section: str
    fields: re.Pattern[str]
    groups: tuple[str, ...] = ()
    within: str = ""


def _step(id: str, title: str, section: str, fields: str, *groups: str, within: str = "") -> Step:
    return Step(id, title, section, re.compile(fields, re.ASCII), groups, within)


_NOTHING: Final = r"(?!)"
_CHILD: Final = "The child"
_CALL: Final = "The call"
_FAMILY: Final = "The child’s family and history"
_ASKED: Final = "What the procedure asks"
_END: Final = "Before you record"

STEPS: Final = {
    step.id: step
    for step in (
        _step(
            "child",
            "Which child it is about",
            _CHILD,
            rf"children\.\d{{1,2}}\.({'|'.join(_FOUND_BY)}|facts\.age_band"
            rf"|(date_of_birth|expected)\.{_DATE})",
            within="children",
        ),
        _step(
            "known",
            "Whether the child is known",
            _CHILD,
            rf"children\.\d{{1,2}}\.{PERSON}",
            within="children",
        ),
        _step(
            "caller",
            "Who is getting in touch",
            _CALL,
            rf"channel|happened\.({_DATE[1:-1]}|time)|referrer\.(kind|wants_anonymity"
            rf"|{'|'.join(REFERRER)})|facts\.for_another",
        ),
        _step("happened", "What happened", _CALL, r"what_happened", "call"),
        _step(
            "concerns",
            "Concerns and circumstances",
            _CALL,
            r"concerns|circumstances",
            "concern",
            "circumstance",
        ),
        _step("need", "Need and protection", _CALL, _NOTHING, "need"),
        _step("history", "What is held already", _FAMILY, _NOTHING, "history"),
        _step(
            "household",
            "Parents, carers and other adults",
            _FAMILY,
            rf"adults\.\d{{1,2}}\.({'|'.join(ADULT)}|parental_responsibility"
            rf"|date_of_birth\.{_DATE})",
            within="adults",
        ),
        _step(
            "details",
            "More about the child",
            _FAMILY,
            rf"children\.\d{{1,2}}\.({_MORE}|facts\.(?!age_band)[a-z0-9_]{{1,60}})",
            "family",
            within="children",
        ),
        _step("parents", "What the parents know and agree to", _FAMILY, _NOTHING, "consent"),
        _step("asked", "Questions", _ASKED, r"answers\.[a-z0-9][a-z0-9_]{0,59}"),
        _step("checks", "Checks", _ASKED, r"checks\.[a-z0-9][a-z0-9_]{0,59}"),
        _step("missing", "What is still missing", _END, _NOTHING),
        _step("check", "Check your answers", _END, _NOTHING),
    )
}
"""The steps in the order in which the form leads through them."""

SECTIONS: Final = (_CHILD, _CALL, _FAMILY, _ASKED, _END)


def owns(step: Step, name: str, book: Rulebook) -> bool:
    """Whether a field is asked on a step."""
    if step.fields.fullmatch(name):
        return True
    fact = book.facts.get(name.removeprefix("facts.")) if name.startswith("facts.") else None
    return (
        fact is not None
        and not (fact.derived or fact.fact in ASKED_ELSEWHERE)
        and fact.group in step.groups
        and not any(one.fields.fullmatch(name) for one in STEPS.values())
    )


def step_of(name: str, book: Rulebook) -> str:
    """The step on which something is put right, by the name of its field; else the last."""
    if name == "facts" or re.fullmatch(r"children\.\d+\.facts", name, re.ASCII):
        return "need"  # facts that cannot be together: the page with the weightiest of them
    name = re.sub(r"\.\d+$", "", name, flags=re.ASCII)
    name = {"children": "children.0", "adults": "adults.0"}.get(name, name)
    return next(
        (
            step.id
            for step in STEPS.values()
            if owns(step, name, book) or any(owns(step, f"{name}.{part}", book) for part in _PARTS)
        ),
        "check",
    )


_PARTS: Final = ("day", "name")


def merged(
    kept: Fields,
    step: Step,
    typed: Form,
    book: Rulebook,
    *,
    add: str = "",
    remove: tuple[str, int] | None = None,
) -> Fields:
    """A draft's fields after a step was filled in: its own replaced, all others as they were.

    `add` names the list that gets a blank row, `remove` the row that goes, by list and number; so
    do rows into which nothing was typed. Whoever names a child otherwise has to say anew whether
    they are known.
    """
    was = form_of(kept)
    form = Form({name: values for name, values in was.values.items() if not owns(step, name, book)})
    for name, values in typed.values.items():
        if owns(step, name, book):
            form.put(name, *values)
    if step.id == "child":
        _forget_who_was_renamed(was, form)
    if remove:
        form.leave_out(remove[0], [remove[1]])
    for rows, most in MOST.items():
        form.drop_blank_rows(rows)
        form.leave_out(rows, form.rows(rows)[most:])
        if add == rows and len(form.rows(rows)) < most:
            form.put(f"{rows}.{len(form.rows(rows))}.name", "")
    saved = dict.fromkeys([*kept.get(SAVED, []), step.id])
    return {**{name: values for name, values in form.values.items() if values}, SAVED: [*saved]}


def _forget_who_was_renamed(was: Form, form: Form) -> None:
    for row in form.rows("children"):
        at = f"children.{row}"
        if form.text(f"{at}.{PERSON}") and looked_for(was, at) != looked_for(form, at):
            form.values.pop(f"{at}.{PERSON}")


def looked_for(form: Form, at: str) -> tuple[str, ...]:
    """By what a child is looked up: all that the first step asks."""
    parts = ("name", "nhs_number", *(f"{d}.{p}" for d in _DATES for p in ("day", "month", "year")))
    return tuple(form.text(f"{at}.{part}") for part in parts)


_DATES: Final = ("date_of_birth", "expected")


def mark(fields: Fields, step: Step, book: Rulebook) -> str:
    """Tells whether what a step shows is still as it was: a digest of it."""
    start = f"{step.within}." if step.within else None
    shown = {
        name: values
        for name, values in fields.items()
        if owns(step, name, book) or (start and name.startswith(start))
    }
    return hashlib.sha256(msgspec.json.encode(sorted(shown.items()))).hexdigest()[:16]


def form_of(fields: Fields) -> Form:
    """A draft's fields as a form, which may be changed."""
    return Form({name: list(values) for name, values in fields.items() if name != SAVED})


def call_in(form: Form, book: Rulebook, begun: datetime) -> cmd.Receive | None:
    """The call that a draft adds up to, or None where `form` now says what is wrong with it.

    It came when the draft was begun, unless the form says otherwise: clocks run from the call, not
    from when someone had the time to record it.
    """
    call = call_of(form, book, cmd.Receive)
    if call is not None and call.happened is None:
        call = call.model_copy(update={"happened": begun})
    return call


def call_of_draft(draft: Draft, book: Rulebook) -> tuple[Form, cmd.Receive | None]:
    """A draft's form, with what is wrong with it, and its call if nothing is."""
    form = form_of(draft.fields)
    return form, call_in(form, book, draft.begun)


def following(step: str) -> str:
    """The step after one; the last is followed by none."""
    ids = list(STEPS)
    return ids[min(ids.index(step) + 1, len(ids) - 1)]
