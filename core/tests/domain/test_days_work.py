"""A day's work on the record: given to someone, written down late, put on the right child."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdoor.domain import commands as cmd
from frontdoor.domain.permission import Refused

from .office import ADVISER, FRIDAY, MANAGER, WORKER, Office

SAFE = {"protection_needed_now": "no", "need": "high"}
LETTER = {
    "document": "d1",
    "name": "letter.pdf",
    "media_type": "application/pdf",
    "size": 10,
    "digest": "a" * 64,
    "kind": "letter",
    "source": "other",
}


def test_whoever_gets_a_contact_has_the_note_that_came_with_it() -> None:
    """The note is theirs until it is given to someone else; the journal keeps each."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    office.do(id, WORKER, cmd.Assign, user="ben", note="The school rings back at three.")
    contact = office.contacts[id]
    assert contact.assigned_to == "ben"
    assert contact.handover is not None
    assert (contact.handover.text, contact.handover.by) == (
        "The school rings back at three.",
        "worker",
    )
    (entry,) = office.do(id, MANAGER, cmd.Assign, user="carla")
    assert (entry.said["user"], entry.said["was"]) == ("carla", "ben")
    assert office.contacts[id].handover is None
    assert office.replayed(id) == office.contacts[id]


def test_a_contact_can_go_back_to_the_team_that_holds_it() -> None:
    """Given to the team it is nobody's own, and its holding team does not change."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    office.do(id, WORKER, cmd.Assign, user="ben")
    holding = office.contacts[id].holding_team
    office.do(id, WORKER, cmd.Assign, to_team=True, note="For whoever is in at eight.")
    contact = office.contacts[id]
    assert (contact.assigned_to, contact.holding_team) == (None, holding)
    assert contact.handover is not None


@pytest.mark.parametrize("said", [{}, {"user": "ben", "to_team": True}])
def test_a_contact_goes_to_one_or_the_other(said: dict[str, object]) -> None:
    """To nobody at all, or to a person and the team at once, is refused."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    (reason,) = office.refusal(id, WORKER, cmd.Assign, **said).reasons
    assert (reason.code, reason.pointer) == ("invalid", "/user")


def test_a_document_is_on_the_contact_once() -> None:
    """What came, whose and its digest are kept; the same bytes again are refused."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    (entry,) = office.do(id, WORKER, cmd.Attach, **LETTER)
    assert entry.event == "document_attached"
    (document,) = office.contacts[id].documents
    assert (document.name, document.digest, document.by) == ("letter.pdf", "a" * 64, "worker")
    assert office.replayed(id) == office.contacts[id]
    assert office.codes(id, MANAGER, cmd.Attach, **{**LETTER, "document": "d2"}) == ["conflict"]
    said = {**LETTER, "document": "d3", "digest": "b" * 64, "kind": "rumour"}
    (reason,) = office.refusal(id, WORKER, cmd.Attach, **said).reasons
    assert reason.pointer == "/kind"


def test_nothing_happened_on_a_contact_before_it_was_received() -> None:
    """An earlier time is refused with when it came; the minute of the receipt itself is taken."""
    office = Office()
    received = FRIDAY + timedelta(seconds=40)
    office.now = FRIDAY + timedelta(hours=3)
    (id,) = office.call(WORKER, happened=received, children=({"name": "Sam"},), facts=SAFE)
    early = FRIDAY - timedelta(minutes=1)
    (reason,) = office.refusal(id, WORKER, cmd.Notify, whom="police", happened=early).reasons
    assert (reason.code, reason.pointer) == ("invalid", "/happened")
    assert reason.says.startswith("This contact was received Friday 6 March 2026 at 3:30pm")
    (entry,) = office.do(id, WORKER, cmd.Notify, whom="police", happened=FRIDAY)[:1]
    assert entry.happened == received
    copied = {"child": {"name": "Alex Example"}, "happened": early}
    result = office.attempt(id, MANAGER, cmd.Copy, **copied)
    assert isinstance(result, Refused)
    assert "/happened" in {one.pointer for one in result.reasons}


def test_a_contact_on_the_wrong_child_is_put_on_the_right_one() -> None:
    """The child, their age and their history are the right child's; all else stays as it was."""
    office = Office()
    (id,) = office.call(
        WORKER,
        children=({"name": "Sam Example", "person": "p1", "date_of_birth": "2012-01-01"},),
        facts={**SAFE, "case": "open"},
        what_happened="Left alone.",
    )
    before = office.contacts[id]
    office.wait(hours=2)
    right = {"name": "Kim Example", "person": "p2", "date_of_birth": "2025-06-01"}
    (entry, *_) = office.do(
        id, ADVISER, cmd.CorrectChild, child=right, reason="The names are alike."
    )
    contact = office.contacts[id]
    assert (contact.child.name, contact.person) == ("Kim Example", "p2")
    assert contact.facts["age_band"] == "under_1"
    assert contact.facts.get("case") != "open"
    assert contact.what_happened == "Left alone."
    assert contact.stage == before.stage
    assert {id: task.due for id, task in before.tasks.items()}.items() <= {
        id: task.due for id, task in contact.tasks.items()
    }.items()
    assert (entry.said["was_child"], entry.said["was_person"]) == ("Sam Example", "p1")
    assert entry.said["reason"] == "The names are alike."
    assert office.replayed(id) == contact


def test_a_closed_contact_can_be_put_on_the_right_child() -> None:
    """A mistake is put right at any stage, and closes or opens nothing."""
    office = Office()
    id = office.decided("advice", need="low")
    office.do(id, MANAGER, cmd.Close)
    stage = office.contacts[id].stage
    office.do(id, WORKER, cmd.CorrectChild, child={"name": "Kim Example"}, reason="Mixed up.")
    contact = office.contacts[id]
    assert (contact.stage, contact.child.name) == (stage, "Kim Example")


def test_what_an_open_case_needs_begins_with_the_right_child() -> None:
    """Where the right child is an open case, their worker is to be told, as after a correction."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    before = office.running(id)
    right = {"name": "Kim Example", "facts": {"case": "open"}}
    office.do(id, WORKER, cmd.CorrectChild, child=right, reason="Mixed up.")
    begun = office.running(id) - before
    assert "tell_worker" in {office.task(id, task).purpose for task in begun}


def test_whose_contact_it_becomes_must_be_said_and_why() -> None:
    """Nobody, the same child again, no reason, and what cannot be are refused."""
    office = Office()
    (id,) = office.call(WORKER, children=({"name": "Sam", "person": "p1"},), facts=SAFE)

    def codes(**said: object) -> list[str]:
        return office.codes(id, WORKER, cmd.CorrectChild, **said)

    assert codes(child={}, reason="x") == ["invalid"]
    assert codes(child={"name": "Sam", "person": "p1"}, reason="x") == ["conflict"]
    assert codes(child={"name": "Kim"}) == ["invalid"]
    impossible = {"case": "new", "child_protection_plan": "yes"}
    assert codes(child={"name": "Kim", "facts": impossible}, reason="x") == ["invalid"]
    assert codes(child={"name": "Kim", "facts": {"colour": "red"}}, reason="x") == ["invalid"]
