"""What is advised, and what applies to some contacts only: by need, purpose and circumstance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from frontdoor.compare.side_by_side.voice import Aspect, Facts, Found, Voice, words
from frontdoor.compare.words.naming import outcomes_text
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.language import Route
from frontdoor.procedure.running import chosen
from frontdoor.procedure.vocabulary import CIRCUMSTANCES

SECTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "steps": ("Permitted", "name"),
    "bars": ("Refused", "because"),
    "tasks": ("To do", "name"),
    "questions": ("To ask", "ask"),
    "checks": ("To check", "look"),
    "notices": ("To know", "says"),
    "matters": ("Clauses differ", "matter"),
}
"""For each section of rules: what its rules are, and the field that says it."""

HARM: Final[tuple[Facts, ...]] = (
    {"need": ("significant_harm",)},
    {"protection_needed_now": ("yes",)},
    {"police_protection": ("yes",)},
    {"emergency_protection_order": ("yes",)},
    {"crime_suspected": ("yes",)},
)
INFORMED: Final = "parents_informed"
"""The fact that is no reason not to ask."""

OPEN: Final[tuple[Facts, ...]] = (
    {"case": ("open",)},
    {"child_protection_plan": ("yes",)},
    {"looked_after": ("yes",)},
)
NEW_CHILD: Final = {"case": "new", "protection_needed_now": "no"}

NEEDS: Final = {
    "Low need": {"need": "low"},
    "Moderate need": {"need": "moderate"},
    "High need": {"need": "high"},
    "Significant harm suspected": {"need": "significant_harm"},
    "Protection needed now": {"protection_needed_now": "yes"},
    "Need not known": {"need": "not_known"},
}

SPECIAL: Final[dict[str, tuple[str, Facts]]] = {
    "homeless": ("Homeless young people", {"homeless": ("yes",)}),
    "disabled": ("Disabled children", {"disabled": ("yes",)}),
    "young_carer": ("Young carers", {"young_carer": ("yes",)}),
    "parent_carer": ("Parents who care for a disabled child", {"parent_carer": ("yes",)}),
    "unaccompanied": ("Unaccompanied children", {"unaccompanied": ("yes",)}),
    "relinquished": ("Babies relinquished for adoption", {"relinquished": ("yes",)}),
    "remanded": ("Children remanded to youth detention", {"remanded": ("yes",)}),
    "mother_and_baby_unit": (
        "Mother and baby units in prison",
        {"mother_and_baby_unit": ("applied_for", "placed")},
    ),
    "unborn": ("Unborn children", {"age_band": ("unborn",)}),
}
"""For each topic of a special circumstance: its heading, and the facts of those concerned."""

PURPOSES: Final = (
    "advice",
    "consultation",
    "signposting",
    "index_enquiry",
    "early_help_assessment",
    "information_request",
    "court_request",
    "statutory_notice",
    "receiving_in_conference",
    "step_parent_adoption",
    "access_to_records",
    "prison_enquiry",
    "probation_enquiry",
    "assessment_requested",
)
"""What a contact may be for, beside a concern."""


def _route(voice: Voice, route: Route) -> Found:
    """What a route advises, by the reading that is followed."""
    book, followed = voice.book, chosen(voice.book, route)
    outcome = (followed and followed.outcome) or route.outcome
    also = followed.also if followed and followed.also is not None else route.also
    whos = (followed and followed.decided_by) or route.decided_by
    to = book.destinations[(followed and followed.to) or route.to]
    beside = f", and also: {outcomes_text(book, also)}" if also else ""
    says = f"{book.outcomes[outcome].name}, to {to.name}{beside}; decided by {voice.names(whos)}"
    meanings = frozenset(voice.meaning(one) for one in also)
    means = (voice.meaning(outcome), meanings, to.kind, voice.kinds(whos))
    return voice.found("routes", route.rule, says, means, voice.only(route))


def _advised(voice: Voice, facts: Mapping[str, str]) -> Iterator[Found]:
    """What is advised where no more than these facts is known."""
    route = voice.advised(facts)
    if route is not None:
        yield _route(voice, route)


def _routes(voice: Voice, boxes: Callable[[Voice], Iterable[Facts]]) -> Iterator[Found]:
    """What is advised at first only for contacts in one of the boxes."""
    within = voice.within(boxes(voice))
    for route in voice.first_routes:
        if voice.only_within(route, within):
            yield _route(voice, route)


def _rules(
    voice: Voice, within: Diagram, here: Diagram | None = None, sections: Iterable[str] = SECTIONS
) -> Iterator[Found]:
    """The rules that apply only to contacts `within`, and to some of those `here`."""
    for section in sections:
        prefix, field = SECTIONS[section]
        for id, rule in voice.book.section(section).items():
            if voice.only_within(rule, within, here):
                says = f"{prefix}: {getattr(rule, field)}"
                means = (section, getattr(rule, "purpose", id))
                yield voice.found(section, id, says, means, voice.only(rule))


def _special(voice: Voice, topic: str) -> Iterator[Found]:
    """All that is for a special circumstance, there being no other.

    Without what is advised for danger, significant harm or open cases besides, which have rows of
    their own.
    """
    _, facts = SPECIAL[topic]
    if not voice.knows(facts):
        return
    within = voice.within(box for _, box in SPECIAL.values())
    here = voice.conditions.box({**_without(voice, CIRCUMSTANCES), **_born(voice), **facts})
    elsewhere = voice.within((*HARM, *OPEN))
    for route in voice.first_routes:
        if voice.only_within(route, within, here) and not voice.only_within(route, elsewhere):
            yield _route(voice, route)
    yield from _rules(voice, within, here)


def _open(_: Voice) -> tuple[Facts, ...]:
    return OPEN


def _only_open(voice: Voice) -> Iterator[Found]:
    yield from _rules(voice, voice.within(OPEN))


def _harm_or_abuse(voice: Voice) -> tuple[Facts, ...]:
    """Danger, harm and crime, known or not yet ruled out, and every concern."""
    concerns = ({fact: ("yes",)} for fact in _of_group(voice, "concern"))
    return (*HARM, {"protection_needed_now": ("not_known",)}, *concerns)


def _of_group(voice: Voice, group: str) -> list[str]:
    """The facts of a group that can be `yes`."""
    every = voice.book.facts.values()
    return [fact.fact for fact in every if fact.group == group and "yes" in fact.values]


def _in_harm(voice: Voice) -> Iterator[Found]:
    within = voice.within(_harm_or_abuse(voice))
    yield from _rules(voice, within, sections=("steps", "bars", "tasks", "checks"))


def _at_risk_of_asking(voice: Voice) -> Iterator[Found]:
    """What there is where telling or asking the parents would put the child at risk.

    Procedures say of some kinds of abuse that it always does, and of telling the police's case.
    """
    asking = {"asking_raises_risk": ("yes",)}
    if not voice.knows(asking):
        return
    consent = ({fact: ("yes",)} for fact in _of_group(voice, "consent") if fact != INFORMED)
    within = voice.within((*consent, *_harm_or_abuse(voice)))
    harm = [fact for box in HARM for fact in box if fact != "need"]
    none = _without(voice, (*_of_group(voice, "concern"), *harm))
    low = {"need": ("low",)} if voice.knows({"need": ("low",)}) else {}
    yield from _rules(voice, within, voice.conditions.box({**none, **low, **asking}))


def _without(voice: Voice, facts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """That none of these facts holds, of those that the rulebook knows."""
    return {fact: ("no",) for fact in facts if voice.knows({fact: ("no",)})}


def _born(voice: Voice) -> dict[str, tuple[str, ...]]:
    age = voice.book.facts.get("age_band")
    return {"age_band": tuple(one for one in age.values if one != "unborn")} if age else {}


NEED: Final = tuple(
    Aspect(heading, partial(_advised, facts={**NEW_CHILD, "purpose": "concern", **facts}))
    for heading, facts in NEEDS.items()
)
BY_PURPOSE: Final = tuple(
    Aspect(words(purpose), partial(_advised, facts={**NEW_CHILD, "purpose": purpose}))
    for purpose in PURPOSES
)
CIRCUMSTANCE: Final = tuple(
    Aspect(heading, partial(_special, topic=topic), topic)
    for topic, (heading, _) in SPECIAL.items()
)
HARMED: Final = (
    Aspect("Advised only there", partial(_routes, boxes=_harm_or_abuse)),
    Aspect("Other rules only there", _in_harm),
)
OPEN_CASES: Final = (
    Aspect("Advised only for open cases", partial(_routes, boxes=_open)),
    Aspect("Other rules only for open cases", _only_open),
)
ASKING: Final = (
    Aspect(
        "Where telling or asking would put the child at risk",
        _at_risk_of_asking,
        "asking_raises_risk",
    ),
)
