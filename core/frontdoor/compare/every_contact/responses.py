"""What a procedure says to every possible contact, as functions of the facts, aspect by aspect.

The first response is what is said when a contact is received. The end of the advised path is what
comes of it in the end, if at each stage what is advised there is done and nothing more is learnt.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property

from frontdoor.domain.tasks import events_of, matches
from frontdoor.procedure import language as lang
from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.diagrams import Diagram, Diagrams
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Advice, Procedure, advice_of
from frontdoor.procedure.timescales import Kind, Timescale
from frontdoor.procedure.vocabulary import MEANINGS, ROLE_KINDS

Value = tuple[str, ...]
"""What is said of an aspect, in the common vocabulary: meanings, kinds, or timescales."""

DONE_AT_ONCE = ("authorise", "transfer", "propose")
"""Commands that lead to what is advised, those that settle it first."""


class Responses:
    """What one procedure says to every possible contact; all diagrams are of `diagrams`."""

    def __init__(self, book: Rulebook, diagrams: Diagrams) -> None:
        self.book = book
        self.diagrams = diagrams
        self.conditions = Conditions(book, diagrams)
        self._procedure = Procedure(book)
        self._said: dict[Callable[[Responses], Diagram], Diagram] = {}
        self._ends: dict[tuple[str, frozenset[str]], Diagram] = {}

    # routes

    @cached_property
    def applies(self) -> Mapping[str, Diagram]:
        """Where each route's condition holds, whatever comes before it."""
        return {rule: self.conditions.of(one.when) for rule, one in self.book.routes.items()}

    @cached_property
    def first(self) -> Diagram:
        """The id of the route that a received contact takes."""
        routes = self.book.routes_at(self.book.first_stage)
        return self.diagrams.first([(self.applies[one.rule], one.rule) for one in routes])

    @cached_property
    def takes(self) -> Mapping[str, Diagram]:
        """Where a received contact takes each route, none before it applying."""
        return self.diagrams.results(self.first)

    @cached_property
    def _advice(self) -> Mapping[str, Advice]:
        return {rule: advice_of(self.book, one) for rule, one in self.book.routes.items()}

    def _of_advice(self, say: Callable[[Advice], Hashable], nothing: Hashable = ()) -> Diagram:
        """Something of what is advised; `nothing` where no route applies."""
        return self.diagrams.each(
            lambda rule: say(self._advice[rule]) if rule else nothing, self.first
        )

    # aspects

    def says(self, aspect: Callable[[Responses], Diagram]) -> Diagram:
        """What it says of an aspect, one of the methods below; worked out once."""
        if aspect not in self._said:
            self._said[aspect] = aspect(self)
        return self._said[aspect]

    def meaning(self) -> Diagram:
        """What the leading outcome means."""
        return self._of_advice(lambda advice: (advice.meaning,))

    def outcomes(self) -> Diagram:
        """What all outcomes that are advised mean, the leading one and those with it."""
        return self._of_advice(self._meanings)

    def _meanings(self, advice: Advice) -> Value:
        outcomes = (advice.outcome, *advice.also)
        meant = {self.book.outcomes[outcome].meaning for outcome in outcomes}
        return tuple(meaning for meaning in MEANINGS if meaning in meant)

    def destination(self) -> Diagram:
        """The kind of team or service that the contact goes to."""
        return self._of_advice(lambda advice: (self.book.destinations[advice.destination].kind,))

    def decider(self) -> Diagram:
        """The kinds of role that decide."""
        return self._of_advice(self._kinds)

    def _kinds(self, advice: Advice) -> Value:
        route = self.book.routes[advice.rule]
        taken = (one.decided_by for one in route.readings if one.reading == advice.reading)
        whos = next(filter(None, taken), route.decided_by)
        kinds = {self.book.roles[role].kind for role in self.book.roles_named(whos)}
        return tuple(kind for kind in ROLE_KINDS if kind in kinds)

    def deadline(self) -> Diagram:
        """The time within which it must be decided: the timescales of which the earliest counts.

        None where no time is stated; several only where which is the earliest depends on the day.
        """
        return self.diagrams.each(_earliest, self._decision_times())

    def deciding_tasks(self) -> Diagram:
        """The ids of the tasks that set that time."""
        return self.diagrams.each(
            lambda begun: tuple(task for task, _ in begun), self._decision_times()
        )

    def _decision_times(self) -> Diagram:
        """The tasks to decide that begin with the contact, each with its timescales."""
        diagrams = self.diagrams
        received = events_of("received", None, self.book.first_stage, final=False)
        found = diagrams.always(())
        for task in self.book.tasks.values():
            if (
                task.purpose != "decision"
                or task.outcomes
                or not any(matches(event, received) for event in task.on)
            ):
                continue
            begins = self.conditions.of(task.when)
            if task.advised:
                begins = diagrams.both(begins, self._advised(frozenset(task.advised)))
            more = diagrams.each(_adding((task.rule, self._times(task))), found)
            found = diagrams.where(begins, more, found)
        recorded = self._of_advice(
            lambda one: one.meaning != "not_recorded" or bool(one.also), nothing=False
        )
        return diagrams.where(recorded, found, diagrams.always(()))

    def _advised(self, outcomes: frozenset[str]) -> Diagram:
        """Where one of these outcomes is advised."""
        return self._of_advice(
            lambda one: not outcomes.isdisjoint((one.outcome, *one.also)), nothing=False
        )

    def _times(self, task: lang.Task) -> tuple[Timescale, ...]:
        """The timescales of a task that run from receipt, under the reading in force."""
        choice = self.book.choices.get(task.rule)
        readings = [one for one in task.readings if one.reading == choice] or task.readings
        return tuple(
            one.within
            for one in readings or (task,)
            if one.within is not None and (one.from_ or task.from_) in (None, Event("received"))
        )

    def end(self) -> Diagram:
        """What the outcome means at the end of the advised path."""
        return self._end(self.book.first_stage, frozenset())

    def _end(self, stage: str, been: frozenset[str]) -> Diagram:
        """The same from a stage on; a contact does not go where it has been already."""
        key = (stage, been)
        if key not in self._ends:
            found = self.diagrams.always(())
            for route in reversed(self.book.routes_at(stage)):
                after = self._after(stage, been, self._advice[route.rule])
                found = self.diagrams.where(self.applies[route.rule], after, found)
            self._ends[key] = found
        return self._ends[key]

    def _after(self, stage: str, been: frozenset[str], advice: Advice) -> Diagram:
        """What comes of advice in the end: the advice, or what is advised where it leads."""
        settled = found = self.diagrams.always((advice.meaning,))
        for step in reversed(self._leading(stage, advice)):
            onward = settled
            if step.stage is not None and step.stage not in (stage, *been):
                if self.book.routes_at(step.stage):
                    onward = self._end(step.stage, been | {stage})
                else:
                    onward = self._after(step.stage, been | {stage}, advice)
            found = self.diagrams.where(self.conditions.of(step.when), onward, found)
        return found

    def _leading(self, stage: str, advice: Advice) -> list[lang.Step]:
        """The steps at a stage that do what is advised; those that settle it come first."""
        steps = [
            step
            for step in self.book.steps.values()
            if step.command.verb in DONE_AT_ONCE
            and stage in self._procedure.stages(step.at)
            and (
                step.to == advice.destination
                if step.command.verb == "transfer"
                else advice.outcome in self._procedure.outcomes(step)
            )
        ]
        return sorted(steps, key=lambda step: DONE_AT_ONCE.index(step.command.verb))


def _adding(one: Hashable) -> Callable[[tuple[Hashable, ...]], Hashable]:
    return lambda several: (*several, one)


def _earliest(begun: tuple[tuple[str, tuple[Timescale, ...]], ...]) -> Value:
    """The timescales that may come to the earliest deadline: those no other is always before."""
    every = dict.fromkeys(time for _, times in begun for time in times)
    stated = [time for time in every if time.kind is not Kind.NOT_STATED]
    first: list[Timescale] = []
    for time in stated:
        if not any(other.never_later_than(time) for other in first):
            first = [other for other in first if not time.never_later_than(other)] + [time]
    return tuple(sorted(map(str, first)))
