"""For which contacts do two procedures differ: all of them, in as few statements as can be.

What each procedure says is worked out exactly, over every possible combination of facts (see
`frontdoor.procedure.diagrams`), and compared aspect by aspect in the common vocabulary.

A statement takes what one of the two says as given and tells which of those contacts the other
answers otherwise. So its conditions need not repeat what sets those contacts apart for the first.
The one with more rules is taken as given: the conditions on the other are few and short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from math import inf
from typing import Literal, NamedTuple

import msgspec

from frontdoor.compare.every_contact.alternatives import (
    Alternative,
    alternatives,
    conditions_in,
)
from frontdoor.compare.every_contact.responses import Responses, Value
from frontdoor.procedure.conditions import facts_of
from frontdoor.procedure.covers import Covers
from frontdoor.procedure.diagrams import OUTSIDE, Diagram, Diagrams
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

RULES_ARE_WORTH = 8
"""To name a procedure's rules spares many conditions, but they have to be looked up: it is done
where there would be more than so many conditions for each statement and one for each rule."""


class Said(msgspec.Struct, frozen=True):
    """What one procedure says: the value, in the common vocabulary, and the rules that say it."""

    value: Value
    rules: tuple[str, ...]
    cites: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True):
    """Contacts of which two procedures say different things.

    They are those of which the procedure `given` (a or b) says its value and that meet any of the
    `conditions`; or, with `comes_to`, those that come to these rules of the other procedure.
    `share` is theirs of all possible combinations of facts, from 0 to 1; `example` the facts of the
    contact among them that departs least from the usual, as far as it departs.
    """

    a: Said
    b: Said
    given: Literal["a", "b"]
    conditions: tuple[Alternative, ...]
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


_Rules = dict[tuple[Value, Value], tuple[set[str], set[str]]]


def differences(
    a: Rulebook, b: Rulebook, aspects: Iterable[Aspect] = ASPECTS
) -> Iterator[Difference]:
    """How two procedures differ, aspect by aspect; nothing is kept from one to the next."""
    for aspect in aspects:
        yield between(a, b).of(aspect)


def between(a: Rulebook, b: Rulebook) -> Differences:
    """Where two procedures differ."""
    return Differences(*responses_of(a, b))


def responses_of(*books: Rulebook) -> list[Responses]:
    """What procedures say to every contact, made to be compared with each other."""
    diagrams = Diagrams(facts_of(books))
    return [Responses(book, diagrams) for book in books]


class Differences:
    """Where two procedures differ; each thing is worked out when it is first asked for.

    `a` and `b` are what the two say, of the same diagrams.
    """

    def __init__(self, a: Responses, b: Responses) -> None:
        self.a, self.b = a, b
        self.diagrams = a.diagrams
        self._covers = Covers(self.diagrams)

    @cached_property
    def possible(self) -> Diagram:
        """The combinations of facts that neither holds for impossible."""
        never = self.diagrams.any(side.conditions.impossible for side in (self.a, self.b))
        return self.diagrams.opposite(never)

    @cached_property
    def _size(self) -> int:
        return self.diagrams.size(self.possible)

    def share(self, where: Diagram) -> float:
        """How much of all possible combinations of facts this is, from 0 to 1."""
        return self.diagrams.size(where) / self._size

    def values(self, aspect: Aspect) -> tuple[Diagram, Diagram]:
        """What each of the two says of an aspect."""
        return self.a.says(aspect.of), self.b.says(aspect.of)

    def where(self, aspects: Iterable[Aspect] = ASPECTS) -> Diagram:
        """Where the two differ in at least one of the aspects."""
        differ = (self.diagrams.together(lambda x, y: x != y, *self.values(one)) for one in aspects)
        return self.diagrams.both(self.possible, self.diagrams.any(differ))

    def overview(self, aspect: Aspect) -> tuple[Meeting, ...]:
        """The values that meet, most combinations first; quicker than to make statements."""
        apart = self.diagrams.together(
            lambda x, y: (x, y) if x != y else None, *self.values(aspect)
        )
        apart = self.diagrams.where(self.possible, apart, self.diagrams.always(None))
        sizes = self.diagrams.sizes(apart)
        nearest = self.diagrams.nearest_to_each(apart, self._usual)
        met = [
            Meeting(pair[0], pair[1], size / self._size, self._unusual(nearest[pair]))
            for pair, size in sizes.items()
            if pair
        ]
        return tuple(sorted(met, key=lambda one: -one.share))

    def of(self, aspect: Aspect) -> Difference:
        """How the two differ in one aspect, the statements with fewest conditions first."""
        values = self.values(aspect)
        mine, others = values if self._given == "a" else values[::-1]
        rules = self._rules(values)
        statements = [
            self._statement(value, other, here, where, parts, rules)
            for value, here in self.diagrams.results(mine, self.possible).items()
            for parts in (self._parts(others, here),)
            for other, where in self.diagrams.results(others, here).items()
            if value != other
        ]
        statements.sort(key=lambda one: (_to_read(one), -one.share))
        share = sum(one.share for one in statements)
        return Difference(aspect.id, aspect.title, share, tuple(statements))

    @cached_property
    def _given(self) -> Literal["a", "b"]:
        """Whose answer statements take as given: of the one with more rules for the first stage."""
        rules = [len(side.book.routes_at(side.book.first_stage)) for side in (self.a, self.b)]
        return "a" if rules[0] >= rules[1] else "b"

    def _parts(self, others: Diagram, here: Diagram) -> dict[Value, Diagram]:
        """Where each answer of the other comes, told apart with few facts within `here` alone."""
        return self.diagrams.results(self.diagrams.asking_little(others, here))

    def _statement(
        self,
        value: Value,
        other: Value,
        here: Diagram,
        where: Diagram,
        parts: Mapping[Value, Diagram],
        rules: _Rules,
    ) -> Statement:
        """Of the contacts `where` the given, which says `value` `here`, meets the `other`."""
        diagrams = self.diagrams
        else_where = diagrams.any(
            part for answer, part in parts.items() if answer not in (other, OUTSIDE)
        )
        x, y = (value, other) if self._given == "a" else (other, value)
        a, b = self._said(self.a, x, rules[x, y][0]), self._said(self.b, y, rules[x, y][1])
        its, answer = (self.b, b) if self._given == "a" else (self.a, a)
        come = diagrams.any(its.takes[rule] for rule in answer.rules)
        limit = inf
        if diagrams.apart(diagrams.without(come, where), here):
            limit = RULES_ARE_WORTH + len(answer.rules)
        boxes = self._covers.boxes(parts[other], diagrams.opposite(else_where), limit)
        conditions = alternatives(diagrams, boxes or (), parts[other])
        by_rules = boxes is None or conditions_in(conditions) > limit
        return Statement(
            a=a,
            b=b,
            given=self._given,
            conditions=() if by_rules else conditions,
            comes_to=answer.rules if by_rules else (),
            share=self.share(where),
            example=self._example(where),
        )

    def _rules(self, values: tuple[Diagram, Diagram]) -> _Rules:
        """For each two values that differ the rules of each procedure that say them then."""
        every = self.diagrams.together(
            lambda x, y, i, j: (x, y, i, j) if x != y else None,
            *values,
            self.a.first,
            self.b.first,
        )
        every = self.diagrams.where(self.possible, every, self.diagrams.always(None))
        found: _Rules = {}
        for x, y, i, j in filter(None, self.diagrams.sizes(every)):
            rules = found.setdefault((x, y), (set(), set()))
            rules[0].add(i)
            rules[1].add(j)
        return found

    def _said(self, side: Responses, value: Value, rules: set[str]) -> Said:
        order = [
            route.rule
            for route in side.book.routes_at(side.book.first_stage)
            if route.rule in rules
        ]
        cites = [cite for rule in order for cite in side.book.routes[rule].clauses]
        return Said(value, tuple(order), tuple(dict.fromkeys(cites)))

    def _example(self, where: Diagram) -> dict[str, str]:
        return self._unusual(self.diagrams.nearest(where, self._usual) or {})

    def _unusual(self, facts: Mapping[str, str]) -> dict[str, str]:
        return {fact: value for fact, value in facts.items() if value != self._usual[fact]}

    @cached_property
    def _usual(self) -> dict[str, str]:
        facts = {**self.b.book.facts, **self.a.book.facts}
        return {fact: facts[fact].default for fact in self.diagrams.facts}


def _to_read(one: Statement) -> int:
    """How much there is to read of a statement, in conditions."""
    rules = RULES_ARE_WORTH + len(one.comes_to) if one.comes_to else 0
    return conditions_in(one.conditions) + rules
