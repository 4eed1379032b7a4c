"""Proves that no procedure drops what protects a child, whatever its source says or leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.boxes import Box, intersect
from frontdoor.procedure.findings import Finding, Proof

MANAGER_REASONS = "manager_reasons"
"""The record in which a manager departs from a safeguard, with reasons."""


class Safeguards(Proof):
    """What national guidance asks of every authority, proved over its rules."""

    def findings(self) -> list[Finding]:
        """Every way around a safeguard."""
        return [
            *self._unrecorded(),
            *self._protection_first(),
            *self._police(),
            *self._open_cases(),
        ]

    def _unrecorded(self) -> list[Finding]:
        """Danger, suspected harm or crime never goes unrecorded."""
        findings = []
        never = [
            self.space.box({"need": ("significant_harm",)}),
            self.space.box({"crime_suspected": ("yes",)}),
            self.space.box({"protection_needed_now": ("yes",)}),
            *self._protected,
        ]
        before: list[Box] = []
        for route in self.book.routes.values():
            if route.stage not in (self.book.first_stage, "any"):
                continue
            region = self.regions.of(route.when)
            meaning = self.book.outcomes[route.outcome].meaning
            if meaning == "not_recorded" and not route.also:
                both = [b for one in region for two in never if (b := intersect(one, two))]
                left = self.left(both, before)
                if left is not None:
                    findings.append(
                        Finding(
                            route.rule,
                            self.book.place("routes", route.rule),
                            "nothing would be recorded of danger, significant harm or a crime.",
                            self.example(left),
                        )
                    )
            before += region
        return findings

    @cached_property
    def _protected(self) -> list[Box]:
        """Where a child has been taken into protection already."""
        return [
            self.space.box({"police_protection": ("yes",)}),
            self.space.box({"emergency_protection_order": ("yes",)}),
        ]

    def _protection_first(self) -> list[Finding]:
        """No step gives less than a referral, or waits, where protection may be needed."""
        unsafe = [self.space.box({"protection_needed_now": ("yes", "not_known")}), *self._protected]
        findings = self._others_who_give_reasons()
        for step in self.book.steps.values():
            if MANAGER_REASONS in step.needs and not step.readings:
                continue
            waits = step.stage is not None and self.book.stages[step.stage].waits
            lesser = [
                outcome
                for outcome in self._decided_by(step)
                if vocabulary.RANK[self.book.outcomes[outcome].meaning]
                < vocabulary.RANK["referral"]
            ]
            region = [
                both
                for one in self.regions.of(step.when)
                for two in unsafe
                if (both := intersect(one, two))
            ]
            tried: list[str | None] = [*lesser] if lesser or not waits else [None]
            for outcome in tried:
                left = self.left(region, self._barred(step, outcome, waits))
                if left is not None:
                    gives = f"give '{outcome}' to" if outcome else "keep waiting for a meeting"
                    findings.append(
                        Finding(
                            step.rule,
                            self.book.place("steps", step.rule),
                            f"this could {gives} a child who may need protection now, without a "
                            "manager's reasons: no bar is in the way.",
                            self.example(left),
                        )
                    )
                    break
        return findings

    def _others_who_give_reasons(self) -> list[Finding]:
        """Only managers may write the reasons that lift a safeguard."""
        steps = [s for s in self.book.steps.values() if s.command.verb == "record"]
        named = [step for step in steps if step.command.detail == MANAGER_REASONS]
        return [
            Finding(
                step.rule,
                self.book.place("steps", step.rule),
                f"this lets {', '.join(others)} record a manager's reasons; only managers may.",
            )
            for step in named or [step for step in steps if step.command.detail is None]
            if (others := [role for role in sorted(self._may(step)) if not self._manages(role)])
        ]

    def _may(self, step: lang.Step) -> frozenset[str]:
        whos = [*step.by, *step.if_away, *(w for r in step.readings for w in r.by or ())]
        return self.book.roles_named(whos)

    def _manages(self, role: str) -> bool:
        return self.book.roles[role].kind in vocabulary.MANAGER_KINDS

    def _decided_by(self, step: lang.Step) -> Iterable[str]:
        """The outcomes that a step can decide on, or close a contact with."""
        if step.command.verb not in ("authorise", "close", "carry_outcome"):
            return ()
        read = [outcome for reading in step.readings for outcome in reading.outcomes or ()]
        return dict.fromkeys([*step.outcomes, *read] or self.book.outcomes)

    def _barred(self, step: lang.Step, outcome: str | None, waits: bool) -> list[Box]:
        """Where a bar that only a manager's reasons lift keeps a step from an outcome."""
        stages = set(self.book.stages_named(step.at))
        covers: list[Box] = []
        for bar in self.book.bars.values():
            applies = (
                any(act.verb == step.command.verb and act.detail is None for act in bar.refuses)
                and not (bar.by or bar.overdue or bar.linked)
                and set(bar.unless) <= {MANAGER_REASONS}
                and (not bar.at or stages <= set(self.book.stages_named(bar.at)))
                and (waits or not bar.waiting)
                and (not bar.outcomes or outcome in bar.outcomes)
                and (bar.below is None or self._falls_below(outcome, bar.below))
            )
            if applies:
                covers += self.regions.of(bar.when)
        return covers

    def _falls_below(self, outcome: str | None, meaning: str) -> bool:
        return (
            outcome is not None
            and vocabulary.RANK[self.book.outcomes[outcome].meaning] < vocabulary.RANK[meaning]
        )

    def _police(self) -> list[Finding]:
        tasks = [
            task
            for task in self.book.tasks.values()
            if task.purpose == "tell_police"
            and task.outlives
            and {event.kind for event in task.on} >= {"received", "amended"}
        ]
        return self._covered_by(
            tasks,
            {"crime_suspected": ("yes",)},
            "where a crime is suspected no task tells the police (purpose tell_police, on received "
            "and amended, outliving the closing).",
        )

    def _open_cases(self) -> list[Finding]:
        tasks = [
            task
            for task in self.book.tasks.values()
            if task.purpose == "tell_worker" and "received" in {event.kind for event in task.on}
        ]
        return self._covered_by(
            tasks,
            {"case": ("open",)},
            "where the child is an open case no task tells the allocated worker (purpose "
            "tell_worker, on received).",
        )

    def _covered_by(
        self, tasks: list[lang.Task], conditions: dict[str, tuple[str, ...]], says: str
    ) -> list[Finding]:
        always = [task for task in tasks if not task.advised and not task.outcomes]
        covers = [box for task in always for box in self.regions.of(task.when)]
        left = self.left([self.space.box(conditions)], covers)
        if left is None:
            return []
        rule = tasks[0].rule if tasks else "tasks"
        place = (
            self.book.place("tasks", rule)
            if tasks
            else self.book.place("stages", self.book.first_stage)
        )
        return [Finding(rule, place, says, self.example(left))]
