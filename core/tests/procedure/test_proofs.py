"""Proofs: a planted fault of each kind is found, and its example shows it when it is run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from frontdoor.procedure.proofs import Finding, prove
from frontdoor.procedure.running import NoRoute, Procedure

from .layers import CHANGE, REMOVE, over_example
from .small import Small, holds, possible, procedures


def run(finding: Finding, text: str) -> tuple[Procedure, object]:
    """The faulty procedure and the facts of the finding's example."""
    procedure = Procedure(over_example(text))
    assert finding.facts is not None
    facts = procedure.facts(finding.facts)
    assert procedure.impossible(facts) == [], "an example is a contact that there can be"
    return procedure, facts


def no_route(procedure: Procedure, facts: object) -> bool:
    """Whether the first stage advises nothing for these facts."""
    with pytest.raises(NoRoute):
        procedure.advise(facts)
    return True


def untold(purpose: str) -> Callable[[Procedure, object], bool]:
    """Whether no task of a purpose holds for these facts."""
    return lambda procedure, facts: all(
        task.purpose != purpose or task.outcomes or task.advised for task in procedure.tasks(facts)
    )


def no_way_on(procedure: Procedure, facts: object) -> bool:
    """Whether no step leads on from the agenda for these facts, but with another contact's help."""
    return all(
        step.stage in (None, "on_agenda") or step.command.verb == "carry_outcome"
        for step in procedure.steps(facts, "on_agenda")
    )


def unprotected(verb: str) -> Callable[[Procedure, object], bool]:
    """Whether protection may be needed, and no bar keeps the command from giving less."""
    return lambda procedure, facts: (
        procedure.holds("protection_may_be_needed", facts)
        and not any(act.verb == verb for bar in procedure.bars(facts) for act in bar.refuses)
    )


def unrecorded(procedure: Procedure, facts: object) -> bool:
    """Whether nothing would be recorded for these facts."""
    return procedure.advise(facts).meaning == "not_recorded"


@pytest.mark.parametrize(
    ("text", "rule", "says", "shown"),
    [
        (
            CHANGE.format("middling_need") + "    when:\n      - need: moderate\n",
            "middling_need",
            "no route at the stage received",
            no_route,
        ),
        (
            REMOVE.format("tell_police"),
            "tasks",
            "no task tells the police",
            untold("tell_police"),
        ),
        (
            CHANGE.format("tell_police")
            + "    when:\n      - crime_suspected: yes\n        channel: not letter\n",
            "tell_police",
            "no task tells the police",
            untold("tell_police"),
        ),
        (
            CHANGE.format("tell_police") + "    advised: enquiry\n",
            "tell_police",
            "no task tells the police",
            untold("tell_police"),
        ),
        (
            CHANGE.format("tell_police") + "    outcomes: enquiry\n",
            "tell_police",
            "no task tells the police",
            untold("tell_police"),
        ),
        (
            CHANGE.format("tell_worker")
            + "    when:\n      - child_is_open_case: yes\n        need: not low\n",
            "tell_worker",
            "no task tells the allocated worker",
            untold("tell_worker"),
        ),
        (
            CHANGE.format("propose")
            + "    when:\n      - need: not high\n"
            + CHANGE.format("protect").removeprefix("changes:\n")
            + "    when:\n      - danger: yes\n",
            "on_agenda",
            "a contact here has no way to an end",
            no_way_on,
        ),
        (
            CHANGE.format("protect_first") + "    refuses: close, carry_outcome\n",
            "decide",
            "this could give 'advice' to a child who may need protection now",
            unprotected("authorise"),
        ),
        (
            CHANGE.format("protect_first") + "    refuses: close, authorise\n",
            "carry",
            "this could give 'not_recorded' to a child who may need protection now",
            unprotected("carry_outcome"),
        ),
        (
            CHANGE.format("no_waiting_in_danger") + "    when:\n      - danger: yes\n",
            "to_meeting",
            "this could keep waiting for a meeting a child who may need protection now",
            unprotected("transfer"),
        ),
        (
            CHANGE.format("question_only")
            + "    when:\n      - purpose: consultation\n    hides: serious_need\n",
            "question_only",
            "nothing would be recorded",
            unrecorded,
        ),
    ],
)
def test_a_planted_fault_is_found_with_an_example_that_shows_it(
    text: str, rule: str, says: str, shown: Callable[[Procedure, object], bool]
) -> None:
    """The one finding names the rule, and the procedure run on its example shows the fault."""
    (finding,) = prove(over_example(text))
    assert finding.rule == rule
    assert says in finding.says
    assert shown(*run(finding, text))
    assert "For example: " in str(finding)


def test_a_safeguard_that_is_weakened_is_found() -> None:
    """Whoever drops, narrows or opens the bar that protects first is told of each way around it."""
    for text, rules in (
        (REMOVE.format("protect_first"), {"give_advice", "decide", "carry", "finish"}),
        (
            CHANGE.format("protect_first") + "    unless: summary\n",
            {"give_advice", "decide", "carry", "finish"},
        ),
        (
            CHANGE.format("protect_first") + "    below: further_enquiry\n",
            {"give_advice", "decide", "carry", "finish"},
        ),
        (
            CHANGE.format("protect_first") + "    by: call_adviser\n",
            {"give_advice", "decide", "carry", "finish"},
        ),
        (CHANGE.format("protect_first") + "    at: proposed\n", {"give_advice", "carry", "finish"}),
        (
            CHANGE.format("record_manager_reasons") + "    by: duty_worker\n",
            {"record_manager_reasons"},
        ),
        (REMOVE.format("record_manager_reasons"), {"write_record"}),
    ):
        assert {finding.rule for finding in prove(over_example(text))} == rules, text


def test_nothing_is_found_in_a_good_procedure() -> None:
    """The fictional authority holds for every contact that there can be."""
    assert prove(over_example()) == []


def test_a_step_without_outcomes_decides_on_every_outcome() -> None:
    """A step that names no outcomes permits all, so none of them lacks someone who may decide."""
    text = (
        "outcomes:\n  - outcome: late\n    name: Late\n    meaning: referral\n    silent: made up\n"
        "steps:\n  - rule: decide_all\n    command: authorise\n    name: Decide\n    at: proposed\n"
        "    by: service_manager\n    stage: decided\n    silent: made up\n"
    )
    assert prove(over_example(text)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(procedures())
def test_routes_are_proved_as_trying_every_contact_would(small: Small) -> None:
    """Gaps and dead routes found are just those that trying every possible contact finds."""
    book = small.book
    points = list(possible(book))
    routes = list(book.routes.values())
    taken = [next((r.rule for r in routes if holds(book, r.when, point)), None) for point in points]
    found = [f for f in prove(book) if f.rule in book.routes]
    dead = {finding.rule for finding in found if finding.facts is None}
    assert dead == {route.rule for route in routes} - set(taken)
    gaps = [finding.facts for finding in found if finding.facts is not None]
    assert len(gaps) == (None in taken)
    procedure = Procedure(book)
    for example in gaps:
        facts = procedure.facts(example)
        assert procedure.impossible(facts) == []
        assert no_route(procedure, facts)
