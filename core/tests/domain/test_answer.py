"""The answer to a contact: what is prepared for it beforehand never shows in what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.domain.answer import MatterShown, answer, in_full
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.domain.practice import Practice
from frontdoor.domain.tasks import events_of, starting
from frontdoor.procedure.phrases import ALWAYS

from .office import FRIDAY, example_practice, london

PRACTICE = example_practice()
FACTS = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(fact.values) for name, fact in PRACTICE.book.facts.items()}
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@settings(max_examples=100, deadline=None)
@given(FACTS, MOMENTS)
def test_the_tasks_of_an_answer_are_those_that_receiving_starts(
    said: dict[str, str], received: datetime
) -> None:
    """Rules, deadlines, readings and ledgers are the ones that the journal would hold."""
    facts = PRACTICE.procedure.facts(said)
    given = in_full(PRACTICE, facts, answer(PRACTICE, facts, received))
    begun = starting(
        PRACTICE,
        facts,
        events_of("received", None, "received", final=False),
        received,
        advised=(given.outcome, *given.also),
        decided=(),
        moments={"received": received},
        tasks={},
    )
    nothing_is_recorded = given.meaning == "not_recorded" and not given.also
    assert given.tasks == (() if nothing_is_recorded else begun)
    decisions = [task.due for task in given.tasks if task.purpose == "decision" and task.due]
    assert given.due == min(decisions, default=None)


@settings(max_examples=100, deadline=None)
@given(FACTS, MOMENTS, st.sampled_from(["received", "proposed", "on_agenda"]))
def test_an_answer_is_the_same_however_many_were_given_before(
    said: dict[str, str], received: datetime, stage: str
) -> None:
    """What earlier answers left prepared changes nothing."""
    if not PRACTICE.procedure.has_routes(stage):
        stage = "received"
    facts = PRACTICE.procedure.facts(said)
    fresh = replace(PRACTICE)
    assert answer(PRACTICE, facts, received, stage) == answer(fresh, facts, received, stage)


@settings(max_examples=100, deadline=None)
@given(FACTS)
def test_an_answer_names_each_earlier_route_and_every_rule_that_applies(
    said: dict[str, str],
) -> None:
    """Routes before the one taken, notices, questions and checks are the procedure's own."""
    procedure, book = PRACTICE.procedure, PRACTICE.book
    facts = procedure.facts(said)
    given = in_full(PRACTICE, facts, answer(PRACTICE, facts, FRIDAY))
    taken, *noticed = given.rules
    routes = [route.rule for route in book.routes.values() if route.stage == "received"]
    assert [one.rule for one in given.why_not] == routes[: routes.index(taken)]
    assert [one.id for one in given.notices] == noticed
    assert noticed == [notice.rule for notice in procedure.notices(facts)]
    assert [one.id for one in given.questions] == [q.rule for q in procedure.questions(facts)]
    assert [one.id for one in given.checks] == [c.rule for c in procedure.checks(facts)]
    behind = [book.routes[taken], *(book.notices[rule] for rule in noticed)]
    assert set(given.cites) == {cite for rule in behind for cite in rule.clauses}
    assert len(set(given.cites)) == len(given.cites)


def readings(practice: Practice, **said: str) -> dict[str, MatterShown]:
    """The matters on which the answer to a received contact shows that sources differ, by rule."""
    given = answer(practice, practice.procedure.facts(said), FRIDAY)
    return {matter.rule: matter for matter in given.readings}


def test_readings_of_a_step_that_leads_to_what_is_advised_are_shown() -> None:
    """They are shown at its stage, where its conditions hold and an outcome of it is advised."""
    practice = example_practice(
        """
        steps:
          - rule: decide_at_once
            command: authorise
            name: Decide at once
            at: received
            when:
              - out_of_hours: no
            outcomes: assessment
            by: team_manager
            stage: decided
            readings:
              - reading: manager
                says: A team manager decides.
                cites: EXA-05
              - reading: any_manager
                says: Any manager decides.
                by: team_manager, service_manager
                cites: EXA-05
        """
    )
    serious = {"need": "high", "out_of_hours": "no"}
    shown = readings(practice, **serious)
    assert shown["decide_at_once"].matter == "Decide at once"
    assert [(one.reading, one.taken) for one in shown["decide_at_once"].readings] == [
        ("manager", True),
        ("any_manager", False),
    ]
    assert "decide" not in shown, "that step is for another stage"
    assert "decide_at_once" not in readings(practice, need="high", out_of_hours="yes")
    assert "decide_at_once" not in readings(practice, need="low", out_of_hours="no")


def test_matters_of_the_service_as_a_whole_are_no_part_of_an_answer() -> None:
    """A matter that always stands says nothing of this contact."""
    assert PRACTICE.book.matters["who_is_told"].when == ALWAYS
    assert "who_is_told" not in readings(PRACTICE, need="low")


def test_the_readings_of_a_task_have_each_its_deadline() -> None:
    """Both times are shown, and the earlier one is taken."""
    hours, day = readings(PRACTICE, need="moderate")["decision"].readings
    assert hours.due == FRIDAY + timedelta(hours=24)
    assert day.due == FRIDAY + timedelta(days=3)
    assert (hours.taken, day.taken) == (True, False)


def test_a_council_that_counts_otherwise_gets_other_deadlines() -> None:
    """Clocks are those of the practice that is asked, not of one that was asked before."""
    facts = PRACTICE.procedure.facts({"case": "open", "need": "low"})
    to_end = replace(PRACTICE, clocks=replace(PRACTICE.clocks, count_to_end_of_day=True))
    for practice, due in (
        (PRACTICE, london("2026-03-09 15:30")),
        (to_end, london("2026-03-10 00:00")),
        (PRACTICE, london("2026-03-09 15:30")),
    ):
        (task,) = (one for one in answer(practice, facts, FRIDAY).tasks if one.id == "tell_worker")
        assert task.due == due


def test_a_deadline_beyond_the_known_bank_holidays_is_no_guess() -> None:
    """The answer is refused, before and after others were given."""
    facts = PRACTICE.procedure.facts({"case": "open", "need": "low"})
    late = datetime(PRACTICE.calendar.last.year, 12, 31, 12, tzinfo=UTC)
    for _ in range(2):
        with pytest.raises(BeyondCalendar):
            answer(PRACTICE, facts, late)
    assert answer(PRACTICE, facts, FRIDAY).tasks
