"""The life of a contact, from the call to its closing, and of those linked to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Link
from frontdoor.domain.decide import Decided
from frontdoor.domain.permission import Refused
from frontdoor.domain.receiving import NotRecorded, reference_of

from .office import ADVISER, FRIDAY, MANAGER, WORKER, Office, example_practice, london


def test_a_call_about_three_children_makes_three_linked_contacts() -> None:
    """Each child has a contact of its own, with its own facts and age, linked as one call."""
    office = Office()
    ids = office.call(
        channel="telephone",
        referrer={"kind": "family", "name": "Robin Example", "wants_anonymity": True},
        children=(
            {"name": "Sam Example", "date_of_birth": "2019-11-02"},
            {"name": "Alex Example", "date_of_birth": "2012-05-20", "facts": {"need": "high"}},
            {"expected": "2026-08-01"},
        ),
        adults=({"name": "Jo Example", "relationship": "mother"},),
        facts={"need": "low", "protection_needed_now": "no"},
        concerns=("neglect",),
    )
    contacts = [office.contacts[id] for id in ids]
    assert len({contact.reference for contact in contacts}) == 3
    assert [c.facts["age_band"] for c in contacts] == ["5_to_9", "10_to_15", "unborn"]
    assert [c.facts["need"] for c in contacts] == ["low", "high", "low"]
    for contact in contacts:
        assert contact.facts["neglect"] == "yes"
        assert contact.facts["anonymity"] == "yes"
        assert contact.facts["referrer"] == "family"
        assert contact.referrer.name == "Robin Example"
        assert contact.adults[0].name == "Jo Example"
        assert "out_of_hours" not in contact.facts
        assert office.replayed(contact.id) == contact
    first, second, third = ids
    assert contacts[0].linked("same_call") == [second, third]
    assert contacts[1].links == (Link("same_call", second, first),)
    assert [c.version for c in contacts] == [3, 2, 2]
    assert [c.advice and c.advice.outcome for c in contacts] == ["advice", "assessment", "advice"]


def test_the_whole_way_from_the_call_to_the_closing_and_back() -> None:
    """Proposed, declined, proposed again, decided by a second person, handed over, closed."""
    office = Office()
    id = office.one(need="high", protection_needed_now="no", referrer="professional")
    assert office.contacts[id].stage == "received"
    assert office.contacts[id].holding_team == "contact_centre"
    office.do(id, ADVISER, cmd.Acknowledge, channel="telephone", text="Thank you.")
    office.do(id, ADVISER, cmd.Check, check="own_records", result="Nothing is known.")
    office.do(id, WORKER, cmd.Answer, question="what_happened", text="He was left alone.")
    office.do(id, WORKER, cmd.AddInformation, text="The school called as well.")
    office.do(id, WORKER, cmd.Assign, user="worker")
    office.do(id, WORKER, cmd.Propose, outcome="assessment")
    assert office.contacts[id].stage == "proposed"
    proposal = office.contacts[id].proposal
    assert proposal is not None
    assert (proposal.by, proposal.outcome) == ("worker", "assessment")
    office.do(id, MANAGER, cmd.Decline, reason="What does the school say?")
    assert (office.contacts[id].stage, office.contacts[id].proposal) == ("received", None)
    office.do(id, WORKER, cmd.Propose, outcome="assessment", rationale="The school agrees.")
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    (entry,) = office.do(id, MANAGER, cmd.Authorise)
    assert (entry.step, entry.role, entry.cites) == ("decide", "team_manager", ("EXA-05",))
    contact = office.contacts[id]
    assert contact.stage == "decided"
    assert contact.decision is not None
    assert (contact.decision.meaning, contact.decision.rationale, contact.proposal) == (
        "section_17_assessment",
        "The school agrees.",
        None,
    )
    office.do(id, MANAGER, cmd.Transfer, to="assessment_team")
    assert office.contacts[id].holding_team == "assessment_team"
    office.do(id, WORKER, cmd.Notify, whom="police", text="By telephone.")
    office.do(id, WORKER, cmd.FeedBack, to="professional_referrer", text="An assessment begins.")
    office.do(id, WORKER, cmd.Close)
    closed = office.contacts[id]
    assert closed.stage == "closed"
    assert office.running(id) == set()
    office.do(id, MANAGER, cmd.Reopen, reason="The school called again.")
    contact = office.contacts[id]
    assert (contact.stage, contact.version) == ("received", len(office.journal[id]))
    assert {"received", "proposed", "stage closed", "reopened", "notified police"} <= set(
        contact.moments
    )
    assert office.replayed(id) == contact


def test_an_entry_knows_when_it_happened_and_when_it_was_recorded() -> None:
    """Friday's e-mail typed in on Monday counts from Friday, and its decision is late by then."""
    office = Office(now=london("2026-03-09 16:00"))
    (id,) = office.call(happened=FRIDAY, children=({"name": "Sam"},), facts={"need": "moderate"})
    contact = office.contacts[id]
    assert (contact.received, contact.recorded) == (FRIDAY, office.now)
    decision = office.task(id, "decision")
    assert decision.due == FRIDAY.astimezone(UTC) + timedelta(hours=24)
    assert {r.reading: r.due for r in decision.readings} == {
        "clock_hours": FRIDAY.astimezone(UTC) + timedelta(hours=24),
        "working_day": london("2026-03-09 15:30").astimezone(UTC),
    }
    assert decision.due < office.now
    office.do(id, ADVISER, cmd.Acknowledge, happened=FRIDAY + timedelta(hours=1))
    assert office.contacts[id].moments["acknowledged"] == FRIDAY + timedelta(hours=1)


