"""An office of any authority in which anyone tries anything; after each step its promises hold."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply, replay
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded
from frontdoor.services.views import actions

from .office import Office
from .promises import Promises
from .words import COMMANDS, SAID, Words

JOURNAL = msgspec.json.Decoder(list[Entry])
# One draw a rule, and the rest from it: an example has room for only so many draws.
RANDOM = st.integers(0, 2**64 - 1).map(Random)


class Tally:
    """How much was tried, refused and written, by which steps, and to which stages it led."""

    def __init__(self) -> None:
        self.tried = self.refused = self.written = 0
        self.steps: Counter[str] = Counter()
        self.stages: Counter[str] = Counter()

    def count(self, result: Decided | Refused | NotRecorded) -> None:
        """Count one command that was tried."""
        self.tried += 1
        self.refused += isinstance(result, Refused)
        for entry in result.entries if isinstance(result, Decided) else ():
            self.written += 1
            self.steps[entry.step] += 1
            if entry.stage:
                self.stages[entry.stage] += 1


class AnyLife(RuleBasedStateMachine):
    """The life of an office under one authority's practice; a subclass says whose."""

    words: ClassVar[Words]
    promised: ClassVar[Practice]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.practice = self.words.practice
        self.office = Office(self.practice)
        self.promises = Promises(self.promised)
        self.touched: set[str] = set()

    def pick(self, random: Random) -> Contact:
        """One of the contacts; more often one of the latest, seldom one that was deleted."""
        contacts = list(self.office.contacts.values())
        live = [contact for contact in contacts if not contact.deleted]
        return random.choice(live[-4:] if live and random.random() < 0.7 else contacts)

    def attempt(self, id: str, who: Actor, command: type[cmd.CommandSaid], said: Any) -> bool:
        """Try a command; what is written is held against what was there before."""
        before = dict(self.office.contacts)
        result = self.office.attempt(id, who, command.model_validate(said))
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
        return True

    @initialize(random=RANDOM)
    def opens(self, random: Random) -> None:
        """An office begins with contacts; its first calls may be refused."""
        while not self.office.contacts:
            self.call(random)

    @rule(random=RANDOM)
    def call(self, random: Random) -> None:
        """A call or a consultation, now or typed in later."""
        said = self.words.call(random, self.office)
        kind: type[cmd.Receive] = cmd.Consult if random.random() < 0.25 else cmd.Receive
        result = self.office.take(self.words.person(random), kind.model_validate(said))
        self.tally.count(result)
        if isinstance(result, Decided):
            self.touched |= {entry.contact for entry in result.entries}
        elif isinstance(result, NotRecorded):
            assert all(answer.meaning == "not_recorded" for answer in result.answers)
        else:
            assert result.reasons

    @precondition(lambda self: self.office.contacts)
    @rule(random=RANDOM)
    def anything(self, random: Random) -> None:
        """Anyone tries any command on any contact."""
        contact = self.pick(random)
        verb = random.choice(list(COMMANDS))
        command, said = self.words.said(random, self.office, contact, verb)
        self.attempt(contact.id, self.words.person(random), command, said)

    @precondition(lambda self: self.office.contacts)
    @rule(random=RANDOM)
    def offered(self, random: Random) -> None:
        """Someone takes a step that is offered to them."""
        contact, who = self.pick(random), self.words.person(random)
        if contact.deleted:
            return
        may = [action.step for action in actions(self.practice, contact, who) if action.may]
        if may:
            step = self.practice.book.steps[random.choice(may)]
            command, said = self.words.step(random, self.office, contact, step)
            self.attempt(contact.id, who, command, {**said, "step": step.rule})

    @precondition(lambda self: self.office.contacts)
    @rule(random=RANDOM, steps=st.integers(1, 8))
    def onward(self, random: Random, steps: int) -> None:
        """Steps that lead on, each after what it needs was done, by the same person or another."""
        id = self.pick(random).id
        procedure = self.practice.procedure
        for _ in range(steps):
            contact = self.office.contacts[id]
            if contact.deleted:
                return
            at_hand = [
                step
                for step in self.practice.book.steps.values()
                if contact.stage in procedure.stages(step.at)
                and (step.stage or step.outcomes or random.random() < 0.3)
            ]
            if not at_hand:
                return
            # Rather to where nobody has been in this life, of which alone it may know: there are
            # stages to which one way in many leads.
            been = {entry.stage for contact in self.office.journal.values() for entry in contact}
            fresh = [step for step in at_hand if step.stage and step.stage not in been]
            step = random.choice(fresh if fresh and random.random() < 0.5 else at_hand)
            one, other = random.sample(self.words.all_rounders, 2)
            if random.random() < 0.5:
                amended = {"facts": self.words.facts_for(random, step)}
                self.attempt(id, one, cmd.Amend, amended)
            for need in procedure.needs(step):
                command, said = self.words.need(random, self.office, contact, need)
                self.attempt(id, one, command, said)
            command, said = self.words.step(random, self.office, self.office.contacts[id], step)
            if "outcome" in said and random.random() < 0.5:
                proposal = {"rationale": SAID, **{k: said[k] for k in ("outcome", "also")}}
                self.attempt(id, one, cmd.Propose, proposal)
            self.attempt(id, random.choice([one, other, other]), command, said)

    @precondition(lambda self: len(self.office.contacts) > 1)
    @rule(random=RANDOM)
    def merge(self, random: Random) -> None:
        """Link, carry over and delete, in any order and in the right one."""
        contacts = list(self.office.contacts.values())
        decided = [contact for contact in contacts if contact.decision and not contact.deleted]
        one = random.choice(decided or contacts).id
        two = random.choice([contact.id for contact in contacts if contact.id != one])
        kind = random.choice(["duplicate_of", "duplicate_of", "copy_of"])
        acts: dict[str, tuple[str, type[cmd.CommandSaid], dict[str, str]]] = {
            "link": (one, cmd.LinkTo, {"kind": kind, "other": two}),
            "carry_outcome": (two, cmd.CarryOutcome, {"source": one}),
            "delete_duplicate": (one, cmd.DeleteDuplicate, {"survivor": two}),
        }
        for act in (*random.sample(list(acts), random.randrange(2)), *acts):
            self.attempt(acts[act][0], random.choice(self.words.all_rounders), *acts[act][1:])

    @rule(hours=st.sampled_from([0.1, 3, 26, 100]))
    def wait(self, hours: float) -> None:
        """Time goes by."""
        self.office.now += timedelta(hours=hours)

    @invariant()
    def promises_are_kept(self) -> None:
        """All that is promised of a contact holds of each that the last step touched."""
        for id in self.touched:
            entries, contact = self.office.journal[id], self.office.contacts[id]
            stored = JOURNAL.decode(msgspec.json.encode(entries))
            assert replay(stored) == contact, "the journal replays to another contact"
            assert [entry.sequence for entry in entries] == [*range(1, contact.version + 1)]
            self.promises.of_contact(self.office.contacts, contact)
        self.touched.clear()
