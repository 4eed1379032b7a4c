"""Turns the conditions of a rulebook into exact regions of its space of facts."""

from __future__ import annotations

from functools import cached_property

from frontdoor.procedure.boxes import Box, Space, intersect
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

Region = tuple[Box, ...]


class Regions:
    """The space of a rulebook's facts, and the region of every condition in it."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.space = Space({fact.fact: fact.values for fact in book.facts.values()})
        self._named: dict[tuple[str, bool], Region] = {}

    def of(self, when: When) -> Region:
        """The union of the boxes of `when`, named conditions spelled out."""
        # The same box comes up over and over where conditions rest on one another.
        return tuple(dict.fromkeys(box for boxes in when for box in self._conjunction(boxes)))

    @cached_property
    def impossible(self) -> Region:
        """Every combination that cannot be."""
        return tuple(box for rule in self.book.impossible.values() for box in self.of(rule.when))

    def _conjunction(self, conditions: tuple[Condition, ...]) -> Region:
        plain: dict[str, tuple[str, ...]] = {}
        named: list[Region] = []
        for fact, values, negated in conditions:
            if fact in self.book.facts:
                every = self.book.facts[fact].values
                plain[fact] = tuple(v for v in every if (v in values) != negated)
                if not plain[fact]:
                    return ()
            else:
                wanted = {(value == "yes") != negated for value in values}
                if len(wanted) == 1:
                    named.append(self._condition(fact, wanted.pop()))
                elif negated:
                    return ()
        region: Region = (self.space.box(plain),)
        for other in named:
            region = tuple(
                both for one in region for two in other if (both := intersect(one, two)) is not None
            )
        return region

    def _condition(self, name: str, holds: bool) -> Region:
        key = (name, holds)
        if key not in self._named:
            region = self.of(self.book.conditions[name].when)
            if not holds:
                region = tuple(self.space.subtract([self.space.everything], region))
            self._named[key] = region
        return self._named[key]
