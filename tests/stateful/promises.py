"""What is promised of every contact of every authority, checked on a live one."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact, Note, Task
from frontdoor.domain.entries import Entry
from frontdoor.domain.practice import Practice
from frontdoor.domain.restricting import RESTRICTED, withheld
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Who
from frontdoor.procedure.vocabulary import LOOKS, MANAGER_KINDS, RANK, VERBS

SEEN = ("opened", "unmasked")
DECIDING = ("authorised", "closed", "outcome_carried")


class Promises:
    """The promises of one procedure, in an office whose deleted duplicates are kept count of."""

    def __init__(self, practice: Practice) -> None:
        self.procedure, self.book = practice.procedure, practice.book
        self.missed: dict[str, list[str]] = {}

    def of_entry(self, before: Mapping[str, Contact], contact: Contact, entry: Entry) -> None:
        """What a new entry may not do to the contact as it was."""
        self._protects(contact, entry)
        self._takes_two(contact, entry)
        self._shares_rightly(contact, entry)
        self._is_taken_where_it_may_be(contact, entry)
        self._looks_without_touching(contact, entry)
        if entry.kind == "deleted":
            self._loses_nothing(before, contact, entry)

    def of_contact(self, contacts: Mapping[str, Contact], contact: Contact) -> None:
        """What must be true of a contact at any time."""
        assert contact.stage in self.book.stages, f"no stage {contact.stage}"
        for task in contact.tasks.values():
            assert (task.ended is None) == (task.ended_by is None)
        for link in contact.links:
            assert {link.this, link.other} <= contacts.keys()
            assert contact.id in (link.this, link.other)
        texts = " ".join(note.text for note in contact.information)
        if contact.deleted:
            assert contact.running == [], "a clock runs on a deleted contact"
            assert (contact.facts, contact.child.name, contact.records) == ({}, "", {})
            return
        missing = [name for name in self.missed.get(contact.id, []) if name not in texts]
        assert not missing, f"missed on a deleted duplicate, and lost: {missing}"
        held_back = withheld(contact)
        assert held_back.next_due == contact.next_due, "a deadline is lost with a restriction"
        assert (held_back.facts, held_back.child.name) == ({}, RESTRICTED)
        facts = self.procedure.facts(contact.facts)
        assert not self.procedure.impossible(facts)
        if contact.facts.get("crime_suspected") == "yes":
            self._tells("tell_police", contact)
        if contact.facts.get("case") == "open":
            self._tells("tell_worker", contact)
        for task in contact.running:
            self._has_an_owner(contact, task)

    def _by_manager(self, note: Note | None) -> bool:
        return note is not None and self.book.roles[note.role].kind in MANAGER_KINDS

    def _protects(self, contact: Contact, entry: Entry) -> None:
        """Nothing less than a referral, and no waiting, while protection may be needed."""
        facts = self.procedure.facts(contact.facts)
        safe = facts.protection_needed_now == "no" and (
            facts.police_protection == facts.emergency_protection_order == "no"
        )
        if safe or self._by_manager(contact.records.get("manager_reasons")):
            return
        after = apply(contact, entry)
        if entry.kind in DECIDING:
            assert after.decision is not None
            decided = (after.decision.outcome, *after.decision.also)
            assert max(map(self.procedure.rank, decided)) >= RANK["referral"], (
                f"{entry.step} gives less than a referral"
            )
        if entry.stage is not None:
            assert not self.book.stages[entry.stage].waits, f"{entry.step} keeps danger waiting"

    def _takes_two(self, contact: Contact, entry: Entry) -> None:
        """Where the procedure wants a second person, whoever proposed does not decide."""
        if entry.kind == "authorised" and self.book.steps[entry.step].second_person:
            assert contact.proposal is None or contact.proposal.by != entry.by, (
                f"{entry.step} let someone authorise their own proposal"
            )

    def _looks_without_touching(self, contact: Contact, entry: Entry) -> None:
        """Whoever opens what is held back says why, and changes nothing that is known."""
        if entry.kind not in LOOKS:
            return
        assert entry.said["reason"], f"{entry.step} without a reason"
        after = apply(contact, entry)
        seen = {name: getattr(contact, name) for name in ("version", "moments", *SEEN)}
        assert replace(after, **seen) == contact

    def _shares_rightly(self, contact: Contact, entry: Entry) -> None:
        """Nothing is shared without the parents' consent, or a manager's authorisation."""
        if entry.kind == "shared" and contact.facts.get("consent") != "given":
            authorised = contact.records.get("sharing_authorised")
            assert self._by_manager(authorised), f"{entry.step} shared without consent"

    def _is_taken_where_it_may_be(self, contact: Contact, entry: Entry) -> None:
        """A step is taken at its own stages; so a closed contact takes none but those at final."""
        assert not contact.deleted
        step = self.book.steps[entry.step]
        if VERBS[step.command.verb] != entry.kind or "missed" in entry.said:
            assert entry.stage is None  # the other end of a link, or of a deletion
            return
        other_end = entry.kind == "linked" and entry.said["this"] != contact.id
        assert other_end or contact.stage in self.procedure.stages(step.at), entry.step
        if entry.stage is not None and self.procedure.is_final(entry.stage):
            begun = {task.id for task in entry.starts}
            going_on = [t for t in apply(contact, entry).running if t.id not in begun]
            assert all(task.outlives_closing for task in going_on), "it runs on after closing"

    def _loses_nothing(self, before: Mapping[str, Contact], contact: Contact, entry: Entry) -> None:
        """A duplicate goes when its outcome stands on the survivor; so do its missed deadlines."""
        survivor = before[entry.said["survivor"]]
        if contact.decision is not None:
            carried = [d for d in survivor.decisions if d.carried_from == contact.id]
            assert carried, "the outcome was not carried over"
            assert carried[-1].outcome == contact.decision.outcome
        late = [
            task.name
            for task in contact.tasks.values()
            if task.due and (task.ended or entry.happened) > task.due
        ]
        self.missed.setdefault(survivor.id, []).extend([*late, *self.missed.pop(contact.id, [])])

    def _tells(self, purpose: str, contact: Contact) -> None:
        """Someone has the duty to tell, or has told."""
        assert any(
            task.runs or str(task.ended_by).startswith("notified")
            for task in contact.tasks.values()
            if task.purpose == purpose
        ), f"no task {purpose}"

    def _has_an_owner(self, contact: Contact, task: Task) -> None:
        """Whose a running task is, exists, and one of them can still end it."""
        rule = self.book.tasks[task.rule]
        owners = self.procedure.roles(rule.who)
        for who in rule.who:
            assert self.procedure.roles((Who(who.role),)), f"{task.id}: no role {who.role}"
        assert owners
        assert any(self._ends(rule, step, owners) for step in self._ahead(contact)), (
            f"nobody can end {task.id} from {contact.stage}"
        )

    def _ends(self, task: lang.Task, step: lang.Step, owners: frozenset[str]) -> bool:
        """Whether a step ends a task: its owners' own, or one that ends it for them."""
        kind, detail = VERBS[step.command.verb], step.command.detail
        by = self.procedure.roles(self.procedure.by(step))
        closes = step.stage is not None and self.book.stages[step.stage].final
        if closes and task.outlives is None:
            return bool(by)
        if step.command.verb == "waive" and task.waived_by:
            return bool(by & self.procedure.roles(task.waived_by))
        for event in task.until:
            if event.kind == "stage":
                if step.stage == event.detail:
                    return bool(by)
            elif event.kind == "closed":
                if closes:
                    return bool(by)
            elif event.kind == kind and (detail is None or event.detail in (None, detail)):
                if kind in ("authorised", "declined", "acknowledged", "notified", "shared"):
                    return bool(by)
                return bool(by & owners)
        return False

    def _ahead(self, contact: Contact) -> list[lang.Step]:
        """The steps that this contact, as it is known now, can take here or further on."""
        facts = self.procedure.facts(contact.facts)
        stages, found = [contact.stage], []
        for stage in stages:
            for step in self.procedure.steps(facts, stage):
                found.append(step)
                leads = step.stage or (step.command.verb == "reopen" and self.book.first_stage)
                if leads and leads not in stages:
                    stages.append(leads)
        return found
