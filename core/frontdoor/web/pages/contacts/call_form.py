"""The form of a call: from its fields to the command that receives it, and back."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeVar

import msgspec
from pydantic import ValidationError

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.web.pages.forms import Form, label_of
from frontdoor.web.pages.wording import Wording, is_ticked, words

REFERRER: Final = (
    "name",
    "role",
    "organisation",
    "relationship",
    "telephone",
    "email",
    "address",
)
CHILD: Final = (
    "name",
    "gender",
    "ethnicity",
    "nationality",
    "first_language",
    "needs",
    "address",
    "school",
    "nhs_number",
)
ADULT: Final = ("name", "relationship", "telephone", "address")

PERSON: Final = "person"
"""The field with the id of a child on record, blank where that is open."""

NONE_OF_THESE: Final = "none"
"""Chosen where a child is none of those on record."""

MOST: Final = {"children": 20, "adults": 30}
"""How many rows a call can have."""

_YES_NO: Final = {"yes": True, "no": False}

Call = TypeVar("Call", bound=cmd.Receive)


def call_of(form: Form, book: Rulebook, kind: type[Call]) -> Call | None:
    """The call that was typed in, or None where `form` now says what is wrong with it."""
    form.drop_blank_rows("children")
    form.drop_blank_rows("adults")
    data: dict[str, Any] = {
        "happened": form.moment("happened"),
        "referrer": referrer_of(form),
        "children": [
            {**child_of(form, f"children.{row}"), "person": person_of(form, f"children.{row}")}
            for row in form.rows("children")
        ],
        "adults": [_adult_of(form, f"adults.{row}") for row in form.rows("adults")],
        "what_happened": form.text("what_happened"),
        "facts": {
            fact: value
            for fact, value in form.under("facts").items()
            if fact not in book.facts or value != book.facts[fact].default
        },
        "concerns": form.every("concerns"),
        "circumstances": form.every("circumstances"),
        "answers": form.under("answers"),
        "checks": form.under("checks"),
    }
    if form.text("channel"):
        data["channel"] = form.text("channel")
    return validated(form, kind, data)


Said = TypeVar("Said", bound=cmd.Said)


def validated(form: Form, kind: type[Said], data: dict[str, Any]) -> Said | None:
    """A command from what was typed, or None where something is wrong."""
    try:
        found = kind.model_validate(data)
    except ValidationError as error:
        form.add_invalid(error)
        return None
    return None if form.wrong else found


def referrer_of(form: Form) -> dict[str, Any]:
    """What was typed of the referrer."""
    return {
        "kind": form.text("referrer.kind") or "not_known",
        "wants_anonymity": _YES_NO.get(form.text("referrer.wants_anonymity")),
        **{part: form.text(f"referrer.{part}") for part in REFERRER},
    }


def child_of(form: Form, at: str) -> dict[str, Any]:
    """What was typed of a child whose fields begin with `at`."""
    return {
        **{part: form.text(f"{at}.{part}") for part in CHILD},
        "date_of_birth": form.day(f"{at}.date_of_birth"),
        "expected": form.day(f"{at}.expected"),
        "facts": form.under(f"{at}.facts"),
    }


def person_of(form: Form, at: str) -> str | None:
    """The id of the child on record who was chosen, or None."""
    chosen = form.text(f"{at}.{PERSON}")
    return None if chosen in ("", NONE_OF_THESE) else chosen


def _adult_of(form: Form, at: str) -> dict[str, Any]:
    return {
        **{part: form.text(f"{at}.{part}") for part in ADULT},
        "date_of_birth": form.day(f"{at}.date_of_birth"),
        "parental_responsibility": _YES_NO.get(form.text(f"{at}.parental_responsibility")),
    }


# correcting what is known


def form_of_contact(contact: Contact, book: Rulebook) -> Form:
    """The form of a contact as it is known, to be corrected."""
    form = Form()
    for fact in Wording(book).asked_facts():
        form.put(f"facts.{fact.fact}", contact.facts.get(fact.fact, fact.default))
    for group in ("concern", "circumstance"):
        ticked = [f.fact for f in book.facts.values() if f.group == group and is_ticked(f)]
        form.put(f"{group}s", *(f for f in ticked if contact.facts.get(f) == "yes"))
    form.put("child.facts.age_band", contact.facts.get("age_band", ""))
    _put(form, "child", contact.child)
    _put(form, "referrer", contact.referrer)
    form.put("what_happened", contact.what_happened)
    return form


def take_over(form: Form, book: Rulebook, before: Contact, after: Contact) -> None:
    """Bring a correction up to date that was typed over `before`, when the contact is now `after`.

    What was left as it stood becomes what it is now, so that nobody's change is undone unseen.
    Where both changed the same, what was typed stays, and the form says so.
    """
    was, now = form_of_contact(before, book), form_of_contact(after, book)
    for name in dict.fromkeys((*was.values, *now.values)):
        typed, old, new = ([one for one in shown.every(name) if one] for shown in (form, was, now))
        if name in ("concerns", "circumstances"):
            every = dict.fromkeys((*old, *new, *typed))
            kept = [
                one for one in every if (one in (new if (one in typed) == (one in old) else typed))
            ]
            form.put(name, *kept)
        elif typed == old:
            form.put(name, *(new or [""]))
        elif new not in (old, typed):
            said = words(new[0]) if new and ".facts." in f".{name}" else "".join(new)
            told = f"to '{said}'" if new else "to nothing"
            form.add(name, f"{label_of(name)} was changed {told} meanwhile. Yours is still here")


def _put(form: Form, at: str, value: msgspec.Struct) -> None:
    for name in value.__struct_fields__:
        said = getattr(value, name)
        if isinstance(said, date):
            form.put_day(f"{at}.{name}", said)
        elif isinstance(said, bool):
            form.put(f"{at}.{name}", "yes" if said else "no")
        elif said:
            form.put(f"{at}.{name}", str(said))


def amendment_of(
    form: Form, contact: Contact, book: Rulebook, *, names_referrer: bool
) -> dict[str, Any]:
    """What was typed and is otherwise than the contact has it.

    Without `names_referrer` the referrer stays as they are: whoever may not see them cannot
    correct them.
    """
    known = form_of_contact(contact, book)
    facts = {}
    for fact in Wording(book).asked_facts():
        field = f"facts.{fact.fact}"
        if is_ticked(fact):
            ticked = fact.fact in form.every(f"{fact.group}s")
            if ticked != (fact.fact in known.every(f"{fact.group}s")):
                facts[fact.fact] = "yes" if ticked else "no"
        elif form.text(field) and form.text(field) != known.value(field):
            facts[fact.fact] = form.text(field)
    data: dict[str, Any] = {"facts": facts}
    child, child_before = child_of(form, "child"), child_of(known, "child")
    if child != child_before:
        data["child"] = child
    if names_referrer and (said := referrer_of(form)) != referrer_of(known):
        data["referrer"] = said
    if form.text("what_happened") != contact.what_happened:
        data["what_happened"] = form.text("what_happened")
    return data
