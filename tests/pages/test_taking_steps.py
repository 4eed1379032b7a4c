"""The steps of taking a contact add up to one call, in whatever order they are filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.domain import commands as cmd
from frontdoor.layers import compose
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.draft_records import Fields
from frontdoor.web.pages.contacts.call_form import ADULT, CHILD, REFERRER
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.taking.steps import (
    STEPS,
    call_in,
    form_of,
    merged,
    owns,
    step_of,
)
from frontdoor.web.pages.wording import Wording, is_ticked

BEGUN = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
AUTHORITIES = ("york", "leicester", "hertfordshire", "generic")

lines = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40).map(
    str.strip
)
names = lines.filter(bool)
days = st.dates(date(1990, 1, 1), date(2026, 1, 1))


@cache
def book_of(name: str) -> Rulebook:
    """The procedure of an authority."""
    return compose(name).rulebook()


@st.composite
def bodies(draw: st.DrawFn, book: Rulebook) -> dict[str, Any]:
    """A call as a program sends it, of all that the form asks."""
    facts = {f.fact: f for f in Wording(book).asked_facts() if not is_ticked(f)}

    def some(of: dict[str, Any]) -> dict[str, str]:
        chosen = draw(st.lists(st.sampled_from(sorted(of)), unique=True, max_size=6))
        return {one: draw(st.sampled_from(of[one].values)) for one in chosen}

    def parts(of: tuple[str, ...]) -> dict[str, str]:
        return {part: draw(lines) for part in of if draw(st.booleans())}

    ticked = {
        group: [f.fact for f in book.facts.values() if f.group == group and is_ticked(f)]
        for group in ("concern", "circumstance")
    }
    within = {one: fact for one, fact in facts.items() if fact.group != "call"}
    children = [
        {
            **parts(CHILD),
            "name": draw(names),
            **({"date_of_birth": draw(days)} if draw(st.booleans()) else {}),
            "facts": some(within),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    adults = [
        {**parts(ADULT), "name": draw(names), "parental_responsibility": draw(answers)}
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "channel": draw(st.sampled_from(book.facts["channel"].values)),
        "referrer": {
            **parts(REFERRER),
            "kind": draw(st.sampled_from(book.facts["referrer"].values)),
            "wants_anonymity": draw(answers),
        },
        "children": children,
        "adults": adults,
        "what_happened": draw(lines),
        "facts": {f: v for f, v in some(facts).items() if v != facts[f].default},
        **{
            f"{group}s": draw(st.lists(st.sampled_from(of), unique=True, max_size=3))
            for group, of in ticked.items()
        },
        "answers": {draw(st.sampled_from(sorted(book.questions))): draw(names)},
        "checks": {draw(st.sampled_from(sorted(book.checks))): draw(names)} if book.checks else {},
    }


answers = st.sampled_from([True, False, None])


_CODED = (True, False, None)


def fields_of(said: Any, at: str = "") -> Fields:
    """The same as the fields of the form: keys joined by dots."""
    found: Fields = {}
    for key, value in said.items() if isinstance(said, dict) else enumerate(said):
        name = f"{at}.{key}" if at else str(key)
        if name in ("concerns", "circumstances"):
            found[name] = list(value)
        elif isinstance(value, dict | list):
            found |= fields_of(value, name)
        elif isinstance(value, date):
            for part in ("day", "month", "year"):
                found[f"{name}.{part}"] = [str(getattr(value, part))]
        else:
            found[name] = [
                {True: "yes", False: "no", None: ""}[value] if value in _CODED else value
            ]
    return found


@pytest.mark.parametrize("name", AUTHORITIES)
@settings(max_examples=8)
@given(data=st.data())
def test_any_order_of_the_steps_leads_to_the_call_that_a_program_sends(
    name: str, data: st.DataObject
) -> None:
    """Saved in any order, with pages saved otherwise before, a draft is the API's command."""
    book = book_of(name)
    earlier, body = data.draw(bodies(book)), data.draw(bodies(book))
    order = data.draw(st.permutations([step for step in STEPS if step != "child"]))
    draft: Fields = {}
    for said, steps in ((earlier, ["child", *order[:5]]), (body, ["child", *order, "child"])):
        typed = fields_of(said)
        for step in steps:
            own = {f: v for f, v in typed.items() if owns(STEPS[step], f, book)}
            draft = merged(draft, STEPS[step], Form(own), book)
    form = form_of(draft)
    call = call_in(form, book, BEGUN)
    assert not form.wrong
    assert call == cmd.Receive(**body).model_copy(update={"happened": BEGUN})


@pytest.mark.parametrize("name", AUTHORITIES)
def test_every_field_of_a_call_is_asked_on_one_step(name: str) -> None:
    """Each fact, question, check and detail has its one page, where mistakes lead."""
    book = book_of(name)
    fields = [
        "what_happened",
        "channel",
        "concerns",
        "circumstances",
        "happened.time",
        "children.0.person",
        "children.19.expected.year",
        *(f"referrer.{part}" for part in ("kind", "wants_anonymity", *REFERRER)),
        *(f"children.0.{part}" for part in CHILD),
        *(f"adults.29.{part}" for part in (*ADULT, "parental_responsibility")),
        *(f"answers.{one}" for one in book.questions),
        *(f"checks.{one}" for one in book.checks),
        *(f"facts.{f.fact}" for f in Wording(book).asked_facts() if not is_ticked(f)),
        *(f"children.0.facts.{f.fact}" for f in Wording(book).asked_facts()),
    ]
    for field in fields:
        (step,) = [step.id for step in STEPS.values() if owns(step, field, book)]
        assert step_of(field, book) == step, field
