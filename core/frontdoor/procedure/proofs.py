"""Proves of a rulebook, for every possible contact, that it holds; or shows one where it does not.

All is computed on boxes, with the impossible subtracted: no sampling, no listing of contacts.
"""

from __future__ import annotations

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.boxes import Box
from frontdoor.procedure.findings import Finding, Proof
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.safeguards import Safeguards


def prove(book: Rulebook) -> list[Finding]:
    """Everything that does not hold for every possible contact; empty where all does."""
    return [*_Working(book).findings(), *Safeguards(book).findings()]


class _Working(Proof):
    """That a procedure works: advises on every contact, and leaves none without a way on."""

    def findings(self) -> list[Finding]:
        return [
            *self._routes(),
            *self._conditions_that_never_hold(),
            *self._authorisers(),
            *self._ways_out(),
            *self._tasks_that_cannot_end(),
        ]

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
                if self.left(region, before) is None:
                    findings.append(
                        Finding(
                            route.rule,
                            self.book.place("routes", route.rule),
                            "this route can never be taken: " + self._hidden_by(route, region),
                        )
                    )
                before += region
                last = route
            left = self.left([self.space.everything], before)
            if left is not None and last is not None:
                findings.append(
                    Finding(
                        last.rule,
                        self.book.place("routes", last.rule),
                        f"no route at the stage {stage} takes every contact. Add one after this.",
                        self.example(left),
                    )
                )
        return findings

    def _hidden_by(self, route: lang.Route, region: list[Box]) -> str:
        if self.left(region, []) is None:
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
            if self.left(region, [b for r in fewer for b in self.regions.of(r.when)]) is None:
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
                if self.left(list(self.regions.of(rule.when)), []) is None:
                    findings.append(
                        Finding(
                            id,
                            self.book.place(section, id),
                            "this can never apply: its conditions are impossible together.",
                        )
                    )
        return findings

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
            left = self.left([self.space.everything], covers)
            if left is not None:
                findings.append(
                    Finding(
                        stage.stage,
                        self.book.place("stages", stage.stage),
                        "a contact here has no way on: no step leads out.",
                        self.example(left),
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


__all__ = ["Finding", "prove"]