def test_a_consultation_about_nobody_leaves_nothing() -> None:
    """A question about nobody in particular is answered, and makes neither contact nor entry."""
    office = Office()
    for kind in (cmd.Receive, cmd.Consult):
        said = kind(facts={"purpose": "consultation"}, what_happened="Suppose there were a child.")
        result = office.take(ADVISER, said)
        assert isinstance(result, NotRecorded)
        (answer,) = result.answers
        assert (answer.outcome, answer.meaning) == ("not_recorded", "not_recorded")
        assert [question.id for question in answer.questions] == ["what_happened"]
    assert office.journal == {}


def test_a_consultation_about_a_child_in_danger_is_a_contact() -> None:
    """What began as a question is recorded where a child may need protection, or is named."""
    office = Office()
    for said in (
        {"facts": {"purpose": "consultation", "protection_needed_now": "yes"}},
        {"facts": {"purpose": "consultation"}, "children": ({"name": "Sam Example"},)},
    ):
        assert isinstance(office.try_call(ADVISER, **said), Decided)


def test_a_copy_for_a_sibling_is_a_contact_of_its_own() -> None:
    """A copy has its own child, age and clock, the call's facts and none of the child's history."""
    office = Office()
    id = office.call(
        referrer={"kind": "professional", "name": "Robin Example"},
        children=({"name": "Sam Example", "date_of_birth": "2019-11-02"},),
        facts={"need": "high", "case": "closed", "protection_needed_now": "no"},
        circumstances=("young_carer",),
        what_happened="Both were left alone.",
    )[0]
    office.wait(days=1)
    received, *links = office.do(
        id, WORKER, cmd.Copy, child={"name": "Alex Example", "date_of_birth": "2012-05-20"}
    )
    twin = office.contacts[received.contact]
    assert (twin.child.name, twin.received) == ("Alex Example", office.now)
    assert twin.facts["age_band"] == "10_to_15"
    assert twin.facts["need"] == "high"
    assert not {"case", "young_carer"} & set(twin.facts)
    assert (twin.stage, twin.what_happened) == ("received", "Both were left alone.")
    assert twin.linked("copy_of") == [id]
    assert office.contacts[id].linked("copy_of") == [twin.id]
    assert [link.kind for link in links] == ["linked", "linked"]
    assert office.task(twin.id, "copy_decision").due is not None
    for one in (id, twin.id):
        assert office.replayed(one) == office.contacts[one]


