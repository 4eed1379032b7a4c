"""The facts of one contact under several authorities: as fields, in words, and ready cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

from frontdoor.compare.one_case.asking import known_to
from frontdoor.compare.words.conditions import listed, value_words
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.mistakes import did_you_mean, nearest
from frontdoor.services.authority import now
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.wording import GROUPS, is_ticked, words

FRIDAY: Final = 4


class Field(NamedTuple):
    """A fact as it is asked: `values` with their words, the default first; or a box to tick."""

    name: str
    label: str
    hint: str
    values: tuple[tuple[str, str], ...]
    is_ticked: bool


class Group(NamedTuple):
    """Facts that are asked together."""

    title: str
    chosen: tuple[Field, ...]
    ticked: tuple[Field, ...]


class ReadyCase(NamedTuple):
    """A case to begin with: invented, and plain facts; it comes on a weekday (Monday 0), at a time.

    It comes from a professional with a concern, about a child of the area who is new to them, with
    no crime suspected and no protection needed now, where `facts` say nothing else.
    """

    title: str
    weekday: int
    at: time
    facts: Mapping[str, str]

    def coming(self, after: datetime) -> datetime:
        """When it comes next, local time."""
        return _coming(self.weekday, self.at, after)


_USUAL: Final = {
    "referrer": "professional",
    "purpose": "concern",
    "protection_needed_now": "no",
    "crime_suspected": "no",
    "case": "new",
    "in_area": "yes",
}
_UNKNOWN_TO_PARENTS: Final = {"parents_informed": "no", "consent": "not_sought"}
_AGREED: Final = {"parents_informed": "yes", "consent": "given"}

READY: Final = (
    ReadyCase(
        "A 16-year-old is homeless on a Friday evening",
        FRIDAY,
        time(18, 0),
        {
            **_USUAL,
            **_UNKNOWN_TO_PARENTS,
            "age_band": "16_or_17",
            "homeless": "yes",
            "need": "high",
            "asking_raises_risk": "no",
        },
    ),
    ReadyCase(
        "A child tells at school of sexual abuse by a carer, on a Tuesday morning",
        1,
        time(10, 40),
        {
            **_USUAL,
            **_UNKNOWN_TO_PARENTS,
            "age_band": "5_to_9",
            "need": "significant_harm",
            "crime_suspected": "yes",
            "asking_raises_risk": "yes",
            "sexual_abuse": "yes",
            "by_parent_or_carer": "yes",
        },
    ),
    ReadyCase(
        "A parent who seems drunk drives a small child away, on a Saturday night",
        5,
        time(21, 50),
        {
            **_USUAL,
            **_UNKNOWN_TO_PARENTS,
            "age_band": "1_to_4",
            "need": "significant_harm",
            "protection_needed_now": "yes",
            "crime_suspected": "yes",
            "neglect": "yes",
            "by_parent_or_carer": "yes",
        },
    ),
    ReadyCase(
        "A child comes to school tired and hungry for two weeks; nobody has asked the parents",
        2,
        time(13, 20),
        {
            **_USUAL,
            **_UNKNOWN_TO_PARENTS,
            "age_band": "5_to_9",
            "need": "moderate",
            "asking_raises_risk": "no",
            "neglect": "yes",
            "by_parent_or_carer": "yes",
        },
    ),
    ReadyCase(
        "A young carer asks for an assessment, and the parents agree",
        1,
        time(16, 45),
        {
            **_USUAL,
            **_AGREED,
            "referrer": "child",
            "purpose": "assessment_requested",
            "age_band": "10_to_15",
            "need": "moderate",
            "young_carer": "yes",
        },
    ),
    ReadyCase(
        "A school asks for support for a family under strain, and the parents agree",
        0,
        time(14, 20),
        {**_USUAL, **_AGREED, "age_band": "5_to_9", "need": "moderate"},
    ),
    ReadyCase(
        "A health visitor asks who works with a child",
        2,
        time(10, 5),
        {
            **_USUAL,
            "purpose": "index_enquiry",
            "age_band": "1_to_4",
            "need": "low",
            "parents_informed": "yes",
        },
    ),
)
"""Cases to begin with."""


def usual_time() -> datetime:
    """When a contact came of which that is not said: six in the evening of the coming Friday."""
    return _coming(FRIDAY, time(18, 0), now())


def _coming(weekday: int, at: time, after: datetime) -> datetime:
    local = after.astimezone(LONDON)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    found = datetime.combine(day, at, LONDON)
    return found if found > local else datetime.combine(day + timedelta(days=7), at, LONDON)


def fact_groups(practices: Mapping[str, Practice], form: Form) -> list[Group]:
    """Every fact that any of these authorities asks, by group, in the order of the procedures.

    A value in the form that cannot be used stays among those to choose from.
    """
    fields: dict[str, list[Field]] = {group: [] for group in GROUPS}
    for fact in _facts(practices).values():
        if not fact.derived:
            fields[fact.group].append(_field(practices, fact, form))
    return [
        Group(
            title,
            tuple(field for field in fields[group] if not field.is_ticked),
            tuple(field for field in fields[group] if field.is_ticked),
        )
        for group, title in GROUPS.items()
        if fields[group]
    ]


def _facts(practices: Mapping[str, Practice]) -> dict[str, lang.Fact]:
    """Every fact, as the first of these authorities that knows it has it."""
    found: dict[str, lang.Fact] = {}
    for practice in practices.values():
        for id, fact in practice.book.facts.items():
            found.setdefault(id, fact)
    return found


def _field(practices: Mapping[str, Practice], fact: lang.Fact, form: Form) -> Field:
    name = f"facts.{fact.fact}"
    knowing = [one.book for one in practices.values() if fact.fact in one.book.facts]
    every = (value for book in knowing for value in book.facts[fact.fact].values)
    values = dict.fromkeys((fact.default, *every))
    said = {value: words(value) for value in values}
    typed = form.text(name)
    if typed and typed not in said:
        said[typed] = f"{typed} (cannot be used)"
    only = f"Asked by {listed([book.name for book in knowing])} only."
    hint = " ".join(filter(None, (fact.hint, only if len(knowing) < len(practices) else "")))
    return Field(name, fact.name, hint, tuple(said.items()), is_ticked(fact))


def said_facts(practices: Mapping[str, Practice], facts: Mapping[str, str]) -> dict[str, str]:
    """Facts in words, by their names, in the order in which they are asked."""
    return {
        fact.name: value_words(facts[id]) for id, fact in _facts(practices).items() if id in facts
    }


def facts_of(form: Form, practices: Mapping[str, Practice]) -> dict[str, str]:
    """The facts in a form that are not at their default; what is wrong is said in the form."""
    facts: dict[str, str] = {}
    every, known = _facts(practices), known_to(practices.values())
    for id, value in form.under("facts").items():
        if id not in known or every[id].derived:
            asked = [one for one in every if not every[one].derived]
            near = did_you_mean(id, asked)
            form.add(f"facts.{id}", f"There is no fact “{id}” that is asked. {near}".strip())
        elif value not in known[id]:
            choices = listed([value_words(one) for one in sorted(known[id])], "or")
            near = nearest(value, known[id]) or f"Choose {choices}."
            form.add(f"facts.{id}", f"{every[id].name} cannot be “{value}”. {near}")
        elif any(
            value != one.book.facts[id].default
            for one in practices.values()
            if id in one.book.facts
        ):
            facts[id] = value
    return facts
