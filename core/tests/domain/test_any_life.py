"""Whatever anyone does in whatever order: a contact's record stays whole, and no child is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided
from frontdoor.domain.entries import Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.receiving import NotRecorded
from frontdoor.procedure.vocabulary import RANK

from .office import (
    ADVISER,
    DIRECTOR,
    INSPECTOR,
    MANAGER,
    OTHER_MANAGER,
    WORKER,
    Office,
    example_practice,
    someone,
)

BOOK = example_practice().book
ALL_ROLES = someone("everyone", *BOOK.roles)
PEOPLE = st.sampled_from(
    [
        *(ADVISER, WORKER, MANAGER, OTHER_MANAGER, DIRECTOR, INSPECTOR),
        *(ALL_ROLES, ALL_ROLES, ALL_ROLES, ALL_ROLES),
        someone("all-rounder", "duty_worker", "team_manager", team="assessment_team"),
        someone("nobody"),
    ]
)
OUTCOMES = st.sampled_from(sorted(BOOK.outcomes))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        fact: st.sampled_from(BOOK.facts[fact].values)
        for fact in (
            *("need", "protection_needed_now", "crime_suspected", "police_protection"),
            *("case", "purpose", "consent", "child_identified", "looked_after", "anonymity"),
        )
    },
)
CHILD = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("Sam Example"),
        "date_of_birth": st.sampled_from(["2019-11-02", "2001-01-01", "2027-01-01"]),
        "facts": FACTS,
    },
)
TEXT = st.just("As it was said.")
MAYBE = st.sampled_from(["As it was said.", "As it was said.", ""])
SAFE = {"protection_needed_now": "no", "police_protection": "no"}
READERS = st.sampled_from(["professional_referrer", "parents", "receiving_team"])
LETTERS = st.sampled_from([None, None, "2", "3", "4", "5"])
DESTINATIONS = st.sampled_from(["contact_centre", "assessment_team", "weekly_meeting", "nowhere"])


def said(command: type[cmd.CommandSaid], **fields: Any) -> st.SearchStrategy[tuple[Any, Any]]:
    """A command with what it says; any may give a reason, or act for those who are away."""
    always = {"reason": MAYBE, "away": MAYBE, **fields}
    return st.tuples(st.just(command), st.fixed_dictionaries(always))


COMMANDS = st.one_of(
    said(cmd.Amend, facts=FACTS),
    said(cmd.Amend, child=CHILD, concerns=st.sampled_from([None, ["neglect"], []])),
    said(cmd.Answer, question=st.sampled_from(["what_happened", "school"]), text=TEXT),
    said(cmd.Check, check=st.just("own_records"), result=TEXT),
    said(
        cmd.Record,
        record=st.sampled_from(["summary", "manager_reasons", "sharing_authorised"]),
        text=TEXT,
    ),
    said(cmd.Propose, outcome=OUTCOMES, also=st.lists(OUTCOMES, max_size=1), rationale=MAYBE),
    said(cmd.Authorise, outcome=st.none() | OUTCOMES, rationale=MAYBE),
    said(cmd.Decline),
    said(cmd.Transfer, to=st.none() | DESTINATIONS),
    said(cmd.Redirect, to=DESTINATIONS),
    said(cmd.Acknowledge),
    said(cmd.AddInformation, text=TEXT),
    said(cmd.Notify, whom=st.sampled_from(["police", "allocated_worker"])),
    said(cmd.FeedBack, to=st.sampled_from(["professional_referrer", "parents"]), text=TEXT),
    said(cmd.DraftLetter, to=READERS, subject=TEXT, text=TEXT, letter=LETTERS),
    said(cmd.ApproveLetter, letter=st.sampled_from(["2", "3", "4", "5"])),
    said(cmd.FeedBack, to=READERS, text=TEXT, letter=LETTERS),
    said(cmd.Share, text=TEXT, **{"with": st.sampled_from(["police", "assessment_team"])}),
    said(cmd.Assign, user=st.just("worker")),
    said(cmd.Waive, task=st.sampled_from(["decision", "feedback", "tell_police", "feedback.2"])),
    said(cmd.Close, outcome=st.none() | OUTCOMES, rationale=MAYBE),
    said(cmd.Reopen),
    said(cmd.Copy, child=CHILD),
)


class AnyLife(RuleBasedStateMachine):
    """An office in which anyone tries anything."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office()
        self.touched: set[str] = set()

    def pick(self, index: int) -> str:
        """One of the contacts."""
        ids = list(self.office.contacts)
        return ids[index % len(ids)]

    def attempt(self, id: str, who: Any, command: Any, fields: Any) -> None:
        """Try a command; what is written is checked against what was there before."""
        before = dict(self.office.contacts)
        result = self.office.attempt(id, who, command, **fields)
        if isinstance(result, Refused):
            assert result.reasons
            assert before == self.office.contacts
            return
        for entry in result.entries:
            contact = before.get(entry.contact)
            if contact is not None:
                self.protects(contact, entry)
                self.takes_two(contact, entry)
                self.loses_nothing(before, contact, entry)
                self.leaves_open_what_outlives(contact, entry)
            before[entry.contact] = apply(contact, entry)
            self.touched.add(entry.contact)

    def protects(self, contact: Contact, entry: Entry) -> None:
        """Nothing less than a referral, and no waiting, while protection may be needed."""
        procedure = self.office.practice.procedure
        facts = procedure.facts(contact.facts)
        if not procedure.holds("protection_may_be_needed", facts):
            return
        if "manager_reasons" in contact.records:
            assert contact.records["manager_reasons"].role in ("team_manager", "service_manager")
            return
        after = apply(contact, entry)
        if entry.kind in ("authorised", "closed", "outcome_carried"):
            assert after.decision is not None
            decided = (after.decision.outcome, *after.decision.also)
            assert max(map(procedure.rank, decided)) >= RANK["referral"], entry
        if entry.stage is not None:
            assert not procedure.book.stages[entry.stage].waits, entry

    def takes_two(self, contact: Contact, entry: Entry) -> None:
        """Where the procedure wants a second person, whoever proposed does not decide."""
        if entry.kind == "authorised" and BOOK.steps[entry.step].second_person:
            assert contact.proposal is None or contact.proposal.by != entry.by

    def loses_nothing(self, before: dict[str, Contact], contact: Contact, entry: Entry) -> None:
        """A duplicate goes only when the outcome in force on it stands on the survivor."""
        if entry.kind == "deleted" and contact.decision is not None:
            survivor = before[entry.said["survivor"]]
            carried = [d for d in survivor.decisions if d.carried_from == contact.id]
            assert carried[-1].outcome == contact.decision.outcome

    def leaves_open_what_outlives(self, contact: Contact, entry: Entry) -> None:
        """Closing ends every task but those that go on after it."""
        if entry.stage is not None and BOOK.stages[entry.stage].final:
            begun = {task.id for task in entry.starts}
            going_on = [t for t in apply(contact, entry).running if t.id not in begun]
            assert all(task.outlives_closing for task in going_on)

    @rule(
        who=PEOPLE,
        children=st.lists(CHILD, max_size=3),
        facts=FACTS,
        consult=st.booleans(),
        ago=st.sampled_from([0, 0, 1, 30, 80]),
    )
    def call(self, who: Any, children: Any, facts: Any, consult: bool, ago: int) -> None:
        """A call, now or typed in later."""
        kind = cmd.Consult if consult else cmd.Receive
        happened = self.office.now - timedelta(hours=ago)
        fields = {"children": children, "facts": facts, "happened": happened}
        result = self.office.take(who, kind.model_validate(fields))
        if isinstance(result, Decided):
            self.office.write(result)
            self.touched |= {entry.contact for entry in result.entries}
        if isinstance(result, NotRecorded):
            assert all(answer.meaning == "not_recorded" for answer in result.answers)

    @precondition(lambda self: self.office.contacts)
    @rule(
        who=PEOPLE,
        index=st.integers(0, 20),
        asked=COMMANDS,
        ago=st.sampled_from([None, None, None, 1, 50]),
    )
    def command(self, who: Any, index: int, asked: tuple[Any, Any], ago: int | None) -> None:
        """Anyone tries any command on any contact."""
        command, fields = asked
        if ago is not None:
            fields = {**fields, "happened": self.office.now - timedelta(hours=ago)}
        self.attempt(self.pick(index), who, command, fields)

    @precondition(lambda self: self.office.contacts)
    @rule(
        index=st.integers(0, 20),
        outcome=OUTCOMES,
        facts=st.just(SAFE) | FACTS,
        acts=st.lists(st.sampled_from([cmd.Close, cmd.Reopen]), max_size=3),
    )
    def settle(self, index: int, outcome: str, facts: Any, acts: list[Any]) -> None:
        """The usual way to a decision and on, so that what comes after it is tried as well."""
        id = self.pick(index)
        proposal = {"outcome": outcome, "rationale": "As we discussed."}
        self.attempt(id, WORKER, cmd.Amend, {"facts": facts})
        self.attempt(id, WORKER, cmd.Propose, proposal)
        self.attempt(id, WORKER, cmd.Record, {"record": "summary", "text": "In short."})
        self.attempt(id, MANAGER, cmd.Authorise, {})
        self.attempt(id, WORKER, cmd.Authorise, proposal)
        for act in acts:
            self.attempt(id, ALL_ROLES, act, {"reason": "So it is."})

    @precondition(lambda self: len(self.office.contacts) > 1)
    @rule(
        one=st.integers(0, 20),
        two=st.integers(1, 20),
        kind=st.sampled_from(["duplicate_of", "duplicate_of", "same_household", "copy_of"]),
        outcome=OUTCOMES,
        acts=st.lists(
            st.sampled_from([cmd.LinkTo, cmd.CarryOutcome, cmd.DeleteDuplicate]), max_size=4
        ),
    )
    def merge(self, one: int, two: int, kind: str, outcome: str, acts: list[Any]) -> None:
        """Linking, deciding, carrying over and deleting, in any order and in the right one."""
        first, second = self.pick(one), self.pick(one + two)
        self.settle(one, outcome, SAFE, [])
        in_order = [cmd.LinkTo, cmd.CarryOutcome, cmd.DeleteDuplicate]
        for act in [*acts, *in_order]:
            if act is cmd.LinkTo:
                self.attempt(first, ALL_ROLES, act, {"kind": kind, "other": second})
            elif act is cmd.CarryOutcome:
                self.attempt(second, ALL_ROLES, act, {"source": first})
            else:
                self.attempt(first, ALL_ROLES, act, {"survivor": second})

    @rule(hours=st.sampled_from([0.1, 3, 26, 100]))
    def wait(self, hours: float) -> None:
        """Time goes by."""
        self.office.wait(hours=hours)

    @invariant()
    def records_are_whole(self) -> None:
        """Replayed from its entries a contact is the same; what ended has no clock that runs on."""
        for id in self.touched:
            contact = self.office.contacts[id]
            assert self.office.replayed(id) == contact
            assert contact.version == len(self.office.journal[id])
            if contact.deleted:
                assert contact.running == []
                assert (contact.facts, contact.child.name, contact.records) == ({}, "", {})
            for task in contact.tasks.values():
                assert (task.ended is None) == (task.ended_by is None)
        self.touched.clear()


def run(examples: int, steps: int) -> None:
    """Walk through so many lives of so many steps."""
    run_machine(
        AnyLife,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_is_tried_the_record_stays_whole() -> None:
    """Two hundred offices in which anyone tries anything: no crash, no gap, no child lost."""
    run(200, 30)


@pytest.mark.faults
def test_whatever_is_tried_for_long_the_record_stays_whole() -> None:
    """The same in three thousand offices, for longer."""
    run(3_000, 60)
