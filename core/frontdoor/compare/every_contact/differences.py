"""For which contacts do two procedures differ: all of them, in as few statements as can be.

What each procedure says is worked out exactly, over every possible combination of facts (see
`frontdoor.procedure.diagrams`), and compared aspect by aspect in the common vocabulary.

A statement takes what one of the two says as given and tells which of those contacts the other
answers otherwise. So its conditions need not repeat what sets those contacts apart for the first.
The one with more rules is taken as given: the conditions on the other are few and short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import eq
from typing import Literal, NamedTuple

import msgspec

from frontdoor.compare.every_contact.alternatives import (
    Alternative,
    alternatives,
    conditions_in,
)
from frontdoor.compare.every_contact.entries import Entry, first_match
from frontdoor.compare.every_contact.responses import Responses, Value
from frontdoor.procedure.conditions import facts_of
from frontdoor.procedure.covers import Covers
from frontdoor.procedure.diagrams import Diagram, Diagrams
from frontdoor.procedure.rulebook import Rulebook


class Aspect(NamedTuple):
    """Something that procedures say of every contact, and how it is worked out."""

    id: str
    title: str
    of: Callable[[Responses], Diagram]


ASPECTS: tuple[Aspect, ...] = (
    Aspect("meaning", "What is advised first", Responses.meaning),
    Aspect("outcomes", "All that is advised at first", Responses.outcomes),
    Aspect("end", "What comes of it, where the advice is followed", Responses.end),
    Aspect("destination", "Where the contact goes", Responses.destination),
    Aspect("decider", "Who decides", Responses.decider),
    Aspect("deadline", "Within what time it is decided", Responses.deadline),
)

RULES_ARE_WORTH = 3
"""Naming a procedure's rules is shorter than many conditions, but has to be looked up: it is done
where it spares more than so many conditions."""


class Said(msgspec.Struct, frozen=True):
    """What one procedure says: the value, in the common vocabulary, and the rules that say it."""

    value: Value
    rules: tuple[str, ...]
    cites: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True):
    """Contacts of which two procedures say different things.

    They are those of which the procedure `given` (a or b) says its value and that meet any of the
    `conditions`, unless a condition of the other procedure's rules `unless` holds; or, with
    `comes_to`, those that come to these rules of the other procedure, none before them applying.
    `share` is theirs of all possible combinations of facts, from 0 to 1; `example` the facts of the
    contact among them that departs least from the usual, as far as it departs.
    """

    a: Said
    b: Said
    given: Literal["a", "b"]
    conditions: tuple[Alternative, ...]
    unless: tuple[str, ...]
    comes_to: tuple[str, ...]
    share: float
    example: Mapping[str, str]


class Meeting(msgspec.Struct, frozen=True):
    """Two values of an aspect, a's and b's, that differ for some contacts: share and example."""

    a: Value
    b: Value
    share: float
    example: Mapping[str, str]


class Difference(msgspec.Struct, frozen=True):
    """How two procedures differ in one aspect: `share` of all combinations, and the statements."""

    aspect: str
    title: str
    share: float
    statements: tuple[Statement, ...]


def differences(
    a: Rulebook, b: Rulebook, aspects: Iterable[Aspect] = ASPECTS
) -> Iterator[Difference]:
    """How two procedures differ, aspect by aspect; nothing is kept from one to the next."""
    for aspect in aspects:
        yield Differences(a, b).of(aspect)


class Differences:
    """Where two procedures differ; each thing is worked out when it is first asked for.

    `diagrams` may be shared by several comparisons over the same facts (see `facts_of`).
    """

    def __init__(self, a: Rulebook, b: Rulebook, diagrams: Diagrams | None = None) -> None:
        self.diagrams = diagrams or Diagrams(facts_of([a, b]))
        self.a = Responses(a, self.diagrams)
        self.b = Responses(b, self.diagrams)
        self._covers = Covers(self.diagrams)
        self._values: dict[str, tuple[Diagram, Diagram]] = {}

    @cached_property
    def impossible(self) -> Diagram:
        """The combinations of facts that cannot be for either."""
        return self.diagrams.either(self.a.conditions.impossible, self.b.conditions.impossible)

    @cached_property
    def possible(self) -> Diagram:
        """The combinations of facts that can be."""
        return self.diagrams.opposite(self.impossible)

    @cached_property
    def _size(self) -> int:
        return self.diagrams.size(self.possible)

    def share(self, where: Diagram) -> float:
        """How much of all possible combinations of facts this is, from 0 to 1."""
        return self.diagrams.size(where) / self._size

    def values(self, aspect: Aspect) -> tuple[Diagram, Diagram]:
        """What each of the two says of an aspect."""
        if aspect.id not in self._values:
            self._values[aspect.id] = (aspect.of(self.a), aspect.of(self.b))
        return self._values[aspect.id]

    def where(self, aspects: Iterable[Aspect] = ASPECTS) -> Diagram:
        """Where the two differ in at least one of the aspects."""
        differ = (self.diagrams.together(lambda x, y: x != y, *self.values(one)) for one in aspects)
        return self.diagrams.both(self.possible, self.diagrams.any(differ))

    def overview(self, aspect: Aspect) -> tuple[Meeting, ...]:
        """The values that meet, without statements: quicker, where only that is wanted."""
        return tuple(
            Meeting(x, y, self.share(where), self._example(where))
            for (x, y), where in self.pairs(aspect).items()
        )

    def pairs(self, aspect: Aspect) -> dict[tuple[Value, Value], Diagram]:
        """Each two values of an aspect, a's and b's, that differ for some contact, and where."""
        apart = self.diagrams.together(
            lambda x, y: (x, y) if x != y else None, *self.values(aspect)
        )
        found = self.diagrams.results(apart, self.possible)
        found.pop(None, None)
        return found

    def of(self, aspect: Aspect) -> Difference:
        """How the two differ in one aspect, the statements with fewest conditions first."""
        values = self.values(aspect)
        a_given = self._given == "a"
        table = first_match(self.b if a_given else self.a, values[a_given], self.possible)
        place = self.diagrams.first([(entry.applies, n) for n, entry in enumerate(table)])
        apart = self.diagrams.together(
            lambda x, y, n: (x, y, n) if x != y else None, *values, place
        )
        regions = self.diagrams.results(apart, self.possible)
        regions.pop(None, None)
        met: dict[tuple[Value, Value], dict[int, Diagram]] = {}
        for x, y, n in sorted(regions, key=lambda one: one[2]):
            met.setdefault((x, y), {})[n] = regions[x, y, n]
        statements = []
        for (x, y), parts in met.items():
            given = self.diagrams.each(partial(eq, x if a_given else y), values[not a_given])
            for where, earlier in self._tellable(table, parts):
                statements.append(self._statement(x, y, given, where, earlier))
        statements.sort(key=lambda one: (conditions_in(one.conditions), -one.share))
        share = self.share(self.diagrams.any(regions.values()))
        return Difference(aspect.id, aspect.title, share, tuple(statements))

    @cached_property
    def _given(self) -> Literal["a", "b"]:
        """Whose answer statements take as given: of the one with more rules for the first stage."""
        rules = [len(side.routes(side.book.first_stage)) for side in (self.a, self.b)]
        return "a" if rules[0] >= rules[1] else "b"

    def _tellable(
        self, table: list[Entry], parts: Mapping[int, Diagram]
    ) -> Iterator[tuple[Diagram, list[Entry]]]:
        """What one statement can tell of, and the entries that come before it.

        `parts` has where, by the place in the table. All of it, unless an entry in between applies
        to some of it too.
        """
        where = self.diagrams.any(parts.values())
        earlier = [table[n] for n in range(max(parts)) if n not in parts and not table[n].shared]
        before = self.diagrams.any(entry.applies for entry in earlier)
        if len(parts) == 1 or self.diagrams.apart(where, before):
            yield where, earlier
        else:
            for n, part in parts.items():
                yield from self._tellable(table, {n: part})

    def _statement(
        self, x: Value, y: Value, given: Diagram, where: Diagram, earlier: list[Entry]
    ) -> Statement:
        diagrams = self.diagrams
        otherwise = diagrams.opposite(diagrams.both(given, self.possible))
        said = (self._said(self.a, x, where), self._said(self.b, y, where))
        conditions, unless = min(
            (self._told(where, otherwise, before) for before in ([], earlier)), key=_to_read
        )
        comes_to: tuple[str, ...] = ()
        side, rules = (self.b, said[1].rules) if self._given == "a" else (self.a, said[0].rules)
        if RULES_ARE_WORTH + len(rules) < _to_read((conditions, unless)):
            come = diagrams.both(given, diagrams.any(side.takes[rule] for rule in rules))
            if diagrams.both(come, self.possible) == where:
                conditions, unless, comes_to = (), (), rules
        return Statement(
            a=said[0],
            b=said[1],
            given=self._given,
            conditions=conditions,
            unless=unless,
            comes_to=comes_to,
            share=self.share(where),
            example=self._example(where),
        )

    def _told(
        self, where: Diagram, otherwise: Diagram, earlier: list[Entry]
    ) -> tuple[tuple[Alternative, ...], tuple[str, ...]]:
        """Conditions, and the rules out of some earlier ones that have to be excepted."""
        diagrams = self.diagrams
        before = diagrams.any(entry.applies for entry in earlier)
        boxes = self._covers.boxes(where, diagrams.any((where, otherwise, before)))
        stated = diagrams.any(diagrams.box(dict(box)) for box in boxes)
        too_much = diagrams.without(stated, diagrams.either(where, otherwise))
        return alternatives(diagrams, boxes, where), tuple(self._unless(earlier, too_much))

    def _unless(self, earlier: list[Entry], too_much: Diagram) -> Iterator[str]:
        """Earlier rules that together take all of what the conditions say too much."""
        side = self.b if self._given == "a" else self.a
        for entry in reversed(earlier):
            for rule in reversed(entry.rules):
                if not self.diagrams.apart(too_much, side.applies[rule]):
                    too_much = self.diagrams.without(too_much, side.applies[rule])
                    yield rule

    def _said(self, side: Responses, value: Value, where: Diagram) -> Said:
        rules = [
            route.rule
            for route in side.routes(side.book.first_stage)
            if route.rule in side.takes and not self.diagrams.apart(side.takes[route.rule], where)
        ]
        cites = [cite for rule in rules for cite in side.book.routes[rule].clauses]
        return Said(value, tuple(rules), tuple(dict.fromkeys(cites)))

    def _example(self, where: Diagram) -> dict[str, str]:
        facts = self.diagrams.nearest(where, self._usual) or {}
        return {fact: value for fact, value in facts.items() if value != self._usual[fact]}

    @cached_property
    def _usual(self) -> dict[str, str]:
        facts = {**self.b.book.facts, **self.a.book.facts}
        return {fact: facts[fact].default for fact in self.diagrams.facts}


def _to_read(told: tuple[tuple[Alternative, ...], tuple[str, ...]]) -> int:
    """How much there is to read: every condition, and every rule that is excepted."""
    conditions, unless = told
    return len(unless) + sum(len(any_of) for one in conditions for any_of in one)
