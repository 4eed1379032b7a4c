"""Small random procedures with stages, steps, bars and tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

from hypothesis import strategies as st

from frontdoor.procedure.layering import load
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.source import Source

FACTS = {
    "protection_needed_now": ("not_known", "yes", "no"),
    "colour": ("not_known", "red"),
}
POINTS = [dict(zip(FACTS, point, strict=True)) for point in product(*FACTS.values())]
_NEVER = {"police_protection": ("no", "yes"), "emergency_protection_order": ("no", "yes")}
_NOT_LOOKED_AT = {
    "need": ("not_known", "significant_harm"),
    "crime_suspected": ("not_known", "yes"),
    "case": ("not_known", "open"),
}
STAGES = ("begun", "midway", "waiting", "ended")
OUTCOMES = {"nothing": "not_recorded", "refer": "referral", "protect": "section_47_enquiry"}
ROLES = {"worker": "social_worker", "manager": "team_manager"}
RECORDS = ("first", "second", "manager_reasons")
VERBS = (
    "authorise",
    "authorise",
    "close",
    "transfer",
    "propose",
    "decline",
    "record",
    "record first",
    "record manager_reasons",
    "notify",
    "amend",
    "reopen",
    "carry_outcome",
    "delete_duplicate",
    "copy",
)
EVENTS = (
    "received",
    "amended",
    "authorised",
    "closed",
    "recorded first",
    "recorded second",
    "notified police",
    "stage midway",
    "stage waiting",
    "stage ended",
)


def some(*values: str, most: int = 2) -> st.SearchStrategy[str]:
    """One or more of these words, as a list is written."""
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)
    return chosen.map(", ".join)


boxes = st.fixed_dictionaries(
    {}, optional={fact: some(*values) for fact, values in FACTS.items()}
).filter(bool)
whens = st.lists(boxes, min_size=1, max_size=2)
stages = some(*STAGES, "open", "any", most=3)
steps = st.fixed_dictionaries(
    {
        "command": st.sampled_from(VERBS),
        "at": stages,
        "by": st.sampled_from(("worker", "manager", "worker, manager", "every partner")),
    },
    optional={
        "when": whens,
        "needs": some("first", "second", "notified police"),
        "outcomes": some(*OUTCOMES),
        "also": some(*OUTCOMES, most=1),
        "stage": st.sampled_from(STAGES),
    },
)
bars = st.fixed_dictionaries(
    {
        "refuses": some(
            "authorise", "close", "transfer", "record", "record first", "notify", "amend"
        )
    },
    optional={
        "at": stages,
        "when": whens,
        "outcomes": some(*OUTCOMES),
        "below": st.sampled_from(("referral", "section_47_enquiry")),
        "waiting": st.just("yes"),
        "unless": some("first", "manager_reasons"),
        "by": st.sampled_from(("worker", "manager")),
        "overdue": st.just("task_0"),
        "linked": st.just("same_call"),
    },
)
routes = st.fixed_dictionaries(
    {"outcome": st.sampled_from(list(OUTCOMES))}, optional={"when": whens}
)
tasks = st.fixed_dictionaries(
    {"on": some(*EVENTS), "until": some(*EVENTS)},
    optional={
        "when": whens,
        "advised": some(*OUTCOMES, most=1),
        "outcomes": some(*OUTCOMES, most=1),
        "outlives": st.just("closed"),
    },
)


@dataclass(frozen=True)
class Walked:
    """A random procedure; shown by what was made up at random."""

    book: Rulebook = field(repr=False)
    said: dict[str, Any]


@st.composite
def procedures(draw: st.DrawFn) -> Walked:
    """A procedure with steps, bars and tasks over `FACTS` and `STAGES`."""
    made_up = {"name": "Made up", "silent": "made up"}

    def numbered(kind: str, drawn: list[dict[str, Any]], **more: str) -> list[dict[str, Any]]:
        return [{"rule": f"{kind}_{n}", **more, **one} for n, one in enumerate(drawn)]

    silent = {"silent": "made up"}
    route = {"to": "team", "decided_by": "manager", **silent}
    said: dict[str, Any] = {
        "steps": [
            {"rule": "take", "command": "receive", "at": "start", "by": "worker", **made_up},
            *numbered("step", draw(st.lists(steps, min_size=2, max_size=7)), **made_up),
        ],
        "bars": numbered(
            "bar", draw(st.lists(bars, max_size=3)), because="So.", instead="Not.", **silent
        ),
        "tasks": numbered(
            "task",
            draw(st.lists(tasks, min_size=1, max_size=2)),
            purpose="other",
            who="worker",
            within="1 working day",
            **made_up,
        ),
        "impossible": numbered(
            "never",
            draw(st.lists(st.fixed_dictionaries({"when": whens}), max_size=1)),
            because="No.",
        ),
        "routes": {
            "begun": [
                *numbered("early", draw(st.lists(routes, max_size=2)), **route),
                {"rule": "late", "outcome": "refer", **route},
            ],
            **{
                stage: numbered(stage, drawn, **route)
                for stage in ("midway", "any")
                if (drawn := draw(st.lists(routes, max_size=2)))
            },
        },
    }
    data: dict[str, Any] = {
        "procedure": "walked",
        "name": "Walked",
        "edition": "now",
        "facts": [
            {"fact": fact, "name": fact, "values": ", ".join(values), "default": values[0]}
            for fact, values in {**FACTS, **_NEVER, **_NOT_LOOKED_AT}.items()
        ],
        **said,
        "impossible": [
            *said["impossible"],
            *({"rule": f"not_{one}", "when": [{one: "yes"}], "because": "No."} for one in _NEVER),
        ],
        "stages": [
            {
                "stage": stage,
                "name": stage,
                "final": "yes" if stage == "ended" else "no",
                "waits": "yes" if stage == "waiting" else "no",
            }
            for stage in STAGES
        ],
        "roles": [{"role": r, "name": r, "kind": kind, **silent} for r, kind in ROLES.items()],
        "destinations": [
            {"destination": "team", "name": "Team", "kind": "front_door"},
            {"destination": "police", "name": "Police", "kind": "partner_agency"},
        ],
        "outcomes": [
            {"outcome": outcome, "name": outcome, "meaning": meaning, **silent}
            for outcome, meaning in OUTCOMES.items()
        ],
        "records": [{"record": r, "name": r, "asks": "What?", **silent} for r in RECORDS],
    }
    return Walked(
        load([Layer("walked", Source("walked.yaml", data, {(): (1, 1)}, "none", ""))]), said
    )
