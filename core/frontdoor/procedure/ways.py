"""Where a contact can go: the stages that it can reach, and those that it can go on to from there.

The facts of a contact stay as they are along a way; where a step amends them, they may become any
that can be. What is reached is reckoned by what *may* be, and is perhaps more than there is; a way
on is reckoned by what *can* be, and is there for certain (see `permits`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.permits import DECIDING, NEW, OF_ANOTHER, Outcomes, Permits, Standing
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.running import advice_of

DELETED = frozenset({"a deleted contact"})
"""What was decided on a contact of which nothing is left."""


class Way(NamedTuple):
    """A step from one standing to another, with the outcomes decided by it if any."""

    step: lang.Step
    start: Standing
    end: Standing
    outcomes: Outcomes | None

    def events(self, final: bool) -> tuple[Event, ...]:
        """The events that its entry is; `final` says whether it ends at a final stage."""
        command = self.step.command
        events = [Event(vocabulary.VERBS[command.verb], command.detail)]
        if self.end.stage != self.start.stage:
            events.append(Event("stage", self.end.stage))
            if final:
                events.append(Event("closed"))
        return tuple(events)


class Ways(Permits):
    """Every way that a contact can go under a rulebook."""

    # advice

    def advised(self, stage: str) -> Diagram:
        """The id of the route taken at a stage, None where there is none."""
        if stage not in self._advised:
            table = [(self.holds(route), route.rule) for route in self.book.routes_at(stage)]
            self._advised[stage] = self.diagrams.first(table)
        return self._advised[stage]

    @cached_property
    def _advised(self) -> dict[str, Diagram]:
        return {}

    def advises(self, rule: str) -> tuple[str, ...]:
        """The outcomes that a route advises, the leading one first, as it is read here."""
        advice = advice_of(self.book, self.book.routes[rule])
        return (advice.outcome, *advice.also)

    def where_advised(self, outcomes: tuple[str, ...], stage: str) -> Diagram:
        """The contacts for which one of the outcomes is advised at a stage."""
        rules = {
            rule for rule in self.book.routes if not set(outcomes).isdisjoint(self.advises(rule))
        }
        return self.diagrams.each(lambda rule: rule in rules, self.advised(stage))

    @cached_property
    def recorded(self) -> Diagram:
        """The contacts of which something is recorded when they are received."""

        def unrecorded(rule: str | None) -> bool:
            outcomes = self.advises(rule) if rule else ()
            meanings = [self.book.outcomes[outcome].meaning for outcome in outcomes]
            return meanings == ["not_recorded"]

        nothing = self.diagrams.each(unrecorded, self.advised(self.book.first_stage))
        return self.diagrams.without(self.possible, nothing)

    # ways

    def ways(self, where: Standing) -> list[Way]:
        """Each step that leads on from a standing, those that stay there too."""
        if where not in self._ways:
            self._ways[where] = list(self._ways_from(where))
        return self._ways[where]

    @cached_property
    def _ways(self) -> dict[Standing, list[Way]]:
        return {}

    def _ways_from(self, where: Standing, among: tuple[str, ...] = ()) -> Iterator[Way]:
        """Steps from a standing; with `among`, of those that decide only with such an outcome."""
        if where.decided == DELETED:
            return
        for step in self.steps_at(where.stage).values():
            verb = step.command.verb
            stage = step.stage or where.stage
            if verb == "reopen" and step.stage is None:
                stage = self.book.first_stage
            if verb == "delete_duplicate":
                yield Way(step, where, Standing(stage, DELETED), None)
            elif verb not in NEW:
                for outcomes in self.choices(step, among):
                    decided = self.having(outcomes) if verb in DECIDING else where.decided
                    yield Way(step, where, Standing(stage, decided), outcomes)
                if self.for_what_was_decided(step, where):
                    yield Way(step, where, Standing(stage, where.decided), None)

    def final(self, where: Standing) -> bool:
        """Whether a contact that stands there has ended."""
        return self.book.stages[where.stage].final or where.decided == DELETED

    @cached_property
    def received(self) -> dict[Standing, Diagram]:
        """Where contacts begin when they are received."""
        found: dict[Standing, Diagram] = {}
        for step in self.steps_at(None).values():
            if step.command.verb in NEW:
                begins = Standing(step.stage or self.book.first_stage)
                may = self.diagrams.both(self.may(step, None), self.recorded)
                found[begins] = self.diagrams.either(found.get(begins, self.diagrams.no), may)
        return {where: region for where, region in found.items() if region != self.diagrams.no}

    @cached_property
    def copied(self) -> dict[Standing, Diagram]:
        """Where contacts begin that are copied from another: at the first stage, with any facts."""
        for where, region in self.reached.items():
            if self._copies(where, region):
                return {Standing(self.book.first_stage): self.possible}
        return {}

    def _copies(self, where: Standing, region: Diagram) -> bool:
        steps = self.steps_at(where.stage).values() if where.decided != DELETED else ()
        copies = [self.may(step, where) for step in steps if step.command.verb == "copy"]
        return self.diagrams.both(self.diagrams.any(copies), region) != self.diagrams.no

    @cached_property
    def reached(self) -> dict[Standing, Diagram]:
        """Every standing that a contact may reach, with the facts with which it may."""
        return self.spread(self.received, lambda _: False, copies=True)

    def spread(
        self,
        starts: Mapping[Standing, Diagram],
        stops: Callable[[Way], bool],
        *,
        copies: bool = False,
    ) -> dict[Standing, Diagram]:
        """Wherever contacts may come from where they start, along ways that nothing stops.

        `copies` says whether a contact that is copied from one of them counts.
        """
        d = self.diagrams
        found: dict[Standing, Diagram] = {}
        todo: dict[Standing, Diagram] = {}

        def come(where: Standing, region: Diagram) -> None:
            if d.without(region, found.get(where, d.no)) != d.no:
                found[where] = todo[where] = d.either(region, found.get(where, d.no))

        for where, region in starts.items():
            come(where, region)
        while todo:
            where, region = todo.popitem()
            ways = [way for way in self.ways(where) if not stops(way)]
            if any(way.step.command.verb == "amend" and self._goes(way, region) for way in ways):
                found[where] = region = self.possible
            if copies and self._copies(where, region):
                come(Standing(self.book.first_stage), self.possible)
            for way in ways:
                if way.end != where:
                    come(way.end, d.both(region, self.may(way.step, where, way.outcomes)))
        return found

    def _goes(self, way: Way, region: Diagram) -> bool:
        may = self.may(way.step, way.start, way.outcomes)
        return self.diagrams.both(region, may) != self.diagrams.no

    def stage(self, stage: str) -> Diagram:
        """The contacts that may stand at a stage; those of which nothing is left are nowhere."""
        return self.diagrams.any(
            region
            for where, region in self.reached.items()
            if where.stage == stage and where.decided != DELETED
        )

    # entries

    def entries(
        self, events: tuple[Event, ...], outcomes: tuple[str, ...] = ()
    ) -> Iterator[tuple[Standing, Diagram]]:
        """Where contacts stand after an entry that is one of the events, and which they may be.

        With `outcomes`, only entries that decide on or propose one of these, or any that are
        written once something was decided.
        """
        d = self.diagrams
        begins = (*self.received.items(), *self.copied.items()) if not outcomes else ()
        for n, (where, region) in enumerate(begins):
            copied = (Event("copied"),) if n >= len(self.received) else ()
            closed = (Event("closed"),) if self.final(where) else ()
            if ended(events, (Event("received"), *copied, *closed, Event("stage", where.stage))):
                yield where, region
        writing = {event: {step.rule for step in self.writing(event)} for event in events}
        for where, region in self.reached.items():
            for way in self._ways_from(where, outcomes) if outcomes else self.ways(where):
                if way.outcomes is None and outcomes and where.decided is None:
                    continue
                details = {e.detail for e, steps in writing.items() if way.step.rule in steps}
                led = way.events(self.final(way.end))[1:]
                if not details and led and ended(events, led):
                    details = {None}
                for detail in details:
                    found = d.both(region, self.may(way.step, where, way.outcomes, detail))
                    if found != d.no:
                        amends = way.step.command.verb == "amend"
                        yield way.end, self.possible if amends else found

    def comes(self, event: Event, region: Diagram) -> bool:
        """Whether an entry is ever written on one of these contacts."""
        d = self.diagrams
        return any(d.both(region, found) != d.no for _, found in self.entries((event,)))

    def starts(self, task: lang.Task) -> dict[Standing, Diagram]:
        """Where a task may start, and on which contacts."""
        d = self.diagrams
        starts: dict[Standing, Diagram] = {}
        for where, region in self.entries(task.on, task.outcomes):
            found = d.both(region, self.holds(task))
            if task.advised:
                found = d.both(found, self._stands_advised(task.advised, where.stage))
            if found != d.no:
                starts[where] = d.either(found, starts.get(where, d.no))
        return starts

    def _stands_advised(self, outcomes: tuple[str, ...], stage: str) -> Diagram:
        """Where advice of one of these outcomes may stand: at a stage without, any given before."""
        if self.book.routes_at(stage):
            return self.where_advised(outcomes, stage)
        some = any(not set(outcomes).isdisjoint(self.advises(rule)) for rule in self.book.routes)
        return self.diagrams.always(some)

    def decidable(self, outcomes: tuple[str, ...]) -> bool:
        """Whether somebody may ever decide on one of these outcomes."""
        d = self.diagrams
        return any(
            d.both(region, self.may(step, where, chosen_ones)) != d.no
            for where, region in self.reached.items()
            if where.decided != DELETED
            for step in self.steps_at(where.stage).values()
            if step.command.verb in ("authorise", "close")
            for chosen_ones in self.choices(step, outcomes)
        )

    # ways on

    def leading_to(self, goal: Mapping[Standing, Diagram]) -> dict[Standing, Diagram]:
        """For each standing of the goal, the contacts from which the goal can be reached by steps.

        Their facts stay as they are, but for those that the service chooses: where somebody may
        amend them, these may be chosen so as to go on. `goal` has the contacts that are there.
        """
        d = self.diagrams
        found = dict(goal)
        chosen_facts = [fact.fact for fact in self.book.facts.values() if fact.chosen]
        changed = True
        while changed:
            changed = False
            for where in reversed(found):
                now = found[where]
                for way in self.certain(where):
                    if way.end in found:
                        now = d.either(now, d.both(self.certainly(way), found[way.end]))
                if chosen_facts:
                    amends = self.written(Event("amended"), where, worst=True)
                    other = d.whatever(chosen_facts, d.both(now, self.possible))
                    now = d.either(now, d.both(amends, other))
                changed |= now != found[where]
                found[where] = now
        return found

    def certain(self, where: Standing) -> list[Way]:
        """The ways on from a standing that need no other contact."""
        return [
            way
            for way in self.ways(where)
            if way.end != where and way.step.command.verb not in OF_ANOTHER
        ]

    def certainly(self, way: Way) -> Diagram:
        """The contacts that nothing can keep from a way for good."""
        return self.can(way.step, way.start, way.outcomes)


def ended(until: tuple[Event, ...], events: tuple[Event, ...]) -> bool:
    """Whether one of these events is one that is waited for."""
    return any(
        event.kind == one.kind and one.detail in (None, event.detail)
        for one in until
        for event in events
    )
