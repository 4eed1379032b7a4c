"""Whatever anyone does in whatever order, at each authority: what is promised of a contact holds."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test as run_machine

from ..scenarios.practices import AUTHORITIES, practice_of
from .life import AnyLife, Tally
from .words import Words


def live(authority: str, examples: int, *, steps: int = 50, repeatable: bool) -> Tally:
    """Walk through so many offices of an authority; what was tried in them."""
    tally = Tally()
    told = {"words": Words(practice_of(authority)), "tally": tally}
    machine = type(f"AnyLifeOf{authority.title()}", (AnyLife,), told)
    run_machine(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=repeatable,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return tally


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_whatever_is_tried_the_promises_hold(authority: str) -> None:
    """A few offices, the same each time: commands are refused and done, and no promise breaks."""
    tally = live(authority, 10, repeatable=True)
    assert tally.refused > 50
    assert tally.written > 50


@pytest.mark.faults
@pytest.mark.parametrize("authority", AUTHORITIES)
def test_ten_thousand_steps_break_no_promise(authority: str) -> None:
    """Ten thousand steps in random offices; every stage of the procedure is reached in them."""
    tally = live(authority, 250, repeatable=False)
    assert tally.tried >= 10_000
    assert tally.stages.keys() == practice_of(authority).book.stages.keys()