def test_a_decision_is_carried_to_the_copies_by_the_reaction() -> None:
    """What is decided on a contact holds for its copies, as the procedure's reaction says."""
    office = Office()
    id = office.one(need="high", protection_needed_now="no")
    copied = office.do(id, WORKER, cmd.Copy, child={"name": "Alex Example"})[0].contact
    office.do(id, WORKER, cmd.Propose, outcome="assessment")
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    own, carried = office.do(id, MANAGER, cmd.Authorise)
    assert (own.contact, carried.contact, carried.kind) == (id, copied, "outcome_carried")
    assert carried.role == "procedure"
    decision = office.contacts[copied].decision
    assert decision is not None
    assert (decision.outcome, decision.carried_from) == ("assessment", id)
    assert office.contacts[copied].stage == "decided"
    assert not office.task(copied, "copy_decision").runs
    assert office.codes(copied, WORKER, cmd.CarryOutcome, source=id) == ["conflict"]


def test_a_duplicate_is_deleted_only_after_its_outcome_was_carried_over() -> None:
    """First linked, then the outcome carried, then deleted; what is left is a tombstone."""
    office = Office()
    survivor = office.one(need="high", protection_needed_now="no")
    double = office.decided()
    delete = {"survivor": survivor}
    assert office.codes(double, MANAGER, cmd.DeleteDuplicate, **delete) == ["unknown"]
    assert office.codes(survivor, WORKER, cmd.CarryOutcome, source=double) == ["unknown"]
    office.do(double, WORKER, cmd.LinkTo, kind="duplicate_of", other=survivor)
    assert office.codes(double, MANAGER, cmd.DeleteDuplicate, **delete) == ["needs"]
    office.do(survivor, WORKER, cmd.CarryOutcome, source=double)
    assert office.codes(double, WORKER, cmd.DeleteDuplicate, **delete) == ["role"]
    office.wait(days=30)
    deleted, note = office.do(double, MANAGER, cmd.DeleteDuplicate, **delete)
    gone = office.contacts[double]
    assert gone.deleted
    assert office.running(double) == set()
    assert (gone.child.name, gone.facts, gone.records, gone.what_happened) == ("", {}, {}, "")
    assert (deleted.kind, note.contact, note.kind) == ("deleted", survivor, "information_added")
    assert [missed["name"] for missed in note.said["missed"]] == ["Tell the referrer"]
    assert gone.reference in office.contacts[survivor].information[-1].text
    assert office.codes(double, MANAGER, cmd.Notify, whom="police") == ["conflict"]
    assert office.codes(double, MANAGER, cmd.Copy, child={"name": "Alex"}) == ["conflict"]
    assert office.codes(survivor, WORKER, cmd.LinkTo, kind="same_call", other=double) == ["unknown"]


def test_deadlines_missed_on_a_duplicate_outlive_its_survivor_too() -> None:
    """A survivor that is deleted in its turn hands on what was missed on its own duplicate."""
    office = Office()
    last = office.one(need="high", protection_needed_now="no")
    middle = office.decided()
    first = office.decided()
    office.wait(days=30)
    for double, survivor in ((first, middle), (middle, last)):
        office.do(double, WORKER, cmd.LinkTo, kind="duplicate_of", other=survivor)
        office.do(survivor, WORKER, cmd.CarryOutcome, source=double)
        office.do(double, MANAGER, cmd.DeleteDuplicate, survivor=survivor)
    references = [missed["on"] for missed in office.journal[last][-1].said["missed"]]
    assert references == [office.contacts[one].reference for one in (first, middle)]
    text = office.contacts[last].information[-1].text
    assert all(reference in text for reference in references)
    assert office.replayed(last) == office.contacts[last]


