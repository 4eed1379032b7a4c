"""A procedure that runs: what it advises, permits, refuses and asks, given facts and a stage.

Everything here is a pure question about one rulebook. Times, contacts and the journal are the
domain's; this knows facts, stages and rules alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from itertools import takewhile
from typing import Any, TypeVar

import msgspec

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.compiled import Compiler, Facts, Table
from frontdoor.procedure.phrases import Who
from frontdoor.procedure.rulebook import Rulebook

Shown = TypeVar("Shown")


class Advice(msgspec.Struct, frozen=True):
    """What a route advises: ids of rule, outcomes, destination and deciding roles, and its clauses.

    `readings` holds the name of the reading that was taken, or None where the route has none.
    """

    rule: str
    outcome: str
    also: tuple[str, ...]
    meaning: str
    destination: str
    decided_by: tuple[str, ...]
    cites: tuple[str, ...]
    reading: str | None = None


class WhyNot(msgspec.Struct, frozen=True):
    """A route that came before the one taken, and the facts that kept it from applying.

    `failed` has, for the box that came nearest, each fact with what it is and what it had to be.
    """

    rule: str
    outcome: str
    failed: tuple[tuple[str, str, str], ...]


class NoRoute(LookupError):
    """No route of the procedure applies; loading a procedure proves that this cannot be."""


class Procedure:
    """One authority's effective procedure, compiled. Made once, asked often, never changed."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._compiler = Compiler(book)
        # Compiled when first asked: a service that starts need not wait for all of it.
        self._advise = Table(self._first_route)
        self._before = Table(self._routes_before)
        self._that_hold = Table(self._every)

    def _every(self, section: str) -> Callable[[Facts], list[Any]]:
        return self.every([(rule, rule) for rule in self.book.section(section).values()])

    def every(self, rules: Sequence[tuple[Any, Shown]]) -> Callable[[Facts], list[Shown]]:
        """A function from facts to what stands beside each rule whose condition holds, in order."""
        return self._compiler.every([rule.when for rule, _ in rules], [one for _, one in rules])

    # facts

    def facts(self, values: Mapping[str, str]) -> Facts:
        """The facts of a contact as a struct; raises `UnknownFacts` naming each that is wrong."""
        return self._compiler.facts(values)

    def impossible(self, facts: Facts) -> list[lang.Impossible]:
        """The combinations among these facts that cannot be; empty for facts that can."""
        found: list[lang.Impossible] = self._that_hold["impossible"](facts)
        return found

    # routes

    def advise(self, facts: Facts, stage: str | None = None) -> Advice:
        """The first route that applies at `stage` (the first stage if None). Raises `NoRoute`."""
        advice = self._advise[stage](facts)
        if advice is None:
            raise NoRoute(f"{self.book.authority} has no route at {stage or self.book.first_stage}")
        return advice

    def _first_route(self, stage: str | None) -> Callable[[Facts], Advice | None]:
        routes = self.book.routes_at(stage or self.book.first_stage)
        return self._compiler.first(
            [route.when for route in routes], [advice_of(self.book, route) for route in routes]
        )

    def has_routes(self, stage: str) -> bool:
        """Whether the procedure advises anything at this stage."""
        return bool(self.book.routes_at(stage))

    def why_not(self, facts: Facts, advice: Advice) -> tuple[WhyNot, ...]:
        """For each route before the one taken: which fact kept it from applying."""
        return self._before[advice.rule](facts)

    def _routes_before(self, rule: str) -> Callable[[Facts], tuple[WhyNot, ...]]:
        routes = self.book.routes_at(self.book.routes[rule].stage)
        earlier = takewhile(lambda route: route.rule != rule, routes)
        return self._compiler.looked_up([self._kept_from[route.rule] for route in earlier])

    @cached_property
    def _kept_from(self) -> dict[str, tuple[tuple[str, ...], Table[tuple[str, ...], WhyNot]]]:
        """For each route what it asks for, and by the values of that what kept it back."""
        asks = {
            route.rule: tuple(dict.fromkeys(one.fact for box in route.when for one in box))
            for route in self.book.routes.values()
        }
        return {
            rule: (names, Table(partial(_why_not, self.book.routes[rule], names)))
            for rule, names in asks.items()
        }

    @cached_property
    def _named(self) -> dict[str, Callable[[Facts], bool | None]]:
        return {
            name: self._compiler.first([condition.when], [True])
            for name, condition in self.book.conditions.items()
        }

    def holds(self, condition: str, facts: Facts) -> bool:
        """Whether a named condition of the procedure holds for these facts."""
        return self._named[condition](facts) is True

    # what matches

    def tasks(self, facts: Facts) -> list[lang.Task]:
        """Tasks whose conditions hold."""
        found: list[lang.Task] = self._that_hold["tasks"](facts)
        return found

    def bars(self, facts: Facts) -> list[lang.Bar]:
        """Bars whose conditions hold."""
        found: list[lang.Bar] = self._that_hold["bars"](facts)
        return found

    def questions(self, facts: Facts) -> list[lang.Question]:
        """Questions to ask."""
        found: list[lang.Question] = self._that_hold["questions"](facts)
        return found

    def checks(self, facts: Facts) -> list[lang.Check]:
        """Checks to make."""
        found: list[lang.Check] = self._that_hold["checks"](facts)
        return found

    def notices(self, facts: Facts, stage: str | None = None) -> list[lang.Notice]:
        """What people are told at a stage (the first stage if None)."""
        here = stage or self.book.first_stage
        return [
            notice
            for notice in self._that_hold["notices"](facts)
            if not notice.at or here in self.stages(notice.at)
        ]

    def matters(self, facts: Facts) -> list[lang.Matter]:
        """Matters on which clauses differ."""
        found: list[lang.Matter] = self._that_hold["matters"](facts)
        return found

    def disclosure(self, facts: Facts) -> list[lang.Disclosure]:
        """What is held back."""
        found: list[lang.Disclosure] = self._that_hold["disclosure"](facts)
        return found

    def feedback(self, facts: Facts) -> list[lang.Feedback]:
        """Who is told, and what."""
        found: list[lang.Feedback] = self._that_hold["feedback"](facts)
        return found

    def letters(self, facts: Facts) -> list[lang.Letter]:
        """The paragraphs of letters whose conditions hold."""
        found: list[lang.Letter] = self._that_hold["letters"](facts)
        return found

    def reactions(self, facts: Facts) -> list[lang.Reaction]:
        """Reactions whose conditions hold."""
        found: list[lang.Reaction] = self._that_hold["reactions"](facts)
        return found

    # steps

    def steps(self, facts: Facts, stage: str | None) -> list[lang.Step]:
        """Steps that the procedure has at this stage for these facts; stage None is before any."""
        possible: list[lang.Step] = self._that_hold["steps"](facts)
        return [
            step
            for step in possible
            if ("start" in step.at if stage is None else stage in self.stages(step.at))
        ]

    def steps_of(self, verb: str, detail: str | None) -> list[lang.Step]:
        """Every step of a command, at any stage; those that name `detail` take it from the rest."""
        every = [step for step in self.book.steps.values() if step.command.verb == verb]
        named = [step for step in every if step.command.detail and step.command.detail == detail]
        return named or [step for step in every if step.command.detail is None]

    def by(self, step: lang.Step) -> tuple[Who, ...]:
        """Who may take a step, under the reading in force."""
        reading = chosen(self.book, step)
        return (reading and reading.by) or step.by

    def outcomes(self, step: lang.Step) -> tuple[str, ...]:
        """The outcomes that a step permits, under the reading in force; empty: any."""
        reading = chosen(self.book, step)
        return (reading and reading.outcomes) or step.outcomes

    def needs(self, step: lang.Step) -> tuple[str, ...]:
        """What a step needs, under the reading in force."""
        reading = chosen(self.book, step)
        return reading.needs if reading and reading.needs is not None else step.needs

    def stages(self, names: tuple[str, ...]) -> frozenset[str]:
        """Stage ids with `open`, `final` and `any` spelled out."""
        if names not in self._stages:
            self._stages[names] = frozenset(self.book.stages_named(names))
        return self._stages[names]

    def roles(self, whos: tuple[Who, ...]) -> frozenset[str]:
        """Role ids with `anyone` and `every <kind>` spelled out."""
        if whos not in self._roles:
            self._roles[whos] = self.book.roles_named(whos)
        return self._roles[whos]

    @cached_property
    def _stages(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    @cached_property
    def _roles(self) -> dict[tuple[Who, ...], frozenset[str]]:
        return {}

    def is_final(self, stage: str) -> bool:
        """Whether a contact at this stage has ended; a stage of an older edition has not."""
        return stage in self.book.stages and self.book.stages[stage].final

    def rank(self, outcome: str) -> int:
        """Where an outcome's meaning stands, from the least response (0) to the greatest."""
        return vocabulary.RANK[self.book.outcomes[outcome].meaning]


def _why_not(route: lang.Route, asks: tuple[str, ...], values: tuple[str, ...]) -> WhyNot:
    seen = dict(zip(asks, values, strict=True))
    boxes = (
        [one for one in box if (seen[one.fact] in one.values) == one.negated] for box in route.when
    )
    failed = []
    for fact, values, negated in min(boxes, key=len):
        wanted = " or ".join(values)
        failed.append((fact, seen[fact], f"not {wanted}" if negated else wanted))
    return WhyNot(route.rule, route.outcome, tuple(failed))


def advice_of(book: Rulebook, route: lang.Route) -> Advice:
    """What a route advises, under the reading in force."""
    reading = chosen(book, route)
    outcome = (reading and reading.outcome) or route.outcome
    whos = (reading and reading.decided_by) or route.decided_by
    return Advice(
        rule=route.rule,
        outcome=outcome,
        also=(reading.also if reading and reading.also is not None else route.also),
        meaning=book.outcomes[outcome].meaning,
        destination=(reading and reading.to) or route.to,
        decided_by=tuple(str(who) for who in whos),
        cites=route.clauses,
        reading=reading.reading if reading else None,
    )


def chosen(book: Rulebook, rule: Any) -> Any:
    """The reading of a rule that the council chose, else the first named, else None."""
    readings = rule.readings
    if not readings:
        return None
    name = book.choices.get(rule.rule)
    return next((reading for reading in readings if reading.reading == name), readings[0])
