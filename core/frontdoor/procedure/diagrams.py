"""Diagrams: functions of the facts of a contact, each kept in one form only, to compute with.

A procedure's table is a function of the facts: the route taken, the times given, whether a step is
permitted. A *diagram* holds such a function as a decision tree in which what is the same is kept
once: along a path each fact is asked at most once and in one order, a fact whose value makes no
difference is not asked at all, and equal parts are one part. Two functions are equal exactly when
their diagrams are the same number. (Bryant, 1986; for facts of several values and any results,
Kam and others, 1998.)

So a question over more than 10**20 combinations of facts is answered exactly, in time that grows
with the size of the diagrams; a procedure's has some hundreds of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

Diagram = int
"""A function of the facts; the number means something only to the `Diagrams` that made it."""


OUTSIDE: Final = object()
"""The result where a function is not looked at."""


class Diagrams:
    """The diagrams over facts, each with its values; they share their parts.

    Facts are asked in the order given. Where those that conditions name most come first, diagrams
    stay small.
    """

    def __init__(self, facts: Mapping[str, Sequence[str]]) -> None:
        self.facts: Mapping[str, tuple[str, ...]] = {
            fact: tuple(values) for fact, values in facts.items()
        }
        self._names = tuple(self.facts)
        self._level_of = {fact: level for level, fact in enumerate(self._names)}
        self._values = list(self.facts.values())
        self._widths = [len(values) for values in self._values]
        self._levels: list[int] = []
        self._parts: list[tuple[Diagram, ...]] = []
        self._results: dict[Diagram, Any] = {}
        self._kept: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._kept_results: dict[tuple[type, Hashable], Diagram] = {}
        self._chosen: dict[tuple[Diagram, Diagram, Diagram], Diagram] = {}
        self._apart: set[tuple[Diagram, Diagram]] = set()
        self._merged: dict[tuple[Diagram, Diagram], Diagram | None] = {}
        self.no = self.always(False)
        self.yes = self.always(True)

    # making

    def always(self, result: Hashable) -> Diagram:
        """The function with this result whatever the facts are."""
        key = (type(result), result)
        if key not in self._kept_results:
            self._kept_results[key] = made = self._new(len(self._widths), ())
            self._results[made] = result
        return self._kept_results[key]

    def _new(self, level: int, parts: tuple[Diagram, ...]) -> Diagram:
        self._levels.append(level)
        self._parts.append(parts)
        return len(self._levels) - 1

    def _asking(self, level: int, parts: tuple[Diagram, ...]) -> Diagram:
        """The function that asks one fact, and goes on as its value's part says."""
        first = parts[0]
        for part in parts:
            if part != first:
                break
        else:
            return first
        key = (level, parts)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._new(level, parts)
        return found

    def box(self, conditions: Mapping[str, Iterable[str]]) -> Diagram:
        """Whether each of these facts has one of the values given for it.

        Raises `KeyError` for a fact that is not of these diagrams, `ValueError` for such a value.
        """
        made = self.yes
        for fact in sorted(conditions, key=self._level_of.__getitem__, reverse=True):
            level = self._level_of[fact]
            allowed = {self._values[level].index(value) for value in conditions[fact]}
            parts = [made if n in allowed else self.no for n in range(self._widths[level])]
            made = self._asking(level, tuple(parts))
        return made

    # computing

    def where(self, condition: Diagram, then: Diagram, otherwise: Diagram) -> Diagram:
        """`then` where the condition holds, else `otherwise`."""
        if condition == self.yes or then == otherwise:
            return then
        if condition == self.no:
            return otherwise
        if then == self.yes and otherwise == self.no:
            return condition
        key = (condition, then, otherwise)
        found = self._chosen.get(key)
        if found is None:
            levels = self._levels
            level = min(levels[condition], levels[then], levels[otherwise])
            parts = map(
                self.where,
                self._at(condition, level),
                self._at(then, level),
                self._at(otherwise, level),
            )
            found = self._chosen[key] = self._asking(level, tuple(parts))
        return found

    def _at(self, diagram: Diagram, level: int) -> tuple[Diagram, ...]:
        """What becomes of a diagram under each value of the fact asked at a level."""
        if self._levels[diagram] == level:
            return self._parts[diagram]
        return (diagram,) * self._widths[level]

    def opposite(self, a: Diagram) -> Diagram:
        """Where a condition does not hold."""
        return self.where(a, self.no, self.yes)

    def both(self, a: Diagram, b: Diagram) -> Diagram:
        """Where two conditions hold."""
        return self.where(a, b, self.no) if a < b else self.where(b, a, self.no)

    def either(self, a: Diagram, b: Diagram) -> Diagram:
        """Where at least one of two conditions holds."""
        return self.where(a, self.yes, b) if a < b else self.where(b, self.yes, a)

    def without(self, a: Diagram, b: Diagram) -> Diagram:
        """Where the first condition holds and the second does not."""
        return self.where(b, self.no, a)

    def apart(self, a: Diagram, b: Diagram) -> bool:
        """Whether two conditions never hold together; quicker than to work out where they do."""
        if self.no in (a, b):
            return True
        if a == b or self.yes in (a, b):
            return False
        key = (a, b) if a < b else (b, a)
        if key not in self._apart:
            level = min(self._levels[a], self._levels[b])
            pairs = set(zip(self._at(a, level), self._at(b, level), strict=True))
            if not all(self.apart(one, other) for one, other in pairs):
                return False
            self._apart.add(key)
        return True

    def any(self, conditions: Iterable[Diagram]) -> Diagram:
        """Where at least one of the conditions holds."""
        found = self.no
        for condition in conditions:
            found = self.either(found, condition)
        return found

    def all(self, conditions: Iterable[Diagram]) -> Diagram:
        """Where every one of the conditions holds."""
        found = self.yes
        for condition in conditions:
            found = self.both(found, condition)
        return found

    def whatever(self, facts: Iterable[str], condition: Diagram) -> Diagram:
        """Where a condition can be made to hold by giving these facts other values."""
        free = {self._level_of[fact] for fact in facts}
        known = {self.no: self.no, self.yes: self.yes}
        for part in reversed(self.parts(condition)):
            if part not in known:
                level = self._levels[part]
                below = [known[one] for one in self._parts[part]]
                made = self.any(below) if level in free else self._asking(level, tuple(below))
                known[part] = made
        return known[condition]

    def first(
        self, table: Sequence[tuple[Diagram, Hashable]], otherwise: Hashable = None
    ) -> Diagram:
        """The result beside the first condition that holds, as a first-match table has it."""
        found = self.always(otherwise)
        for condition, result in reversed(table):
            found = self.where(condition, self.always(result), found)
        return found

    def each(self, change: Callable[[Any], Hashable], diagram: Diagram) -> Diagram:
        """The function with every result changed."""
        return self._with_results({}, change, diagram)

    def _with_results(
        self, known: dict[Diagram, Diagram], change: Callable[[Any], Hashable], diagram: Diagram
    ) -> Diagram:
        found = known.get(diagram)
        if found is None:
            if diagram in self._results:
                found = self.always(change(self._results[diagram]))
            else:
                parts = self._parts[diagram]
                below = [self._with_results(known, change, part) for part in parts]
                found = self._asking(self._levels[diagram], tuple(below))
            known[diagram] = found
        return found

    def together(self, change: Callable[..., Hashable], *diagrams: Diagram) -> Diagram:
        """One result out of those of several functions, for every combination of facts."""
        known: dict[tuple[Diagram, ...], Diagram] = {}
        last = len(self._widths)

        def made(parts: tuple[Diagram, ...]) -> Diagram:
            found = known.get(parts)
            if found is None:
                level = min([self._levels[part] for part in parts])
                if level == last:
                    found = self.always(change(*[self._results[part] for part in parts]))
                else:
                    below = zip(*[self._at(part, level) for part in parts], strict=True)
                    found = self._asking(level, tuple([made(one) for one in below]))
                known[parts] = found
            return found

        return made(diagrams)

    def asking_little(self, diagram: Diagram, within: Diagram) -> Diagram:
        """A function that agrees with another wherever a condition holds, and asks few facts.

        Those asked last go first. Where the condition does not hold it has any result, or OUTSIDE.
        """
        found = self.where(within, diagram, self.always(OUTSIDE))
        for fact in reversed(self.asked(found)):
            without = self._not_asking(self._level_of[fact], found, {})
            if without is not None:
                found = without
        return found

    def _not_asking(
        self, level: int, diagram: Diagram, known: dict[Diagram, Diagram | None]
    ) -> Diagram | None:
        """The same without asking the fact of a level; None where its value makes a difference."""
        if self._levels[diagram] > level:
            return diagram
        if diagram not in known:
            parts = self._parts[diagram]
            made: Diagram | None
            if self._levels[diagram] == level:
                made = parts[0]
                for part in parts[1:]:
                    made = None if made is None else self._merge(made, part)
            else:
                below = []
                for part in parts:
                    without = self._not_asking(level, part, known)
                    if without is None:
                        break
                    below.append(without)
                whole = len(below) == len(parts)
                made = self._asking(self._levels[diagram], tuple(below)) if whole else None
            known[diagram] = made
        return known[diagram]

    def _merge(self, a: Diagram, b: Diagram) -> Diagram | None:
        """What agrees with both where they are not OUTSIDE; None where the two disagree."""
        outside = self.always(OUTSIDE)
        if a == b or b == outside:
            return a
        if a == outside:
            return b
        if a in self._results and b in self._results:
            return None
        key = (a, b) if a < b else (b, a)
        if key not in self._merged:
            level = min(self._levels[a], self._levels[b])
            below = []
            for one, other in zip(self._at(a, level), self._at(b, level), strict=True):
                merged = self._merge(one, other)
                if merged is None:
                    break
                below.append(merged)
            whole = len(below) == self._widths[level]
            self._merged[key] = self._asking(level, tuple(below)) if whole else None
        return self._merged[key]

    # asking

    def result(self, diagram: Diagram, facts: Mapping[str, str]) -> Any:
        """What the function gives for these facts, every one of which must be there."""
        while diagram not in self._results:
            level = self._levels[diagram]
            value = self._values[level].index(facts[self._names[level]])
            diagram = self._parts[diagram][value]
        return self._results[diagram]

    def parts(self, diagram: Diagram) -> list[Diagram]:
        """Every part of a diagram, itself among them; what is asked first comes first."""
        found = {diagram}
        todo = [diagram]
        while todo:
            new = set(self._parts[todo.pop()]) - found
            found |= new
            todo += new
        return sorted(found, key=lambda part: self._levels[part])

    def results(self, diagram: Diagram, within: Diagram | None = None) -> dict[Any, Diagram]:
        """Each result that there can be, with where it comes; `within` a condition, if given."""
        if within is not None:
            diagram = self.where(within, diagram, self.always(OUTSIDE))
        where: dict[Diagram, dict[Diagram, Diagram]] = {}
        for part in reversed(self.parts(diagram)):
            if part in self._results:
                where[part] = {part: self.yes}
                continue
            below = [where[one] for one in self._parts[part]]
            where[part] = {
                end: self._asking(
                    self._levels[part], tuple([one.get(end, self.no) for one in below])
                )
                for end in dict.fromkeys(end for one in below for end in one)
            }
        found = {self._results[end]: here for end, here in where[diagram].items()}
        found.pop(OUTSIDE, None)
        return found

    def asked(self, diagram: Diagram) -> tuple[str, ...]:
        """The facts on which the function depends, in the order in which they are asked."""
        last = len(self._widths)
        levels = {self._levels[part] for part in self.parts(diagram)} - {last}
        return tuple(self._names[level] for level in sorted(levels))

    def asking_first(self, *diagrams: Diagram) -> tuple[str, list[tuple[Diagram, ...]]]:
        """The fact that is asked first of any of these, and what each is under each of its values.

        At least one must depend on a fact.
        """
        level = min(self._levels[diagram] for diagram in diagrams)
        return self._names[level], [self._at(diagram, level) for diagram in diagrams]

    def asking(self, fact: str, under: Sequence[Diagram]) -> Diagram:
        """The function that is `under[n]` where a fact has its nth value.

        These may depend only on facts that are asked later.
        """
        return self._asking(self._level_of[fact], tuple(under))

    def size(self, condition: Diagram) -> int:
        """How many combinations of facts meet the condition, exactly."""
        return self.sizes(condition).get(True, 0)

    def sizes(self, diagram: Diagram) -> dict[Any, int]:
        """For each result how many combinations of facts lead to it, exactly."""
        above = [1]  # how many combinations the facts before a level have
        for width in self._widths:
            above.append(above[-1] * width)
        ways = {diagram: above[self._levels[diagram]]}
        sizes: dict[Any, int] = {}
        for part in self.parts(diagram):
            if part in self._results:
                sizes[self._results[part]] = ways[part]
                continue
            below = above[self._levels[part] + 1]
            for one in self._parts[part]:
                skipped = above[self._levels[one]] // below
                ways[one] = ways.get(one, 0) + ways[part] * skipped
        return sizes

    def nearest(self, condition: Diagram, usual: Mapping[str, str]) -> dict[str, str] | None:
        """Facts that meet the condition and depart from the usual ones as little as can be.

        A value for every fact; None where nothing meets the condition.
        """
        return self.nearest_to_each(condition, usual).get(True)

    def nearest_to_each(
        self, diagram: Diagram, usual: Mapping[str, str]
    ) -> dict[Any, dict[str, str]]:
        """For each result facts that lead to it and depart as little as can be from the usual."""
        departures = {diagram: 0}
        came: dict[Diagram, tuple[Diagram, int]] = {}
        ends = []
        for part in self.parts(diagram):
            if part in self._results:
                ends.append(part)
                continue
            normal = usual.get(self._names[self._levels[part]])
            values = self._values[self._levels[part]]
            for n, one in enumerate(self._parts[part]):
                more = departures[part] + (values[n] != normal)
                if one not in departures or more < departures[one]:
                    departures[one] = more
                    came[one] = (part, n)
        found = {}
        for end in ends:
            facts = {
                name: usual[name] if usual.get(name) in values else values[0]
                for name, values in self.facts.items()
            }
            part = end
            while part != diagram:
                part, n = came[part]
                level = self._levels[part]
                facts[self._names[level]] = self._values[level][n]
            found[self._results[end]] = facts
        return found
