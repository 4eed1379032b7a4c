"""Tasks: what starts them, when they are due, what ends them, and what an answer says of them."""

from __future__ import annotations

from datetime import UTC, timedelta

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import answer, in_full
from frontdoor.domain.facts import facts_of_call

from .office import (
    ADVISER,
    FRIDAY,
    MANAGER,
    WORKER,
    Office,
    example_practice,
    london,
)


def test_the_earliest_reading_drives_and_all_are_kept() -> None:
    """Of two times for one decision the earlier is the deadline; the ledger says how it counts."""
    office = Office()
    id = office.one(need="moderate")
    task = office.task(id, "decision")
    assert task.due == (FRIDAY + timedelta(hours=24)).astimezone(UTC)
    assert (task.reading, task.started) == ("clock_hours", FRIDAY)
    assert [(r.reading, r.cites) for r in task.readings] == [
        ("clock_hours", ("EXA-03",)),
        ("working_day", ("EXA-04",)),
    ]
    assert task.ledger
    assert all(" 2026: " in line for line in task.ledger)
    assert office.contacts[id].next_due == task.due


def test_on_a_sunday_the_working_day_may_be_later_than_the_clock() -> None:
    """Which reading comes first hangs on the day; the earlier one drives each time."""
    for start, reading, due in (
        ("2026-03-08 12:00", "clock_hours", "2026-03-09 12:00"),
        ("2026-03-09 10:00", "clock_hours", "2026-03-10 10:00"),
    ):
        office = Office(now=london(start))
        task = office.task(office.one(need="moderate"), "decision")
        assert (task.reading, task.due) == (reading, london(due).astimezone(UTC))


def test_immediately_and_the_next_meeting_have_a_time_of_their_own() -> None:
    """What the source leaves open is a setting: fifteen minutes, and Wednesdays at 9:30am."""
    office = Office()
    danger = office.one(protection_needed_now="yes")
    assert office.task(danger, "danger_decision").due == FRIDAY + timedelta(minutes=15)
    assert "decision" not in office.contacts[danger].tasks
    enquiry = office.one(need="moderate", protection_needed_now="no")
    office.do(enquiry, WORKER, cmd.Transfer)
    assert office.task(enquiry, "meet").due == london("2026-03-11 09:30")


def test_a_task_without_a_time_has_no_deadline() -> None:
    """Where the source names a duty and no time, the task has no deadline and comes last."""
    office = Office()
    id = office.decided()
    assess = office.task(id, "assess")
    assert (assess.due, assess.runs) == (None, True)
    assert office.contacts[id].running[-1] == assess
    assert not assess.was_late


def test_a_task_for_an_outcome_starts_with_that_outcome_alone() -> None:
    """The assessment begins where an assessment was decided, and nowhere else."""
    office = Office()
    assert "assess" in office.contacts[office.decided("assessment")].tasks
    assert "assess" not in office.contacts[office.decided("enquiry")].tasks


def test_new_facts_start_tasks_and_keep_those_that_run() -> None:
    """A correction starts what it makes necessary; what runs goes on until it is done."""
    office = Office()
    id = office.one(need="moderate", protection_needed_now="no")
    due = office.task(id, "decision").due
    office.wait(hours=2)
    (entry,) = office.do(id, ADVISER, cmd.Amend, facts={"crime_suspected": "yes", "case": "open"})
    assert [task.id for task in entry.starts] == ["tell_police", "tell_worker"]
    assert office.running(id) == {"decision", "tell_police", "tell_worker"}
    assert office.task(id, "decision").due == due
    assert office.task(id, "tell_police").due == office.now + timedelta(minutes=15)
    office.do(id, ADVISER, cmd.Amend, facts={"protection_needed_now": "yes"})
    office.do(id, ADVISER, cmd.Amend, facts={"crime_suspected": "no"})
    assert {"decision", "danger_decision", "tell_police"} <= office.running(id)


def test_some_tasks_outlive_the_closing() -> None:
    """Closing ends what is done with; the police must still be told, and may be late."""
    office = Office()
    id = office.decided(crime_suspected="yes")
    office.do(id, WORKER, cmd.Close)
    assert office.running(id) == {"tell_police", "feedback"}
    assert office.task(id, "assess").ended_by == "closed"
    assert office.task(id, "decision").ended_by == "authorised"
    office.wait(hours=1)
    office.do(id, ADVISER, cmd.Notify, whom="allocated_worker")
    assert "tell_police" in office.running(id)
    office.do(id, ADVISER, cmd.Notify, whom="police")
    police = office.task(id, "tell_police")
    assert (police.ended_by, police.ended, police.was_late) == ("notified police", office.now, True)


def test_a_task_ends_when_the_thing_happened() -> None:
    """What was done in time and typed in later was done in time."""
    office = Office()
    id = office.one(crime_suspected="yes")
    office.wait(hours=3)
    office.do(
        id, ADVISER, cmd.Notify, whom="police", happened=office.now - timedelta(hours=2, minutes=55)
    )
    assert not office.task(id, "tell_police").was_late


