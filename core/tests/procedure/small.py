"""Small random procedures, and the plainest way to ask one: for checking cleverer ways against."""

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

FACTS = {
    "colour": ("not_known", "red", "green", "blue"),
    "size": ("not_known", "small", "large"),
    "old": ("no", "yes"),
    "shape": ("not_known", "round", "square", "flat"),
}
POINTS = [dict(zip(FACTS, point, strict=True)) for point in product(*FACTS.values())]
"""Every contact there can be, where no other facts matter."""

_ASKED_BY_PROOFS = {
    "need": ("not_known", "significant_harm"),
    "crime_suspected": ("not_known", "yes"),
    "protection_needed_now": ("not_known", "yes"),
    "police_protection": ("no", "yes"),
    "emergency_protection_order": ("no", "yes"),
    "case": ("not_known", "open"),
}
_NAMES = ("first_named", "second_named", "third_named")


@st.composite
def boxes(draw: st.DrawFn, names: int) -> dict[str, str]:
    """A box over the facts and the first `names` named conditions."""
    chosen = draw(
        st.lists(st.sampled_from([*FACTS, *_NAMES[:names]]), min_size=1, max_size=3, unique=True)
    )
    box = {}
    for name in chosen:
        values = FACTS.get(name, ("yes", "no"))
        wanted = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
        box[name] = ("not " if draw(st.booleans()) else "") + ", ".join(wanted)
    return box


def whens(names: int = len(_NAMES)) -> st.SearchStrategy[list[dict[str, str]]]:
    """The boxes of a rule, as they are written."""
    return st.lists(boxes(names), min_size=1, max_size=3)


@dataclass(frozen=True)
class Small:
    """A random procedure; shown by what was made up at random."""

    book: Rulebook = field(repr=False)
    said: dict[str, Any]


@st.composite
def procedures(draw: st.DrawFn) -> Small:
    """A procedure over `FACTS`, with conditions, impossible combinations, routes and notices."""
    data: dict[str, Any] = {
        "procedure": "small",
        "name": "Small",
        "edition": "now",
        "facts": [
            {"fact": fact, "name": fact, "values": ", ".join(values), "default": values[0]}
            for fact, values in {**FACTS, **_ASKED_BY_PROOFS}.items()
        ],
        "conditions": [
            {"condition": name, "name": name, "when": draw(whens(at))}
            for at, name in enumerate(_NAMES)
        ],
        "impossible": [
            {"rule": f"never_{n}", "when": when, "because": "it cannot be"}
            for n, when in enumerate(draw(st.lists(whens(), max_size=2)))
        ],
        "stages": [
            {"stage": "begun", "name": "Begun"},
            {"stage": "ended", "name": "Ended", "final": "yes"},
        ],
        "roles": [{"role": "one", "name": "One", "kind": "team_manager", "silent": "made up"}],
        "destinations": [{"destination": "team", "name": "Team", "kind": "front_door"}],
        "outcomes": [{"outcome": "done", "name": "Done", "meaning": "referral", "silent": "so"}],
        "routes": {
            "begun": [
                {
                    "rule": f"route_{n}",
                    "when": when,
                    "outcome": "done",
                    "to": "team",
                    "decided_by": "one",
                    "silent": "made up",
                }
                for n, when in enumerate(draw(st.lists(whens(), min_size=1, max_size=6)))
            ]
        },
        "notices": [
            {"rule": f"notice_{n}", "says": "So it is.", "when": when, "silent": "made up"}
            for n, when in enumerate(draw(st.lists(whens(), max_size=3)))
        ],
    }
    source = Source("small.yaml", data, {(): (1, 1)}, "none", "")
    said = {name: data[name] for name in ("conditions", "impossible", "routes", "notices")}
    return Small(load([Layer("small", source)]), said)


def holds(book: Rulebook, when: When, point: Mapping[str, str]) -> bool:
    """Whether a condition holds at a point, asked line by line as it is written."""

    def value(name: str) -> str:
        if name in book.facts:
            return point.get(name, book.facts[name].default)
        return "yes" if holds(book, book.conditions[name].when, point) else "no"

    return any(all((value(f) in values) != negated for f, values, negated in box) for box in when)


def possible(book: Rulebook) -> Iterator[dict[str, str]]:
    """Every point that the procedure's own impossible combinations leave."""
    never = [rule.when for id, rule in book.impossible.items() if id.startswith("never_")]
    return (point for point in POINTS if not any(holds(book, when, point) for when in never))
