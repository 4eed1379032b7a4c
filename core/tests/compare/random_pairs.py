"""Two small random procedures over nearly the same facts, and the plainest way to ask them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hypothesis import strategies as st

from frontdoor.procedure.layering import load
from frontdoor.procedure.phrases import When
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.source import Source
from frontdoor.procedure.timescales import parse_timescale

SHARED = {
    "colour": ("not_known", "red", "green"),
    "size": ("not_known", "small", "large"),
    "old": ("no", "yes"),
}
OWN = ({"first_only": ("no", "yes")}, {"second_only": ("not_known", "yes", "no")})
"""What only one of the two asks about."""

MEANINGS = ("no_further_action", "early_help", "referral", "section_47_enquiry")
TIMES = ("immediately", "24 hours", "1 working day", "next meeting", "not stated")
STAGES = ("begun", "weighed", "ended")


@st.composite
def _box(draw: st.DrawFn, facts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    names = draw(st.lists(st.sampled_from([*facts, "named"]), min_size=1, max_size=2, unique=True))
    box = {}
    for name in names:
        values = facts.get(name, ("yes", "no"))
        wanted = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
        box[name] = ("not " if draw(st.booleans()) else "") + ", ".join(wanted)
    return box


@st.composite
def _rulebook(draw: st.DrawFn, which: int) -> tuple[Rulebook, dict[str, Any]]:
    facts = {**SHARED, **OWN[which]}
    if which and draw(st.booleans()):
        facts["colour"] = (*facts["colour"], "blue")  # a value that the other has not
    boxes = _box(facts)
    whens = st.lists(boxes, min_size=1, max_size=2)

    def routes(stage: str, count: int) -> list[dict[str, Any]]:
        made = [
            {
                "rule": f"{stage}_{n}",
                "when": draw(whens),
                "outcome": draw(st.sampled_from(MEANINGS)),
                "also": ", ".join(draw(st.lists(st.sampled_from(MEANINGS), max_size=1))),
                "to": draw(st.sampled_from(("team", "meeting"))),
                "decided_by": draw(st.sampled_from(("worker", "chief", "every team_manager"))),
                "silent": "made up",
            }
            for n in range(count)
        ]
        last = {**made[0], "rule": f"{stage}_last"}
        del last["when"]
        return [*made, last]

    data: dict[str, Any] = {
        "procedure": f"small_{which}",
        "name": f"Small {which}",
        "edition": "now",
        "facts": [
            {"fact": fact, "name": fact, "values": ", ".join(values), "default": values[0]}
            for fact, values in facts.items()
        ],
        "conditions": [
            {"condition": "named", "name": "named", "when": [{"size": "large"}, {"old": "yes"}]}
        ],
        "impossible": [
            {"rule": "never", "when": [{"colour": "red", "old": "yes"}], "because": "it cannot be"}
        ][: draw(st.integers(0, 1))],
        "stages": [
            {"stage": stage, "name": stage, "final": "yes" if stage == "ended" else "no"}
            for stage in STAGES
        ],
        "roles": [
            {"role": role, "name": role, "kind": kind, "silent": "made up"}
            for role, kind in (("worker", "social_worker"), ("chief", "team_manager"))
        ],
        "destinations": [
            {"destination": "team", "name": "Team", "kind": "front_door"},
            {"destination": "meeting", "name": "Meeting", "kind": "meeting"},
        ],
        "outcomes": [
            {"outcome": meaning, "name": meaning, "meaning": meaning, "silent": "so"}
            for meaning in MEANINGS
        ],
        "routes": {
            "begun": routes("begun", draw(st.integers(1, 4))),
            "weighed": routes("weighed", draw(st.integers(1, 2))),
        },
        "steps": [
            {
                "rule": f"step_{n}",
                "name": "Go on",
                "command": draw(st.sampled_from(("authorise", "propose", "transfer"))),
                "at": draw(st.sampled_from(("begun", "weighed", "open"))),
                "outcomes": ", ".join(
                    draw(st.lists(st.sampled_from(MEANINGS), min_size=1, max_size=3, unique=True))
                ),
                "to": draw(st.sampled_from(("team", "meeting"))),
                "when": draw(whens),
                "stage": draw(st.sampled_from(STAGES)),
                "by": "anyone",
                "silent": "made up",
            }
            for n in range(draw(st.integers(0, 4)))
        ],
        "tasks": [
            {
                "rule": f"task_{n}",
                "name": "Decide",
                "purpose": "decision",
                "on": draw(st.sampled_from(("received", "amended, received", "closed"))),
                "when": draw(whens),
                "advised": ", ".join(draw(st.lists(st.sampled_from(MEANINGS), max_size=2))),
                "who": "anyone",
                "until": "closed",
                "within": draw(st.sampled_from(TIMES)),
                "silent": "made up",
            }
            for n in range(draw(st.integers(0, 3)))
        ],
    }
    for rule in (*data["routes"]["begun"], *data["routes"]["weighed"], *data["tasks"]):
        for key in ("also", "advised"):
            if not rule.get(key, "kept"):
                del rule[key]
    if not data["steps"]:
        del data["steps"]
    if not data["tasks"]:
        del data["tasks"]
    if not data["impossible"]:
        del data["impossible"]
    source = Source(f"small_{which}.yaml", data, {(): (1, 1)}, "none", "")
    said = {name: data.get(name) for name in ("routes", "steps", "tasks", "impossible")}
    return load([Layer("small", source)]), said


@dataclass(frozen=True)
class Pair:
    """Two random procedures; shown by what was made up at random."""

    a: Rulebook = field(repr=False)
    b: Rulebook = field(repr=False)
    said: tuple[dict[str, Any], dict[str, Any]]

    def points(self) -> Iterator[dict[str, str]]:
        """Every combination of the facts of both that neither holds for impossible."""
        facts: dict[str, tuple[str, ...]] = {}
        for book in (self.a, self.b):
            for fact in book.facts.values():
                facts[fact.fact] = tuple(dict.fromkeys((*facts.get(fact.fact, ()), *fact.values)))
        for values in product(*facts.values()):
            point = dict(zip(facts, values, strict=True))
            books = (self.a, self.b)
            if not any(
                holds(book, never.when, point)
                for book in books
                for never in book.impossible.values()
            ):
                yield point


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """Two procedures with some facts, and some values, that only one of them has."""
    (a, of_a), (b, of_b) = draw(_rulebook(0)), draw(_rulebook(1))
    return Pair(a, b, (of_a, of_b))


def holds(book: Rulebook, when: When, point: Mapping[str, str]) -> bool:
    """Whether a condition holds at a point; a value that a book lacks is its default to it."""

    def value(name: str) -> str:
        if name in book.facts:
            said = point[name]
            return said if said in book.facts[name].values else book.facts[name].default
        return "yes" if holds(book, book.conditions[name].when, point) else "no"

    return any(all((value(f) in values) != negated for f, values, negated in box) for box in when)


def route_at(book: Rulebook, stage: str, point: Mapping[str, str]) -> Any:
    """The first route of a stage that applies; None at a stage without routes."""
    routes = [route for route in book.routes.values() if route.stage == stage]
    return next((route for route in routes if holds(book, route.when, point)), None)


def says(book: Rulebook, aspect: str, point: Mapping[str, str]) -> tuple[str, ...]:
    """What a procedure says of an aspect at one point, found out by walking."""
    route = route_at(book, "begun", point)
    if aspect == "meaning":
        return (route.outcome,)
    if aspect == "outcomes":
        return tuple(one for one in MEANINGS if one in (route.outcome, *route.also))
    if aspect == "destination":
        return ("front_door" if route.to == "team" else "meeting",)
    if aspect == "decider":
        return ("social_worker" if str(route.decided_by[0]) == "worker" else "team_manager",)
    if aspect == "end":
        return (_end(book, point, "begun", route, ()),)
    times = [
        parse_timescale(str(task.within))
        for task in book.tasks.values()
        if any(event.kind == "received" for event in task.on)
        and holds(book, task.when, point)
        and (not task.advised or set(task.advised) & {route.outcome, *route.also})
    ]
    stated = sorted({str(one) for one in times} - {"not stated"})
    return tuple(
        one
        for one in stated
        if not any(
            parse_timescale(other).never_later_than(parse_timescale(one))
            for other in stated
            if other != one
        )
    )


def _end(
    book: Rulebook, point: Mapping[str, str], stage: str, route: Any, been: tuple[str, ...]
) -> str:
    for verb in ("authorise", "transfer", "propose"):
        for step in book.steps.values():
            leads = step.to == route.to if verb == "transfer" else route.outcome in step.outcomes
            if (
                step.command.verb == verb
                and leads
                and stage in book.stages_named(step.at)
                and holds(book, step.when, point)
            ):
                if step.stage is None or step.stage in (stage, *been):
                    return str(route.outcome)
                onward = route_at(book, step.stage, point) or route
                return _end(book, point, step.stage, onward, (*been, stage))
    return str(route.outcome)
