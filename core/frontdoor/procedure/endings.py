"""Proves that every contact can come to an end, and that every task that starts can be ended.

A task that does not outlive the closing ends with the contact at the latest; one that does must be
ended by what it waits for, wherever the contact has gone since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from frontdoor.procedure import language as lang
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.permits import Standing
from frontdoor.procedure.ways import DELETED, Way, Ways, ended


class Endings:
    """The ways of a contact, and of the tasks on it, to their end."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.book = ways, ways.book

    def findings(self) -> Iterator[Finding]:
        """Stages that no way leads out of, and tasks that never begin or cannot be ended."""
        if not self.ways.reached:
            return  # that no contact can be received is found elsewhere
        yield from self._dead_ends()
        for task in self.book.tasks.values():
            yield from self._task(task)

    def _left(
        self, regions: Mapping[Standing, Diagram], goal: Mapping[Standing, Diagram]
    ) -> dict[str, Diagram]:
        """By stage, the contacts that stand there and have no way to the goal."""
        d = self.ways.diagrams
        found: dict[str, Diagram] = {}
        if all(d.without(region, goal[where]) == d.no for where, region in regions.items()):
            return found
        leading = self.ways.leading_to(goal)
        for where, region in regions.items():
            left = d.without(region, leading[where])
            if left != d.no:
                found[where.stage] = d.either(left, found.get(where.stage, d.no))
        return found

    def _dead_ends(self) -> Iterator[Finding]:
        reached = self.ways.reached
        d = self.ways.diagrams
        ends = {where: d.always(self.ways.final(where)) for where in reached}
        for stage, left in self._left(reached, ends).items():
            says = (
                "a contact here has no way to an end: the steps that lead on are not for it, are "
                "barred, or need what cannot be written here. Add a step, or lift a bar."
            )
            yield self.ways.finding("stages", stage, says, left)

    def _task(self, task: lang.Task) -> Iterator[Finding]:
        ways, d = self.ways, self.ways.diagrams
        if d.both(ways.holds(task), ways.possible) == d.no:
            return  # found elsewhere
        if not self.book.roles_named(task.who):
            says = "nobody has this task: no role that there is. Name one in `who:`."
            yield ways.finding("tasks", task.rule, says)
        starts = ways.starts(task)
        if not starts:
            yield ways.finding("tasks", task.rule, f"this task never starts: {self._why(task)}")
            return

        def ends_it(way: Way) -> bool:
            final = ways.final(way.end)
            gone = way.end.decided == DELETED or (final and not task.outlives)
            return gone or ended(task.until, way.events(final))

        runs = ways.spread(starts, ends_it)
        goal = {where: self._ends(task, where) for where in runs}
        if all(d.both(goal[where], region) == d.no for where, region in runs.items()):
            says = (
                "this task can never be ended: where it runs, nobody can write "
                + " or ".join(f"`{event}`" for event in task.until)
                + ". Add a step, or mend its `until:`."
            )
            yield ways.finding("tasks", task.rule, says)
        elif task.outlives:
            for stage, left in self._left(runs, goal).items():
                says = (
                    f"this task cannot be ended once the contact is at {stage}: no way leads to "
                    + " or ".join(f"`{event}`" for event in task.until)
                    + ". Let a step there write that, or lead back."
                )
                yield ways.finding("tasks", task.rule, says, left)

    def _ends(self, task: lang.Task, where: Standing) -> Diagram:
        """The contacts of which a task can be ended at once, standing there."""
        ways, d = self.ways, self.ways.diagrams
        written = [
            ways.written(one, where, worst=True) for one in task.until if one.kind != "stage"
        ]
        led = [
            ways.certainly(way)
            for way in ways.certain(where)
            if ended(task.until, way.events(ways.final(way.end)))
        ]
        return d.any((*written, *led))

    def _why(self, task: lang.Task) -> str:
        """Why a task never starts, although its condition can hold."""
        ways, d = self.ways, self.ways.diagrams
        on = " or ".join(f"`{event}`" for event in task.on)
        if not any(ways.comes(event, d.yes) for event in task.on):
            return f"no step writes {on}. Mend its `on:`, or remove it."
        if task.outcomes and not ways.decidable(task.outcomes):
            return f"nobody can decide on {', '.join(task.outcomes)}. Mend its `outcomes:`."
        parts = [
            part
            for part, said in (
                ("its `when:`", any(task.when)),
                ("what it wants advised", task.advised),
                ("what it wants decided", task.outcomes),
            )
            if said
        ]
        return f"{' and '.join(parts)} never come together with {on}. Mend them, or remove it."
