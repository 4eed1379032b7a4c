"""Proves of a rulebook, for every possible contact, that it holds; or shows one where it does not.

All is computed on boxes, with the impossible subtracted: no sampling, no listing of contacts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.boxes import Box, intersect
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.regions import Regions
from frontdoor.procedure.rulebook import Rulebook

MANAGER_REASONS = "manager_reasons"
"""The record in which a manager departs from a safeguard, with reasons."""


@dataclass(frozen=True)
class Finding:
    """Something a procedure gets wrong: which rule, where, and facts of a contact that show it."""

    rule: str
    place: Place
    says: str
    facts: dict[str, str] | None = None

    def __str__(self) -> str:
        shown = ""
        if self.facts is not None:
            facts = ", ".join(f"{fact}: {value}" for fact, value in self.facts.items())
            shown = f" For example: {facts or 'any contact'}."
        return f"{self.place}: {self.rule}: {self.says}{shown}"

    def as_json(self) -> dict[str, object]:
        """The finding as plain values, for `--format json`."""
        return {
            "rule": self.rule,
            "file": self.place.file,
            "line": self.place.line,
            "says": self.says,
            "facts": self.facts,
        }


def prove(book: Rulebook) -> list[Finding]:
    """Everything that does not hold for every possible contact; empty where all does."""
    return _Prover(book).findings()


class _Prover:
    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.regions = Regions(book)
        self.space = self.regions.space

    def findings(self) -> list[Finding]:
        return [
            *self._routes(),
            *self._conditions_that_never_hold(),
            *self._unrecorded(),
            *self._protection_first(),
            *self._police(),
            *self._open_cases(),
            *self._authorisers(),
            *self._ways_out(),
            *self._tasks_that_cannot_end(),
        ]

    def _example(self, box: Box) -> dict[str, str]:
        """Facts that show a box: as usual where that is allowed, those that are not usual named."""
        usual = {fact.fact: fact.default for fact in self.book.facts.values()}
        point = self.space.point(box, usual)
        return {fact: value for fact, value in point.items() if value != usual[fact]}

    def _left(self, region: list[Box], covers: list[Box]) -> Box | None:
        for box in region:
            left = self.space.uncovered(box, covers, self.regions.impossible)
            if left is not None:
                return left
        return None

    def _routes(self) -> list[Finding]:
        findings = []
        first = self.book.first_stage
        stages = dict.fromkeys(route.stage for route in self.book.routes.values())
        if first not in stages and "any" not in stages:
            place = self.book.place("stages", first)
            findings.append(
                Finding(first, place, "the first stage advises nothing: it has no routes.")
            )
        for stage in stages:
            before: list[Box] = []
            last = None
            for route in (r for r in self.book.routes.values() if r.stage == stage):
                region = list(self.regions.of(route.when))
                if self._left(region, before) is None:
                    findings.append(
                        Finding(
                            route.rule,
                            self.book.place("routes", route.rule),
                            "this route can never be taken: " + self._hidden_by(route, region),
                        )
                    )
                before += region
                last = route
            left = self._left([self.space.everything], before)
            if left is not None and last is not None:
                findings.append(
                    Finding(
                        last.rule,
                        self.book.place("routes", last.rule),
                        f"no route at the stage {stage} takes every contact. Add one after this.",
                        self._example(left),
                    )
                )
        return findings

    def _hidden_by(self, route: lang.Route, region: list[Box]) -> str:
        if self._left(region, []) is None:
            return "its conditions are impossible together."
        earlier = []
        for other in self.book.routes.values():
            if other.stage == route.stage:
                if other.rule == route.rule:
                    break
                earlier.append(other)
        needed = list(earlier)
        for other in earlier:
            fewer = [r for r in needed if r is not other]
            if self._left(region, [b for r in fewer for b in self.regions.of(r.when)]) is None:
                needed = fewer
        return f"{', '.join(r.rule for r in needed)} take every contact that it would take."

    def _conditions_that_never_hold(self) -> list[Finding]:
        findings = []
        for section in (
            "steps",
            "bars",
            "tasks",
            "questions",
            "checks",
            "notices",
            "disclosure",
            "feedback",
            "reactions",
            "matters",
        ):
            for id, rule in self.book.section(section).items():
                if self._left(list(self.regions.of(rule.when)), []) is None:
                    findings.append(
                        Finding(
                            id,
                            self.book.place(section, id),
                            "this can never apply: its conditions are impossible together.",
                        )
                    )
        return findings

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
                left = self._left(both, before)
                if left is not None:
                    findings.append(
                        Finding(
                            route.rule,
                            self.book.place("routes", route.rule),
                            "nothing would be recorded of danger, significant harm or a crime.",
                            self._example(left),
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
                left = self._left(region, self._barred(step, outcome, waits))
                if left is not None:
                    gives = f"give '{outcome}' to" if outcome else "keep waiting for a meeting"
                    findings.append(
                        Finding(
                            step.rule,
                            self.book.place("steps", step.rule),
                            f"this could {gives} a child who may need protection now, without a "
                            "manager's reasons: no bar is in the way.",
                            self._example(left),
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
                and not bar.by
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
        left = self._left([self.space.box(conditions)], covers)
        if left is None:
            return []
        rule = tasks[0].rule if tasks else "tasks"
        place = (
            self.book.place("tasks", rule)
            if tasks
            else self.book.place("stages", self.book.first_stage)
        )
        return [Finding(rule, place, says, self._example(left))]

    def _authorisers(self) -> list[Finding]:
        steps = [
            step
            for step in self.book.steps.values()
            if step.command.verb in ("authorise", "close", "carry_outcome")
            and self.book.roles_named(step.by)
        ]
        deciding = {
            outcome
            for step in steps
            for outcome in (
                *step.outcomes,
                *step.also,
                *(o for reading in step.readings for o in reading.outcomes or ()),
            )
        }
        if any(not step.outcomes and step.command.verb == "authorise" for step in steps):
            return []  # a step that names no outcomes permits every one
        return [
            Finding(
                id,
                self.book.place("outcomes", id),
                "nobody may decide on this outcome: no step `authorise` or `close` names it.",
            )
            for id, outcome in self.book.outcomes.items()
            if id not in deciding and outcome.meaning != "not_recorded"
        ]

    def _ways_out(self) -> list[Finding]:
        findings = []
        for stage in self.book.stages.values():
            if stage.final:
                continue
            leaving = [
                step
                for step in self.book.steps.values()
                if stage.stage in self.book.stages_named(step.at)
                and step.stage not in (None, stage.stage)
                and self.book.roles_named(step.by)
            ]
            covers = [box for step in leaving for box in self.regions.of(step.when)]
            left = self._left([self.space.everything], covers)
            if left is not None:
                findings.append(
                    Finding(
                        stage.stage,
                        self.book.place("stages", stage.stage),
                        "a contact here has no way on: no step leads out.",
                        self._example(left),
                    )
                )
        return findings

    def _tasks_that_cannot_end(self) -> list[Finding]:
        findings = []
        entries = {
            (vocabulary.VERBS[step.command.verb], step.command.detail)
            for step in self.book.steps.values()
            if self.book.roles_named(step.by)
        }
        kinds = {kind for kind, _ in entries}
        general = {kind for kind, detail in entries if detail is None}
        reached = {step.stage for step in self.book.steps.values()}
        for task in self.book.tasks.values():
            ends = False
            for event in task.until:
                if event.kind == "stage":
                    ends |= event.detail in reached
                elif event.kind == "closed" and event.detail is None:
                    ends = True
                elif event.detail is None:
                    ends |= event.kind in kinds
                else:
                    ends |= event.kind in general or (event.kind, event.detail) in entries
            if not ends:
                findings.append(
                    Finding(
                        task.rule,
                        self.book.place("tasks", task.rule),
                        "this task can never be ended: no step writes "
                        + " or ".join(f"`{event}`" for event in task.until)
                        + ".",
                    )
                )
        return findings
