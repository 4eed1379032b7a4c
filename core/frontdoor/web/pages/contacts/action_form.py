"""The form of a step: what it offers to choose from, and the command that its fields make."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.receiving import reference_of
from frontdoor.procedure import vocabulary
from frontdoor.services.authority import Authority
from frontdoor.services.held_back import NOT_NAMED
from frontdoor.services.ports import Query, User
from frontdoor.services.read_contact import list_contacts
from frontdoor.services.views import Action, View
from frontdoor.web.pages.contacts.call_form import (
    amendment_of,
    child_of,
    form_of_contact,
    validated,
)
from frontdoor.web.pages.contacts.people_choice import chosen
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.wording import Wording

Choices = list[tuple[str, str]]

_TYPED: Final = {
    "answer": ("text",),
    "check": ("result",),
    "record": ("text",),
    "add_information": ("text",),
    "notify": ("text",),
    "share": ("text",),
    "feed_back": ("text",),
    "acknowledge": ("text",),
    "assign": ("note",),
    "propose": ("outcome", "rationale"),
    "authorise": ("outcome", "rationale"),
    "close": ("rationale",),
}
"""Fields that go into the command as they are typed, by verb."""


_REFERENCE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


class Offered(NamedTuple):
    """What a step's form offers: what it can be about, its outcomes, its destinations."""

    about: Choices
    outcomes: Choices
    also: Choices
    destinations: Choices
    names_referrer: bool


def offered(at: Authority, view: View, action: Action) -> Offered:
    """What there is to choose from on the form of a step."""
    w = Wording(at.book)
    step = at.book.steps.get(action.step)
    outcomes = list(action.outcomes)
    closes_on_decision = action.verb == "close" and view.contact.decision is not None
    if not outcomes and not closes_on_decision and action.verb in ("propose", "authorise", "close"):
        outcomes = [(id, outcome.name) for id, outcome in at.book.outcomes.items()]
    leading = outcomes if len(outcomes) > 1 else []
    also = leading + [(id, w.outcome(id)) for id in (step.also if step else ())]
    return Offered(
        about=_about(at, w, view, action),
        outcomes=outcomes,
        also=also,
        destinations=list(action.destinations) if action.verb in ("transfer", "redirect") else [],
        names_referrer=view.contact.referrer.name != NOT_NAMED,
    )


def _about(at: Authority, w: Wording, view: View, action: Action) -> Choices:
    """What a command can be about, where its step leaves that open."""
    book, contact = at.book, view.contact
    if action.detail is not None:
        return []
    match action.verb:
        case "answer" | "check" as kind:
            section = book.questions if kind == "answer" else book.checks
            named = "question" if kind == "answer" else "check"
            missing = [one.id for one in view.missing if one.kind == named]
            ids = dict.fromkeys([*missing, *section])
            choices = [(id, w.asked(named, id)) for id in ids]
        case "record":
            choices = [(id, record.name) for id, record in book.records.items()]
        case "notify" | "share":
            whom = dict.fromkeys(["police", *book.destinations])
            if action.verb == "notify":
                whom.update(dict.fromkeys(book.roles))
            choices = [(id, w.reader(id)) for id in whom]
        case "feed_back":
            choices = [(id, w.reader(id)) for id in vocabulary.READERS]
        case "link":
            choices = [(id, w.link(id)) for id in vocabulary.LINKS]
        case "waive":
            return [
                (task.id, task.name)
                for task in contact.running
                if task.rule not in book.tasks or book.tasks[task.rule].waived_by
            ]
        case "carry_outcome":
            return _joined(contact, "copy_of", "duplicate_of")
        case "delete_duplicate":
            return _joined(contact, "duplicate_of")
        case _:
            return []
    steps_of = at.practice.procedure.steps_of
    return [
        choice
        for choice in choices
        if any(step.rule == action.step for step in steps_of(action.verb, choice[0]))
    ]


def _joined(contact: Contact, *kinds: str) -> Choices:
    return [(id, reference_of(id)) for kind in kinds for id in contact.linked(kind)]


def first_form(at: Authority, user: User, view: View, action: Action, about: str) -> Form:
    """The form of a step as it is opened, with what is likeliest filled in."""
    contact = view.contact
    form = form_of_contact(contact, at.book) if action.verb == "amend" else Form()
    ids = [id for id, _ in action.outcomes]
    for lead in (contact.proposal, contact.advice):
        if lead and action.verb in ("propose", "authorise") and lead.outcome in ids:
            form.put("outcome", lead.outcome)
            form.put("also", *lead.also)
            break
    if "outcome" not in form.values and len(ids) == 1:
        form.put("outcome", ids[0])
    if action.verb == "assign":
        form.put("user", user.name)
    field = cmd.ABOUT.get(action.verb)
    if field and about:
        form.put(field, about)
    form.put("version", str(contact.version))
    return form


def command_of(
    form: Form, at: Authority, user: User, view: View | None, action: Action
) -> cmd.CommandSaid | None:
    """The command that was typed in, or None where `form` now says what is wrong with it.

    `view` is needed for an amendment alone, which says only what changes.
    """
    verb = action.verb
    data: dict[str, Any] = {
        "happened": form.moment("happened"),
        "step": action.step,
        "reason": form.text("reason"),
        "away": form.text("away"),
    }
    for name in _TYPED.get(verb, ()):
        data[name] = form.text(name)
    field = cmd.ABOUT.get(verb)
    if field:
        data[field] = action.detail or form.text(field)
        if not data[field]:
            form.add(field, "Choose one of these")
    match verb:
        case "amend" if view is not None:
            may_name = view.contact.referrer.name != NOT_NAMED
            data |= amendment_of(form, view.contact, at.book, names_referrer=may_name)
        case "propose" | "authorise" | "close":
            data["outcome"] = form.text("outcome") or None
            data["also"] = [id for id in form.every("also") if id != data["outcome"]]
            if verb != "close" and data["outcome"] is None:
                form.add("outcome", "Choose an outcome")
        case "add_information":
            data["restricted"] = "yes" in form.every("restricted")
        case "transfer" | "redirect" if action.destinations:
            data["to"] = form.text("to") or None
            if data["to"] is None:
                form.add("to", "Choose where it goes")
        case "redirect":
            data["to"] = at.book.steps[action.step].to
        case "feed_back" | "acknowledge":
            data["channel"] = form.text("channel") or "not_known"
        case "assign":
            if (who := chosen(form)) is not None:
                data |= who._asdict()
        case "link":
            data["other"] = _contact_called(form, at, user)
        case "copy":
            data["child"] = child_of(form, "child")
            if not data["child"]["name"] and not data["child"]["expected"]:
                form.add(
                    "child.name", "Enter the child’s name, or when an unborn child is expected"
                )
    if form.wrong:
        # What is blank has been said already; the rest is checked as well, so that all is told.
        data = {key: value for key, value in data.items() if value is not None}
    return validated(form, cmd.COMMANDS[verb], data)


def _contact_called(form: Form, at: Authority, user: User) -> str | None:
    """The id of the contact whose reference was typed."""
    reference = form.text("other").upper()
    if not reference:
        form.add("other", "Enter the reference of the other contact")
        return None
    if _REFERENCE.fullmatch(reference):
        for line in list_contacts(at, user, Query(text=reference, state="all", limit=20)):
            if line.reference == reference:
                return line.id
    form.add("other", "No contact here has this reference. Check it in the list of contacts")
    return None
