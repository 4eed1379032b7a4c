"""Turns where a condition holds into few boxes with few conditions, for people to read."""

from __future__ import annotations

from math import inf

from frontdoor.procedure.diagrams import Diagram, Diagrams

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
"""A box: facts with the values that they may have; other facts may have any."""


class _TooMany(Exception):
    """More boxes than are wanted."""


class Covers:
    """Finds boxes that cover a region: all that they must, nothing that they must not.

    What is neither may be covered or left, whichever takes fewer conditions. Boxes may overlap, but
    none could be left out. (Minato, 1992, with facts of several values.)
    """

    def __init__(self, diagrams: Diagrams) -> None:
        self._diagrams = diagrams
        self._at_most = inf
        self._known: dict[tuple[Diagram, Diagram], tuple[tuple[Conditions, ...], Diagram]] = {}

    def boxes(
        self, must: Diagram, may: Diagram, at_most: float = inf
    ) -> tuple[Conditions, ...] | None:
        """Boxes that hold all of `must` and nothing outside `may`, fewest conditions first.

        None where it would take more than `at_most`.
        """
        self._at_most = at_most
        try:
            boxes, _ = self._cover(*self._asking_little(must, may))
        except _TooMany:
            return None
        return tuple(sorted(boxes, key=len))

    def _asking_little(self, must: Diagram, may: Diagram) -> tuple[Diagram, Diagram]:
        """The same without the facts that boxes can do without; those asked last go first."""
        diagrams = self._diagrams
        must_not = diagrams.opposite(may)
        for fact in reversed(diagrams.asked(must)):
            more = diagrams.whatever([fact], must)
            if diagrams.apart(more, must_not):
                must = more
        spare = set(diagrams.asked(must_not)) - set(diagrams.asked(must))
        may = diagrams.opposite(diagrams.whatever(spare, must_not))
        return must, may

    def _cover(self, must: Diagram, may: Diagram) -> tuple[tuple[Conditions, ...], Diagram]:
        """The boxes, and where they are."""
        diagrams = self._diagrams
        if must == diagrams.no:
            return (), diagrams.no
        if may == diagrams.yes:
            return ((),), diagrams.yes
        found = self._known.get((must, may))
        if found is None:
            found = self._known[must, may] = self._split(must, may)
        return found

    def _split(self, must: Diagram, may: Diagram) -> tuple[tuple[Conditions, ...], Diagram]:
        """The same by the fact asked first: boxes with few of its values before boxes with many.

        What may be covered under just some values of the fact needs a condition on it; what may be
        covered under all of them is left to the end, and needs none.
        """
        diagrams = self._diagrams
        fact, (musts, mays) = diagrams.asking_first(must, may)
        values = diagrams.facts[fact]
        every = frozenset(range(len(values)))
        allowed = [(frozenset[int](), diagrams.yes)]  # the values under which it may be covered
        for part in dict.fromkeys(mays):
            some = frozenset(n for n in every if mays[n] == part)
            allowed = [
                (now, where)
                for already, here in allowed
                for now, where in (
                    (already | some, diagrams.both(here, part)),
                    (already, diagrams.without(here, part)),
                )
                if where != diagrams.no
            ]
        boxes: list[Conditions] = []
        covered = [diagrams.no] * len(values)
        for some, here in sorted(allowed, key=lambda one: (len(one[0]), sorted(one[0]))):
            wanted = diagrams.any(
                diagrams.without(diagrams.both(musts[n], here), covered[n]) for n in some
            )
            if wanted == diagrams.no:
                continue
            below, where = self._cover(wanted, diagrams.all(mays[n] for n in some))
            asked = ((fact, tuple(values[n] for n in sorted(some))),) if some != every else ()
            boxes += [asked + box for box in below]
            if len(boxes) > self._at_most:
                raise _TooMany  # what is split further takes no fewer
            for n in some:
                covered[n] = diagrams.either(covered[n], where)
        return tuple(boxes), diagrams.asking(fact, covered)