def test_a_duplicate_decided_anew_is_not_deleted_on_its_old_outcome() -> None:
    """Where the duplicate's decision changed after it was carried, the newest is carried first."""
    office = Office()
    survivor = office.one(need="high", protection_needed_now="no")
    double = office.decided(outcome="enquiry")
    office.do(double, WORKER, cmd.LinkTo, kind="duplicate_of", other=survivor)
    office.do(survivor, WORKER, cmd.CarryOutcome, source=double)
    office.do(double, WORKER, cmd.Close)
    office.do(double, MANAGER, cmd.Reopen, reason="More came in.")
    office.do(double, WORKER, cmd.Amend, facts={"protection_needed_now": "yes"})
    office.do(double, WORKER, cmd.Authorise, outcome="protection")
    assert office.codes(double, MANAGER, cmd.DeleteDuplicate, survivor=survivor) == ["needs"]
    office.do(survivor, WORKER, cmd.CarryOutcome, source=double)
    office.do(double, MANAGER, cmd.DeleteDuplicate, survivor=survivor)
    decision = office.contacts[survivor].decision
    assert decision is not None
    assert decision.outcome == "protection"


def test_amending_corrects_what_is_known_and_advises_anew() -> None:
    """New facts change the advice; a child's date of birth changes the age; the rest stays."""
    office = Office()
    id = office.one(need="low", protection_needed_now="no")
    (entry,) = office.do(
        id,
        ADVISER,
        cmd.Amend,
        facts={"need": "high"},
        concerns=("neglect",),
        child={"name": "Sam Example", "date_of_birth": "2024-01-01"},
        what_happened="It is worse than we thought.",
    )
    contact = office.contacts[id]
    assert entry.said["facts"] == {"need": "high", "neglect": "yes", "age_band": "1_to_4"}
    assert contact.child.date_of_birth == date(2024, 1, 1)
    assert contact.advice is not None
    assert contact.advice.outcome == "assessment"
    office.do(id, ADVISER, cmd.Amend, concerns=())
    assert office.contacts[id].facts["neglect"] == "no"
    assert office.contacts[id].facts["need"] == "high"
    assert office.replayed(id) == office.contacts[id]


def test_derived_facts_are_worked_out_and_never_taken_from_anyone() -> None:
    """Out of hours and the authority's own derived facts follow from the time of receipt."""
    office = Office(now=london("2026-03-04 19:30"))
    id = office.one(out_of_hours="no", meeting_today="no")
    assert office.contacts[id].facts["out_of_hours"] == "yes"
    assert office.contacts[id].facts["meeting_today"] == "yes"


def test_references_are_short_and_differ() -> None:
    """The reference said on the phone has eight characters, none mistaken for another."""
    references = {reference_of(f"{n:032x}") for n in range(2_000)}
    assert len(references) == 2_000
    assert all(len(r) == 9 and r[4] == "-" and not set(r) & set("ILOU") for r in references)


def test_readings_that_were_chosen_drive_the_deadline() -> None:
    """The council's reading sets the deadline, even where another would be earlier."""
    choice = "choices:\n  - rule: decision\n    reading: working_day\n"
    office = Office(practice=example_practice(choice))
    id = office.one(need="moderate")
    task = office.task(id, "decision")
    assert (task.reading, task.due) == (
        "working_day",
        london("2026-03-09 15:30").astimezone(UTC),
    )
    assert len(task.readings) == 2


def test_a_time_beyond_the_calendar_is_refused_and_not_guessed() -> None:
    """A call long before or after the known bank holidays is refused in words, wherever it is."""
    office = Office()
    for moment in ("2008-01-04 10:00", "2008-01-06 23:00", "2050-03-04 10:00"):
        result = office.try_call(ADVISER, happened=london(moment), children=({"name": "Sam"},))
        assert isinstance(result, Refused), moment
        assert {reason.pointer for reason in result.reasons} == {"/happened"}
    id = office.one()
    copied = {"child": {"name": "Alex Example"}, "happened": london("2008-01-04 10:00")}
    assert office.codes(id, WORKER, cmd.Copy, **copied) == ["invalid"]
    for year in (1, 9999):
        with pytest.raises(ValidationError, match="between 2000 and 2100"):
            cmd.Notify(whom="police", happened=datetime(year, 1, 1, tzinfo=UTC))
    late = Office(now=london("2029-06-01 10:00"))
    assert isinstance(late.try_call(ADVISER, children=({"name": "Sam"},)), Refused)
