"""Proofs say what walking every life of every contact says, on small random procedures."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, settings

from frontdoor.procedure.findings import Finding
from frontdoor.procedure.proofs import prove

from .random_steps import FACTS, POINTS, Walked, procedures
from .walking import Walk

KINDS = {
    r"no contact can reach this stage": "unreached",
    r"(nobody can ever take this|this can never apply|this route can never be taken)": "idle",
    r"no route at the stage": "no route",
    r"after it, would give more": "hides",
    r"nobody may decide on this outcome": "undecided",
    r"a contact here has no way to an end": "dead end",
    r"who may need protection now": "unsafe",
    r"this task never starts": "never starts",
    r"this task can never be ended": "never ended",
    r"this task cannot be ended once the contact is at (\w+)": "not ended",
}


def key_of(finding: Finding) -> tuple[str, ...] | None:
    """Kind, rule and stage of a finding; None for kinds that are not walked."""
    for pattern, kind in KINDS.items():
        if found := re.search(pattern, finding.says):
            return (kind, finding.rule, *(found.groups() if kind == "not ended" else ()))
    return None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(procedures())
def test_what_is_proved_is_what_walking_finds(walked: Walked) -> None:
    """The same stages, routes, steps and tasks are at fault, and every example shows it."""
    walk = Walk(walked.book)
    assume(walk.reached)
    found = {key: one for one in prove(walked.book) if (key := key_of(one))}
    found = {key: one for key, one in found.items() if not key[1].startswith("bar_")}
    expected = walk.findings()
    assert set(found) == set(expected)
    for key, finding in found.items():
        if finding.facts is not None:
            point = {fact: finding.facts.get(fact, values[0]) for fact, values in FACTS.items()}
            assert POINTS.index(point) in expected[key], key
