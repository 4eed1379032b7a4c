"""The conditions of a rulebook as diagrams, to compute with: where each holds, exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from frontdoor.procedure.diagrams import Diagram, Diagrams
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook


class Conditions:
    """Where the conditions of a rulebook hold.

    `diagrams` may be those of several rulebooks together; a value that another one's fact has and
    this one's has not is to this one as if the fact were not known.
    """

    def __init__(self, book: Rulebook, diagrams: Diagrams | None = None) -> None:
        self.book = book
        self.diagrams = diagrams or Diagrams(facts_of([book]))
        self._named: dict[str, Diagram] = {}

    def of(self, when: When) -> Diagram:
        """Where any of the boxes of a condition holds."""
        return self.diagrams.any(self._box(box) for box in when)

    def named(self, name: str) -> Diagram:
        """Where a named condition of the rulebook holds."""
        if name not in self._named:
            self._named[name] = self.of(self.book.conditions[name].when)
        return self._named[name]

    def box(self, facts: Mapping[str, Iterable[str]]) -> Diagram:
        """Where each of these facts of the rulebook has one of these of its values."""
        return self.of((tuple(Condition(fact, tuple(values)) for fact, values in facts.items()),))

    @cached_property
    def impossible(self) -> Diagram:
        """The combinations of facts that cannot be."""
        return self.diagrams.any(self.of(rule.when) for rule in self.book.impossible.values())

    def _box(self, box: Iterable[Condition]) -> Diagram:
        plain: dict[str, list[str]] = {}
        found = self.diagrams.yes
        for fact, values, negated in box:
            if fact in self.book.facts:
                plain[fact] = list(self._allowed(fact, values, negated))
                continue
            wanted = {(value == "yes") != negated for value in values}
            if len(wanted) == 2:
                holds = self.diagrams.always(not negated)
            elif wanted.pop():
                holds = self.named(fact)
            else:
                holds = self.diagrams.opposite(self.named(fact))
            found = self.diagrams.both(found, holds)
        return self.diagrams.both(self.diagrams.box(plain), found)

    def _allowed(self, fact: str, values: tuple[str, ...], negated: bool) -> Iterator[str]:
        own = self.book.facts[fact]
        for value in self.diagrams.facts[fact]:
            seen = value if value in own.values else own.default
            if (seen in values) != negated:
                yield value


def facts_of(books: Iterable[Rulebook]) -> dict[str, tuple[str, ...]]:
    """The facts of rulebooks taken together, each with every value that one of them has.

    Those that conditions name most come first: so diagrams stay small.
    """
    facts: dict[str, tuple[str, ...]] = {}
    times: Counter[str] = Counter()
    for book in books:
        for fact in book.facts.values():
            facts[fact.fact] = tuple(dict.fromkeys((*facts.get(fact.fact, ()), *fact.values)))
        for route in book.routes.values():
            times.update(_named_by(book, route.when))
    return dict(sorted(facts.items(), key=lambda one: -times[one[0]]))


def _named_by(book: Rulebook, when: When) -> Iterator[str]:
    for box in when:
        for fact, _, _ in box:
            if fact in book.facts:
                yield fact
            else:
                yield from _named_by(book, book.conditions[fact].when)