def test_a_task_that_repeats_starts_again_each_time() -> None:
    """The allocated worker is told of whatever comes in: each time anew, but not twice at once."""
    office = Office()
    id = office.one(case="open")
    office.do(id, ADVISER, cmd.AddInformation, text="The school called.")
    assert office.running(id) == {"decision", "tell_worker"}
    office.do(id, ADVISER, cmd.Notify, whom="allocated_worker")
    office.wait(days=3)
    office.do(id, ADVISER, cmd.AddInformation, text="The school called again.")
    again = office.task(id, "tell_worker.2")
    assert (again.rule, again.started, again.runs) == ("tell_worker", office.now, True)
    office.do(id, ADVISER, cmd.Notify, whom="allocated_worker")
    assert not office.task(id, "tell_worker.2").runs


def test_a_task_that_does_not_repeat_starts_once() -> None:
    """Once decided, a contact that is amended has no second deadline for its decision."""
    office = Office()
    id = office.decided()
    office.do(id, WORKER, cmd.Amend, facts={"channel": "letter"})
    assert [task.id for task in office.contacts[id].tasks.values() if task.rule == "decision"] == [
        "decision"
    ]
    assert not office.task(id, "decision").runs


def test_a_clock_may_count_from_an_entry_that_is_still_to_come() -> None:
    """Until the entry from which a task counts has happened, it runs without a deadline."""
    more = """
        tasks:
          - rule: write_up
            name: Write it up
            purpose: record
            on: received
            who: duty_worker
            within: 2 working days
            from: notified police
            until: recorded summary
            cites: EXA-05
    """
    office = Office(practice=example_practice(more))
    id = office.one()
    assert office.task(id, "write_up").due is None
    assert "which has not happened" in office.task(id, "write_up").ledger[0]
    office.wait(days=3)
    office.do(id, WORKER, cmd.Notify, whom="police")
    task = office.task(id, "write_up")
    assert (task.started, task.due) == (FRIDAY, london("2026-03-11 15:30").astimezone(UTC))
    assert office.replayed(id) == office.contacts[id]


def test_a_clock_may_count_from_any_entry_of_a_kind() -> None:
    """Where a rule names an entry without what it is about, any entry of that kind will do."""
    more = """
        tasks:
          - rule: write_up
            name: Write it up
            purpose: record
            on: notified
            who: duty_worker
            within: 1 hour
            from: notified
            until: recorded
            cites: EXA-05
          - rule: later
            name: Write more
            purpose: record
            on: received
            who: duty_worker
            within: 1 hour
            from: checked
            until: closed
            cites: EXA-05
    """
    office = Office(practice=example_practice(more))
    id = office.one()
    office.do(id, WORKER, cmd.Notify, whom="police")
    assert office.task(id, "write_up").due == office.now + timedelta(hours=1)
    office.wait(hours=2)
    office.do(id, WORKER, cmd.Check, check="own_records", result="Nothing.")
    assert office.task(id, "later").due == office.now + timedelta(hours=1)
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    assert not office.task(id, "write_up").runs


def test_an_answer_names_what_is_missing_and_holds_nothing_up() -> None:
    """The whole answer: advice, why not otherwise, tasks, notices, what to ask and look up."""
    practice = example_practice()
    call = cmd.Receive.model_validate(
        {"referrer": {"kind": "family"}, "facts": {"need": "moderate", "crime_suspected": "yes"}}
    )
    child = cmd.ChildSaid.model_validate({"name": "Sam", "date_of_birth": "2019-11-02"})
    facts, reasons = facts_of_call(practice, call, child, FRIDAY)
    assert reasons == []
    given = in_full(practice, facts, answer(practice, facts, FRIDAY))
    assert (given.outcome, given.destination, given.meaning) == (
        "enquiry",
        "weekly_meeting",
        "further_enquiry",
    )
    assert given.due == FRIDAY + timedelta(hours=24)
    assert [task.id for task in given.tasks] == ["decision", "tell_police"]
    assert given.rules == ("middling_need", "promise_nothing")
    assert given.cites == ("EXA-06", "EXA-05", "EXA-08")
    assert [question.id for question in given.questions] == ["what_happened", "school"]
    assert [check.id for check in given.checks] == ["own_records"]
    assert {
        matter.rule: [r.reading for r in matter.readings if r.taken] for matter in given.readings
    }["middling_need"] == ["by_meeting"]
    assert {why.rule: why.failed for why in given.why_not}["small_need"] == (
        ("need", "moderate", "low"),
    )


def test_missing_answers_never_hold_a_decision_up() -> None:
    """Nothing that was not asked or looked up stands in the way of protecting a child."""
    office = Office()
    id = office.one(protection_needed_now="yes")
    assert office.contacts[id].answers == {}
    office.do(id, WORKER, cmd.Authorise, outcome="protection")


def test_reopening_asks_the_procedure_anew() -> None:
    """A contact that is opened again is advised on anew, and its old decision stands on record."""
    office = Office()
    id = office.decided()
    office.do(id, WORKER, cmd.Close)
    (entry,) = office.do(id, MANAGER, cmd.Reopen, reason="More came in.")
    assert entry.advice is not None
    contact = office.contacts[id]
    assert (contact.stage, len(contact.decisions), contact.proposal) == ("received", 1, None)
