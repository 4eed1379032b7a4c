"""How far a contact that is being taken has come: the state of each step, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from frontdoor.services.authority import Authority
from frontdoor.services.draft_records import Draft
from frontdoor.web.pages.contacts.call_form import NONE_OF_THESE, PERSON
from frontdoor.web.pages.forms import Form, label_of
from frontdoor.web.pages.taking.panel import Panel
from frontdoor.web.pages.taking.steps import SAVED, SECTIONS, STEPS, Step, owns, step_of
from frontdoor.web.pages.wording import Wording, words

_ROWS: Final = {"children": "Child", "adults": "Adult"}


class Line(NamedTuple):
    """A step in the list of all of them; `colour` is that of its tag, where it has one."""

    step: Step
    says: str
    colour: str = ""
    can_start: bool = True


def task_list(
    at: Authority, draft: Draft, form: Form, panel: Panel
) -> list[tuple[str, list[Line]]]:
    """Every step with its state, by section; `form` says what is wrong with the draft."""
    wrong = {step_of(one.name, at.book) for one in form.wrong}
    if panel.refused:
        refused = Form()
        refused.add_refusal(panel.refused)
        wrong |= {step_of(one.name, at.book) for one in refused.wrong}
    lines = [_line(at, draft, form, panel, step, wrong) for step in STEPS.values()]
    return [
        (section, [line for line in lines if line.step.section == section]) for section in SECTIONS
    ]


def _line(
    at: Authority, draft: Draft, form: Form, panel: Panel, step: Step, wrong: set[str]
) -> Line:
    if step.id in wrong and step.id != "check":
        return Line(step, "There is a problem", "red")
    if step.id == "known":
        return _known(form, step)
    if step.id in ("asked", "checks"):
        asked = panel.questions if step.id == "asked" else panel.checks
        said = form.under("answers" if step.id == "asked" else "checks")
        if not asked:
            return Line(step, "None so far")
        return Line(step, f"{sum(one.id in said for one in asked)} of {len(asked)}")
    if step.section == SECTIONS[-1]:
        return Line(step, "")
    if any(lines_of(at, form, step)):
        return Line(step, "Completed")
    if step.id in draft.fields.get(SAVED, []):
        return Line(step, "Nothing known yet")
    return Line(step, "Not started", "blue")


def _known(form: Form, step: Step) -> Line:
    named = [row for row in form.rows("children") if form.under(f"children.{row}")]
    chosen = [form.text(f"children.{row}.{PERSON}") for row in named]
    if not named:
        return Line(step, "Cannot start yet", can_start=False)
    if not all(chosen):
        return Line(step, "Not looked up", "blue")
    known = sum(one != NONE_OF_THESE for one in chosen)
    return Line(step, f"{known} of {len(named)} on record" if known else "Not on record")


def lines_of(at: Authority, form: Form, step: Step) -> Iterator[tuple[str, str]]:
    """What was said on a step: label and text of each field, what is not known apart."""
    w = Wording(at.book)
    for name, values in form.values.items():
        if owns(step, name, at.book):
            said = _said(w, form, name, values)
            if said:
                yield _label(w, name), said


def _said(w: Wording, form: Form, name: str, values: list[str]) -> str:
    value = values[-1].strip()
    last = name.rpartition(".")[2]
    if re.search(r"\.(day|month|year|time)$", name):
        start = name.removesuffix(f".{last}")
        typed = [form.text(f"{start}.{part}") for part in ("day", "month", "year", "time")]
        first = next((part for part in _MOMENT if form.text(f"{start}.{part}")), "")
        return " ".join(filter(None, typed)) if last == first else ""
    if name in ("concerns", "circumstances"):
        return "\n".join(w.fact(one) for one in values)
    if last == PERSON:
        return {NONE_OF_THESE: "None of those on record", "": ""}.get(value, "Yes")
    fact = w.book.facts.get(last)
    if ".facts." in f".{name}" and fact:
        return "" if value == fact.default else w.value(value)
    if name in _CODED or last == "parental_responsibility":
        return "" if value == "not_known" else words(value) if value else ""
    return value


_MOMENT: Final = ("day", "month", "year", "time")
_CODED: Final = {
    "channel": "channel",
    "referrer.kind": "referrer",
    "referrer.wants_anonymity": "anonymity",
}
"""Fields whose values are words of the procedure, and the facts that they stand for."""


def _label(w: Wording, name: str) -> str:
    first, _, rest = name.partition(".")
    if first in _ROWS:
        number, _, rest = rest.partition(".")
        return f"{_ROWS[first]} {int(number) + 1}: {_label_within(w, rest)}"
    if first in ("answers", "checks"):
        return w.asked("question" if first == "answers" else "check", rest)
    return _label_within(w, name)


def _label_within(w: Wording, name: str) -> str:
    if name in _CODED:
        return w.fact(_CODED[name])
    if name.startswith("facts."):
        return w.fact(name.removeprefix("facts."))
    if name == PERSON:
        return "on record"
    return label_of(re.sub(r"\.(day|month|year|time)$", "", name))


def title_of(form: Form) -> str:
    """What a draft is about, in a line: the children's names."""
    names = [form.text(f"children.{row}.name") for row in form.rows("children")]
    return ", ".join(filter(None, names)) or "No child named yet"


def differing(at: Authority, step: Step, kept: Form, typed: Form) -> list[tuple[str, Any]]:
    """What stands in a draft on a step and is otherwise than what was just typed."""
    said = dict(lines_of(at, kept, step))
    now = dict(lines_of(at, typed, step))
    labels = dict.fromkeys([*said, *now])
    return [(one, said.get(one, "nothing")) for one in labels if said.get(one) != now.get(one)]
