"""Proves that no procedure drops what protects a child, whatever its source says or leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from frontdoor.procedure import vocabulary
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.permits import DECIDING, LESSER, NEW
from frontdoor.procedure.ways import DELETED, Way, Ways

MANAGER_REASONS = "manager_reasons"
"""The record in which a manager departs from a safeguard, with reasons."""

ENDS = "end the contact, with {} decided, of"

WITHOUT = frozenset({MANAGER_REASONS})


class Safeguards:
    """What national guidance asks of every authority, proved over its rules."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.book = ways, ways.book
        self._protected = ways.either_of(
            police_protection=("yes",), emergency_protection_order=("yes",)
        )

    def findings(self) -> list[Finding]:
        """Every way around a safeguard."""
        return [
            *self._unrecorded(),
            *self._others_who_give_reasons(),
            *self._protection_first(),
            *self._told(
                "tell_police",
                self.ways.either_of(crime_suspected=("yes",)),
                "where a crime is suspected no task tells the police (purpose tell_police, on "
                "received and amended, until somebody is notified, outliving the closing).",
            ),
            *self._told(
                "tell_worker",
                self.ways.either_of(case=("open",)),
                "where the child is an open case no task tells the allocated worker (purpose "
                "tell_worker, on received and amended, until somebody is notified, outliving the "
                "closing).",
            ),
        ]

    def _unrecorded(self) -> Iterator[Finding]:
        """Danger, suspected harm or crime never goes unrecorded."""
        d = self.ways.diagrams
        never = d.either(
            self._protected,
            self.ways.either_of(
                need=("significant_harm",),
                crime_suspected=("yes",),
                protection_needed_now=("yes",),
            ),
        )
        lost = d.both(never, d.without(self.ways.possible, self.ways.recorded))
        taken = self.ways.advised(self.book.first_stage)
        for rule, region in d.results(taken, within=lost).items():
            says = "nothing would be recorded of danger, significant harm or a crime."
            yield self.ways.finding("routes", rule, says, region)

    def _others_who_give_reasons(self) -> Iterator[Finding]:
        """Only managers may write the reasons that lift a safeguard."""
        for step in self.ways.procedure.steps_of("record", MANAGER_REASONS):
            roles = self.book.roles_named(
                [*step.by, *step.if_away, *(w for r in step.readings for w in r.by or ())]
            )
            others = [
                role
                for role in sorted(roles)
                if self.book.roles[role].kind not in vocabulary.MANAGER_KINDS
            ]
            if others:
                says = (
                    f"this lets {', '.join(others)} record a manager's reasons; only managers may."
                )
                yield self.ways.finding("steps", step.rule, says)

    def _protection_first(self) -> Iterator[Finding]:
        """No step gives less than a referral, ends, or waits, where protection may be needed."""
        unsafe = self.ways.diagrams.either(
            self._protected, self.ways.either_of(protection_needed_now=("yes", "not_known"))
        )
        found: dict[str, tuple[str, Diagram]] = {}
        for step, does, may in self._lesser_ways():
            shown = self.ways.diagrams.both(unsafe, may)
            if step not in found and shown != self.ways.diagrams.no:
                found[step] = does, shown
        for step, (does, shown) in found.items():
            says = (
                f"this could {does} a child who may need protection now, without a manager's "
                "reasons: no bar is in the way."
            )
            yield self.ways.finding("steps", step, says, shown)

    def _lesser_ways(self) -> Iterator[tuple[str, str, Diagram]]:
        """Each step that gives less than a referral, ends or waits: what it does, and to whom.

        As far as it may be taken without a manager's reasons.
        """
        ways, d = self.ways, self.ways.diagrams
        for step in ways.steps_at(None).values():
            begins = self.book.stages[step.stage or self.book.first_stage]
            if step.command.verb in NEW and (begins.waits or begins.final):
                begun = "keep waiting for a meeting" if begins.waits else ENDS.format("nothing")
                yield step.rule, begun, d.both(ways.may(step, None, without=WITHOUT), ways.recorded)
        for where, reached in ways.reached.items():
            for way in ways.ways(where):
                does = self._does(way)
                if does is not None:
                    may = ways.may(way.step, where, way.outcomes, without=WITHOUT)
                    yield way.step.rule, does, d.both(may, reached)

    def _does(self, way: Way) -> str | None:
        """What a step does that it should not where protection may be needed, if anything."""
        verb, stages = way.step.command.verb, self.book.stages
        decided = way.start.decided
        if way.end.decided == DELETED:
            return None
        if verb in DECIDING and way.outcomes is not None:
            if self.ways.lesser(way.outcomes):
                return f"give '{min(way.outcomes, key=self.ways.procedure.rank)}' to"
        elif (
            stages[way.end.stage].final
            and not stages[way.start.stage].final
            and (decided is None or LESSER in decided)
        ):
            what = "nothing" if decided is None else "less than a referral"
            return ENDS.format(what)
        if way.step.stage is not None and stages[way.end.stage].waits:
            return "keep waiting for a meeting"
        return None

    def _told(self, purpose: str, region: Diagram, says: str) -> Iterator[Finding]:
        """Where a duty to tell somebody begins whatever is advised, and outlives the closing."""
        ways, d = self.ways, self.ways.diagrams
        tasks = [task for task in self.book.tasks.values() if task.purpose == purpose]
        telling = [
            task
            for task in tasks
            if task.outlives
            and {event.kind for event in task.on} >= {"received", "amended"}
            and {event.kind for event in task.until} == {"notified"}
            and not (task.advised or task.outcomes)
        ]
        left = d.without(d.both(region, ways.possible), d.any(map(ways.holds, telling)))
        if left == d.no:
            return
        if tasks:
            yield ways.finding("tasks", (telling or tasks)[0].rule, says, left)
        else:
            yield ways.finding("stages", self.book.first_stage, says, left, rule="tasks")
