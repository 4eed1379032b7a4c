"""Whatever anyone does in whatever order at each authority: what is promised of a contact holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test as run_machine

from frontdoor.domain.practice import Practice
from frontdoor.procedure.running import Procedure

from ..scenarios.practices import AUTHORITIES, practice_of
from .life import AnyLife, Tally
from .words import Words

AS_EVER: dict[str, Any] = {
    "stateful_step_count": 50,
    "deadline": None,
    "database": None,
    "report_multiple_bugs": False,
    "suppress_health_check": list(HealthCheck),
}
GUARDS = [
    ("york", "bars", "protect_first", {"refuses": ()}, "gives less than a referral"),
    (
        *("york", "bars", "no_waiting_in_danger, only_the_safe_wait"),
        *({"refuses": ()}, "keeps danger waiting"),
    ),
    ("york", "tasks", "police", {"on": ()}, "no task tell_police"),
    ("york", "tasks", "police", {"outlives": None}, "no task tell_police"),
    ("york", "tasks", "tell_allocated_worker", {"on": ()}, "no task tell_worker"),
    ("york", "steps", "notify", {"by": ()}, "nobody can end"),
    ("york", "steps", "share_on_authorisation", {"needs": ()}, "shared without consent"),
    ("leicester", "steps", "authorise_referral", {"second_person": False}, "their own proposal"),
]
"""Guards of a procedure, what makes them none, and the promise that breaks then."""


def live(practice: Practice, promised: Practice | None = None, **chosen: Any) -> Tally:
    """Walk through offices under a practice, held to what it or another promises."""
    tally = Tally()
    told = {"words": Words(practice), "promised": promised or practice, "tally": tally}
    machine = type("AnyLifeHere", (AnyLife,), told)
    run_machine(machine, settings=settings(**{**AS_EVER, **chosen}))
    return tally


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_whatever_is_tried_the_promises_hold(authority: str) -> None:
    """A few offices, the same each time: commands are refused and done, and no promise breaks."""
    tally = live(practice_of(authority), max_examples=12, derandomize=True)
    assert tally.refused > 50
    assert tally.written > 50


@pytest.mark.faults
@pytest.mark.parametrize(("authority", "section", "ids", "weakened", "broken"), GUARDS)
def test_without_its_guard_a_promise_breaks(
    authority: str, section: str, ids: str, weakened: dict[str, Any], broken: str
) -> None:
    """Each promise is seen to break where the rule that keeps it is taken out."""
    practice = practice_of(authority)
    rules = dict(practice.book.section(section))
    for id in ids.split(", "):
        rules[id] = rules[id].model_copy(update=weakened)
    changed: dict[str, Any] = {section: rules}
    without = replace(practice, procedure=Procedure(replace(practice.book, **changed)))
    promised = practice if "second_person" in weakened else None
    with pytest.raises(AssertionError, match=broken):
        live(without, promised, max_examples=300, phases=[Phase.generate])


@pytest.mark.faults
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_ten_thousand_steps_break_no_promise(authority: str) -> None:
    """Ten thousand steps in random offices; every stage of the procedure is reached in them."""
    tally = live(practice_of(authority), max_examples=200)
    assert tally.tried >= 10_000
    assert tally.stages.keys() == practice_of(authority).book.stages.keys()
