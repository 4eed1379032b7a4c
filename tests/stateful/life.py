"""An office of any authority in which anyone tries anything; after each step its promises hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.tests.domain.office import Office
from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply, replay
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded
from frontdoor.services.views import actions

from .promises import Promises
from .words import COMMANDS, NEED_OF, TEXT, Words

JOURNAL = msgspec.json.Decoder(list[Entry])
INDEX = st.integers(0, 20)


class Tally:
    """How much was tried, refused and written, and to which stages and entries it led."""

    def __init__(self) -> None:
        self.tried = self.refused = self.written = 0
        self.kinds: dict[str, int] = {}
        self.stages: set[str] = set()
        self.steps: set[str] = set()

    def count(self, result: Decided | Refused | NotRecorded) -> None:
        """Count one command that was tried."""
        self.tried += 1
        self.refused += isinstance(result, Refused)
        if isinstance(result, Decided):
            self.written += len(result.entries)
            for entry in result.entries:
                self.kinds[entry.kind] = self.kinds.get(entry.kind, 0) + 1
                self.steps.add(entry.step)
                if entry.stage:
                    self.stages.add(entry.stage)


class AnyLife(RuleBasedStateMachine):
    """The life of an office under one authority's practice (set by a subclass)."""

    practice: ClassVar[Practice]
    words: ClassVar[Words]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(self.practice)
        self.promises = Promises(self.practice)
        self.touched: set[str] = set()

    def pick(self, index: int) -> Contact:
        """One of the contacts; more often one of the latest."""
        contacts = list(self.office.contacts.values())
        return contacts[-1 - index % len(contacts)]

    def attempt(self, contact: Contact, who: Actor, command: Any, fields: Any) -> bool:
        """Try a command; what is written is held against what was there before."""
        before = dict(self.office.contacts)
        result = self.office.attempt(contact.id, who, command, **fields)
        self.tally.count(result)
        if isinstance(result, Refused):
            assert result.reasons
            assert before == self.office.contacts
            return False
        for entry in result.entries:
            known = before.get(entry.contact)
            if known is not None:
                self.promises.of_entry(before, known, entry)
            before[entry.contact] = apply(known, entry)
            self.touched.add(entry.contact)
        assert before == self.office.contacts
        return True

    @rule(data=st.data(), consult=st.sampled_from([False, False, False, True]))
    def call(self, data: Any, consult: bool) -> None:
        """A call or a consultation, about no child or several, now or typed in later."""
        draw, words = data.draw, self.words
        fields = {
            "children": draw(st.lists(words.children, max_size=3)),
            "facts": draw(words.call_facts),
            "referrer": {"kind": draw(st.sampled_from(["professional", "public", "child"]))},
            "happened": self.office.now - timedelta(hours=draw(st.sampled_from([0, 0, 1, 80]))),
        }
        kind = cmd.Consult if consult else cmd.Receive
        result = self.office.take(draw(words.people), kind.model_validate(fields))
        self.tally.count(result)
        if isinstance(result, Decided):
            self.office.write(result)
            self.touched |= {entry.contact for entry in result.entries}
        elif isinstance(result, NotRecorded):
            assert all(answer.meaning == "not_recorded" for answer in result.answers)
        else:
            assert result.reasons

    @precondition(lambda self: self.office.contacts)
    @rule(data=st.data(), index=INDEX)
    def anything(self, data: Any, index: int) -> None:
        """Anyone tries any command on any contact."""
        contact = self.pick(index)
        verb = data.draw(st.sampled_from(sorted(COMMANDS)))
        command, fields = self.words.said(data.draw, self.office, contact, verb)
        self.attempt(contact, data.draw(self.words.people), command, fields)

    @precondition(lambda self: self.office.contacts)
    @rule(data=st.data(), index=INDEX)
    def offered(self, data: Any, index: int) -> None:
        """Someone takes a step that the page offers them; it is seldom refused then."""
        contact = self.pick(index)
        if contact.deleted:
            return
        who = data.draw(self.words.people)
        may = [action.step for action in actions(self.practice, contact, who) if action.may]
        if may:
            step = self.practice.book.steps[data.draw(st.sampled_from(may))]
            command, fields = self.words.step(data.draw, self.office, contact, step)
            self.attempt(contact, who, command, {**fields, "step": step.rule})

    @precondition(lambda self: self.office.contacts)
    @rule(data=st.data(), index=INDEX)
    def prepared(self, data: Any, index: int) -> None:
        """A step that leads on, after all that it needs has been done; by another or the same."""
        contact = self.pick(index)
        if contact.deleted:
            return
        procedure, draw = self.practice.procedure, data.draw
        steps = [
            step
            for step in procedure.steps(procedure.facts(contact.facts), contact.stage)
            if step.stage or step.outcomes or procedure.needs(step)
        ]
        if not steps:
            return
        step = draw(st.sampled_from(steps))
        one, other = draw(st.permutations(self.words.allrounders))
        for need in procedure.needs(step):
            kind, _, detail = need.partition(" ")
            verb = NEED_OF.get(kind, "record" if kind in self.practice.book.records else "check")
            about = detail or kind if kind not in NEED_OF or detail else None
            if verb in COMMANDS:
                command, fields = self.words.said(draw, self.office, contact, verb, about)
                self.attempt(self.office.contacts[contact.id], one, command, fields)
        now = self.office.contacts[contact.id]
        command, fields = self.words.step(draw, self.office, now, step)
        if "outcome" in fields and draw(st.booleans()):
            proposal = {name: fields[name] for name in ("outcome", "also") if name in fields}
            if proposal.get("outcome"):
                proposal["rationale"] = draw(TEXT)
                self.attempt(now, one, cmd.Propose, proposal)
        self.attempt(
            self.office.contacts[contact.id], draw(st.sampled_from([one, other])), command, fields
        )

    @precondition(lambda self: len(self.office.contacts) > 1)
    @rule(data=st.data(), index=INDEX, other=st.integers(1, 20))
    def merge(self, data: Any, index: int, other: int) -> None:
        """Link, carry over and delete, in any order and in the right one."""
        one, two = self.pick(index).id, self.pick(index + other).id
        steps = st.sampled_from(["link", "carry_outcome", "delete_duplicate"])
        kind = data.draw(st.sampled_from(["duplicate_of", "duplicate_of", "copy_of"]))
        happened = self.office.now
        for act in [
            *data.draw(st.lists(steps, max_size=2)),
            *("link", "carry_outcome", "delete_duplicate"),
        ]:
            who = data.draw(st.sampled_from(self.words.allrounders))
            on, command, fields = {
                "link": (one, cmd.LinkTo, {"kind": kind, "other": two}),
                "carry_outcome": (two, cmd.CarryOutcome, {"source": one}),
                "delete_duplicate": (one, cmd.DeleteDuplicate, {"survivor": two}),
            }[act]
            self.attempt(
                self.office.contacts[on], who, command, {**fields, "happened": happened}
            )

    @rule(hours=st.sampled_from([0.1, 3, 26, 100]))
    def wait(self, hours: float) -> None:
        """Time goes by."""
        self.office.wait(hours=hours)

    @invariant()
    def promises_are_kept(self) -> None:
        """All that is promised of a contact holds of each that the last step touched."""
        for id in self.touched:
            entries = self.office.journal[id]
            contact = self.office.contacts[id]
            stored = JOURNAL.decode(msgspec.json.encode(entries))
            assert replay(stored) == contact, "the journal replays to another contact"
            assert contact.version == len(entries)
            self.promises.of_contact(self.office.contacts, contact)
        self.touched.clear()
