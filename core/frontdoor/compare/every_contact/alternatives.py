"""Boxes as people would say them: `any of these, and the need is high`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frontdoor.procedure.covers import Conditions
from frontdoor.procedure.diagrams import Diagram, Diagrams

AnyOf = tuple[tuple[str, tuple[str, ...]], ...]
"""Facts with values of which any one will do: mostly one fact, at times several."""

Alternative = tuple[AnyOf, ...]
"""Conditions that hold together."""


def alternatives(
    diagrams: Diagrams, boxes: Sequence[Conditions], where: Diagram
) -> tuple[Alternative, ...]:
    """Boxes that cover `where` as people would say them, those with fewest conditions first.

    Values that nothing of `where` has are left out, and boxes that are alike in all but one
    condition are told together.
    """
    narrow = dict.fromkeys(_narrowed(diagrams, box, where) for box in boxes)
    groups: list[Alternative] = [tuple((condition,) for condition in box) for box in narrow]
    while together := _alike(groups):
        shared, members = together
        own = [any_of for n in members for any_of in groups[n] if any_of not in shared]
        either = tuple(dict.fromkeys(condition for any_of in own for condition in any_of))
        groups = [group for n, group in enumerate(groups) if n not in members]
        groups.append((*shared, either))
    return tuple(sorted(groups, key=len))


def _alike(groups: Sequence[Alternative]) -> tuple[Alternative, list[int]] | None:
    """The most that are alike in all but one condition: what they share, and their places."""
    alike: dict[Alternative, list[int]] = {}
    for n, group in enumerate(groups):
        for one in group:
            rest = tuple(other for other in group if other != one)
            alike.setdefault(rest, []).append(n)
    shared = max(alike, key=lambda rest: len(alike[rest]), default=())
    members = alike.get(shared, [])
    return (shared, members) if len(members) > 1 else None


def conditions_in(some: Iterable[Alternative]) -> int:
    """How many conditions there are to read."""
    return sum(len(any_of) for one in some for any_of in one)


def _narrowed(diagrams: Diagrams, box: Conditions, where: Diagram) -> Conditions:
    """A box without the values that nothing of `where` has."""
    here = diagrams.both(diagrams.box(dict(box)), where)
    return tuple(
        (
            fact,
            tuple(
                value
                for value in values
                if not diagrams.apart(here, diagrams.box({fact: (value,)}))
            ),
        )
        for fact, values in box
    )
