"""Proves that no rule is idle: each can apply to some contact, at a stage that it can reach."""

from __future__ import annotations

from collections.abc import Iterator

from frontdoor.procedure import language as lang
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.permits import NEW, Standing
from frontdoor.procedure.ways import DELETED, Ways

IMPOSSIBLE = "its conditions are impossible together. Mend its `when:`, or remove it."

SECTIONS = (
    "steps",
    "bars",
    "tasks",
    "questions",
    "checks",
    "notices",
    "disclosure",
    "feedback",
    "letters",
    "reactions",
    "matters",
)
"""Sections whose items have conditions, routes apart."""


class Idle:
    """The rules of a rulebook, and whether each can ever apply."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.book = ways, ways.book

    def findings(self) -> Iterator[Finding]:
        """The rules that never apply, the stages never reached, the outcomes never decided."""
        dead = set()
        for section in SECTIONS:
            for id, item in self.book.section(section).items():
                if self._never(self.ways.conditions.of(item.when)):
                    dead.add(id)
                    yield self.ways.finding(section, id, f"this can never apply: {IMPOSSIBLE}")
        yield from self._stages()
        if not self.ways.received:
            return
        for step in self.book.steps.values():
            if step.rule not in dead and (why := self._why_never_taken(step)):
                yield self.ways.finding("steps", step.rule, f"nobody can ever take this: {why}")
        for section in ("bars", "notices"):
            for id, item in self.book.section(section).items():
                stages = self.ways.procedure.stages(item.at)
                if id not in dead and stages and "start" not in item.at:
                    there = self.ways.diagrams.any(map(self.ways.stage, stages))
                    if self._never(self.ways.conditions.of(item.when), there):
                        says = (
                            "this can never apply: no contact that it is for can be at "
                            f"{', '.join(item.at)}. Mend its `at:` or `when:`, or remove it."
                        )
                        yield self.ways.finding(section, id, says)
        yield from self._outcomes()
        yield from self._reactions()

    def _never(self, region: Diagram, there: Diagram | None = None) -> bool:
        d = self.ways.diagrams
        return d.both(region, self.ways.possible if there is None else there) == d.no

    def _stages(self) -> Iterator[Finding]:
        if not self.ways.received:
            says = "no contact can be received and recorded. Add or mend a step `receive`."
            yield self.ways.finding("stages", self.book.first_stage, says)
            return
        reached = {where.stage for where in self.ways.reached}
        for stage in self.book.stages:
            if stage not in reached:
                says = (
                    "no contact can reach this stage. Have a step lead to it (`stage:`), or "
                    "remove it with what is said of it."
                )
                yield self.ways.finding("stages", stage, says)

    def _why_never_taken(self, step: lang.Step) -> str:
        """Why a step can never be taken, or nothing where it can."""
        ways, d = self.ways, self.ways.diagrams
        if not ways.roles[step.rule]:
            return "no role that there is may. Name one in `by:`."
        missing = [need for need in ways.procedure.needs(step) if need in ways.never_written]
        if missing:
            return f"it needs {', '.join(missing)}, which no step writes. Add one, or need less."
        begins = "start" in step.at and step.command.verb in NEW
        if begins and ways.may(step, None) != d.no:
            return ""
        reached = [
            where
            for where in ways.reached
            if where.decided != DELETED and step.rule in ways.steps_at(where.stage)
        ]
        if not reached and not begins:
            return f"no contact can be at {', '.join(step.at)}. Mend its `at:`, or remove it."
        holds = d.both(ways.holds(step), d.any(ways.reached[where] for where in reached))
        if reached and holds == d.no:
            return "no contact that it is for can be at its stages. Mend its `at:` or `when:`."
        if any(self._taken(step, where) for where in reached):
            return ""
        if not any(ways.choices(step) or ways.for_what_was_decided(step, w) for w in reached):
            return "what it is for is never decided before. Mend its `outcomes:` or `at:`."
        return "bars that nothing lifts refuse it always. Mend them, or remove it."

    def _taken(self, step: lang.Step, where: Standing) -> bool:
        ways, d = self.ways, self.ways.diagrams
        return any(
            d.both(ways.may(step, where, outcomes), ways.reached[where]) != d.no
            for outcomes in (None, *ways.choices(step))
        )

    def _outcomes(self) -> Iterator[Finding]:
        """Each outcome has somebody who may decide on it."""
        for id, outcome in self.book.outcomes.items():
            if outcome.meaning != "not_recorded" and not self.ways.decidable((id,)):
                says = (
                    "nobody may decide on this outcome: no step `authorise` or `close` that "
                    "somebody can take names it."
                )
                yield self.ways.finding("outcomes", id, says)

    def _reactions(self) -> Iterator[Finding]:
        for reaction in self.book.reactions.values():
            if not self.ways.comes(reaction.on, self.ways.holds(reaction)):
                says = f"this can never apply: no step writes `{reaction.on}`. Mend its `on:`."
                yield self.ways.finding("reactions", reaction.rule, says)
